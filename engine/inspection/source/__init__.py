"""Source: the program of a step as a list and as plain NumPy."""

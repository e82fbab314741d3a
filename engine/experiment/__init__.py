"""The settings of a run: their checks, what follows from them, what can be chosen."""

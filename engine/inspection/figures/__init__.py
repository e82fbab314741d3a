"""Figures: how large the numbers of each layer are, in a step and by theory."""

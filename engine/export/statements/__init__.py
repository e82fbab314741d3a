"""Statements of a step as text: in NumPy, in PyTorch, with loops."""

"""Functions as tables: value, derivative, formula and words in one entry."""

"""Functions as tables: value, derivative, formula and help text in one entry."""

"""The settings of a run: their checks, derived values, and choices."""

"""Training within time slices: the run, its records, and the states to return to."""

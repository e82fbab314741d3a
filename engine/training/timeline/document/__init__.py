"""Document: a run as one JSON value, and back, whatever was done to it."""

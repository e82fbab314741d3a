"""One training run and its commands; no I/O, no clock."""

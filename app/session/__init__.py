"""A session: a training run and its commands; no I/O, no clock."""

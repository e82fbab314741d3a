"""Trials: what the soak benchmark does to a server, one module each."""

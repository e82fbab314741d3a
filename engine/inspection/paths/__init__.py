"""Paths: the ways from a weight to the loss."""

"""Stepping: run the ops of a step, and return to earlier ones."""

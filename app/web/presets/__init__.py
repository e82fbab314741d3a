"""Presets: the experiments to try that the page offers, and their views."""

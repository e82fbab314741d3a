"""Changes: another experiment, or other numbers, within a run."""

"""Outputs: what a network answers to samples and to the whole input plane."""

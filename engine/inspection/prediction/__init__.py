"""Prediction: questions about a step, and their answers."""

"""Explanation: where a number of a step came from."""

"""Benchmarks: ``python -m benchmarks engine``; see the modules of this package."""

"""Ops: the calls of a step, phase by phase, and what each reads and writes."""

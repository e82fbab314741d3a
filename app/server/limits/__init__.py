"""Limits: messages per second, open files, memory of the process."""

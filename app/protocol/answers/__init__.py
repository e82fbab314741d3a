"""Answers: events that answer one command."""

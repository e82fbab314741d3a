"""Shares the event loop's time among sessions."""

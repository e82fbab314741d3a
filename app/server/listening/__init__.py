"""Listening: the port, the addresses that reach it, and the server that accepts."""

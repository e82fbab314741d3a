"""Storage: saved runs in a file of the user, written by a thread of its own."""

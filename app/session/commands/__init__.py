"""The commands of a session: a table of handlers, and the handlers by subject."""

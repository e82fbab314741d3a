"""Commands: the messages of a page, and how they are read."""

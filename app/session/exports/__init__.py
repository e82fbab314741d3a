"""Files that a session writes of its run."""

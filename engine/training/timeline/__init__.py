"""Timeline: the past of a run, from which any step can be restored."""

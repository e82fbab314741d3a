"""The page and its files over HTTP."""

"""Messages: what a page is told, as fields and as sentences."""

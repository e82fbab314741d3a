"""Memory: where the quantities of a step are, for any batch size and for one."""

"""Networks: the graphs of experiments."""

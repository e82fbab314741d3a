"""Check: gradients beside differences of the loss."""

"""One training step as a flat list of NumPy calls on preallocated memory."""

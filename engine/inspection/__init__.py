"""Reading a run: explanations, gradient checks, diagnostics, surfaces."""

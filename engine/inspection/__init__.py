"""Reading a run: derivations, gradient checks, diagnostics, surfaces."""

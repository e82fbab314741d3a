"""Reading a run: derivations, gradient checks, diagnostics, decision surfaces."""

"""Binary frames: what is in them, who subscribed, when one is due; no I/O."""

"""Binary frames: their sections, subscriptions, and when one is due; no I/O."""

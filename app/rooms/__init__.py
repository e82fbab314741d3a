"""Who is in a session, and what each client may do."""

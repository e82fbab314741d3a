"""The clients of a session, and what each of them may do."""

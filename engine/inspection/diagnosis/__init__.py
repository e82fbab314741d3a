"""Diagnosis: what hinders a run from learning, found by relative rules."""

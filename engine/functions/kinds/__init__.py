"""Kinds: what each operation of a graph computes; one file for each, one table."""

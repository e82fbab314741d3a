"""Export: a run as a program that goes on from where it is, without this project."""

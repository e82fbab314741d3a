"""Export: a run that goes on without this project, and a step as numbers."""

"""Running the step: trainer, changes in mid-run, snapshots, evaluation."""

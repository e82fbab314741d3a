"""Running the steps of an experiment: trainer, changes, snapshots, evaluation."""

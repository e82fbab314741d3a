"""Early stopping: a run ends after some epochs without a better loss."""

from __future__ import annotations

import math

import numpy as np

from engine import Experiment, Trainer
from engine.training.early_stopping import EarlyStopping
from tests.engine.training.runs import experiment


def test_early_stopping_waits_as_long_as_told():
    """A learning rate of 0 never improves: epoch 1 sets the mark, then patience."""
    trainer = Trainer(experiment({"patience": 3, "learning_rate": 0.0}))
    assert trainer.step(1000) == 4 * 5
    assert trainer.stopped
    assert trainer.step(10) == 0
    trainer.advance("epoch")
    assert trainer.step_count == 20


def test_a_run_stops_after_so_many_epochs_without_a_better_test_loss():
    settings = {"dataset": "gauss", "noise": 0.4, "n_samples": 40, "hidden": (8, 8),
                "learning_rate": 0.3, "batch_size": "full"}  # fmt: skip
    free = Trainer(Experiment(**settings))
    losses = []
    for _ in range(3000):
        free.step()
        losses.append(free.test_loss)
    patience = 5
    best, waited, stop = np.inf, 0, None
    for epoch, loss in enumerate(losses, start=1):
        waited, best = (0, loss) if loss < best else (waited + 1, best)
        if waited == patience:
            stop = epoch
            break
    assert stop is not None
    trainer = Trainer(Experiment(patience=patience, **settings))
    assert not trainer.stopped
    assert trainer.step(3000) == stop
    assert trainer.stopped
    assert (trainer.epoch, trainer.step_count) == (stop, stop)
    assert trainer.step(10) == 0


def test_without_a_test_set_the_training_loss_decides():
    trainer = Trainer(
        Experiment(dataset="xor", patience=3, learning_rate=0.0, hidden=(2,))
    )
    # the first epoch is the best so far; three more bring nothing better
    assert trainer.step(100) == 4


def test_without_patience_a_run_never_stops():
    trainer = Trainer(Experiment(dataset="xor", learning_rate=0.0, hidden=(2,)))
    assert trainer.step(100) == 100
    assert not trainer.stopped


def test_the_test_loss_counts_and_without_one_the_training_loss():
    stopping = EarlyStopping()
    for train_loss, test_loss, best, waited in (
        (9.0, 0.5, 0.5, 0), (0.1, 0.7, 0.5, 1), (0.1, 0.5, 0.5, 2),
        (0.4, math.nan, 0.4, 0),
    ):  # fmt: skip
        stopping.record(train_loss, test_loss)
        assert (stopping.best_loss, stopping.waited) == (best, waited)


def test_a_run_without_patience_has_never_stopped():
    stopping = EarlyStopping()
    for _ in range(3):
        stopping.record(math.inf, math.inf)
    assert stopping.has_stopped(3)
    assert not stopping.has_stopped(4)
    assert not stopping.has_stopped(None)

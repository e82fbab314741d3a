"""Snapshots: frozen, complete, and comparable by their digest."""

from __future__ import annotations

import pytest

from engine import Trainer
from tests.engine.training.runs import experiment


def test_snapshots_hold_their_own_numbers():
    trainer = Trainer(experiment({"optimizer": "adam"}))
    trainer.step(2)
    snapshot = trainer.snapshot()
    digest = snapshot.digest()
    trainer.step(5)
    assert snapshot.digest() == digest
    assert trainer.snapshot().digest() != digest
    with pytest.raises(ValueError, match="read-only"):
        snapshot.state[0, 0] = 1


def test_a_snapshot_brings_its_experiment_back():
    trainer = Trainer(experiment({}))
    trainer.step(4)
    snapshot = trainer.snapshot()
    trainer.change(hidden=[3], optimizer="adam")
    trainer.step(2)
    trainer.restore(snapshot)
    assert trainer.experiment == experiment({})
    assert trainer.snapshot().digest() == snapshot.digest()

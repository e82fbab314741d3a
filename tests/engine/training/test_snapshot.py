"""Snapshots: frozen, complete, and comparable by their digest."""

from __future__ import annotations

import pytest

from engine import Lockstep, Trainer
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


def test_a_snapshot_of_twins_within_a_step_leads_to_its_beginning():
    pair = Lockstep(*(Trainer(experiment({"optimizer": o})) for o in ("sgd", "adam")))
    pair.step(4)
    before = [trainer.snapshot().digest() for trainer in pair.trainers]
    pair.advance("op", 5)
    within = pair.snapshot()
    assert within.step == 4
    pair.restore(within.between_steps())
    assert [trainer.snapshot().digest() for trainer in pair.trainers] == before
    pair.restore(within)
    assert pair.op_index == 5

"""Steps: the same bits however a run is cut, stopped and resumed."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Trainer
from tests.engine.training.runs import RUNS, experiment, same


@pytest.mark.parametrize("changes", RUNS, ids=str)
def test_same_seed_gives_the_same_bits(changes):
    a, b = Trainer(experiment(changes)), Trainer(experiment(changes))
    a.step(60)
    for _ in range(60):
        b.step(1)
    assert same(a, b)


def test_another_seed_gives_other_weights_on_the_same_data():
    a, b = Trainer(experiment({})), Trainer(experiment({"seed": 1}))
    np.testing.assert_array_equal(a.data.train_x, b.data.train_x)
    assert not np.array_equal(a.vector, b.vector)


@pytest.mark.parametrize("changes", RUNS, ids=str)
@pytest.mark.parametrize("at", [0, 3, 5, 17])
def test_a_restored_run_goes_on_as_if_it_had_never_stopped(changes, at):
    straight, stopped = Trainer(experiment(changes)), Trainer(experiment(changes))
    stopped.step(at)
    snapshot = stopped.snapshot()
    stopped.step(23)
    stopped.restore(snapshot)
    fresh = Trainer(experiment(changes))
    fresh.restore(snapshot)
    straight.step(at + 29)
    for trainer in (stopped, fresh):
        trainer.step(29)
        assert same(trainer, straight)


def test_a_restored_run_drops_units_as_it_would_have_where_dropout_begins_later():
    straight, other = Trainer(experiment({})), Trainer(experiment({}))
    snapshot = straight.snapshot()
    other.change(dropout=0.5)
    other.step(10)
    other.restore(snapshot)
    for trainer in (straight, other):
        trainer.step(3)
        trainer.change(dropout=0.2)
        trainer.step(10)
    assert same(straight, other)


def test_every_epoch_visits_every_sample_once_in_a_new_order():
    """23 training samples in batches of 5: four whole ones and one of 3."""
    trainer, orders = Trainer(experiment({})), []
    for _ in range(2):
        seen = []
        for size in (5, 5, 5, 5, 3):
            trainer.step()
            trace = trainer.trace()
            assert trace.batch_size == size
            seen += trace.batch_indices.tolist()
            np.testing.assert_array_equal(
                trace.x, trainer.data.train_x[:, trace.batch_indices]
            )
            np.testing.assert_array_equal(
                trace.y, trainer.data.train_y[:, trace.batch_indices]
            )
        assert sorted(seen) == list(range(23))
        orders.append(seen)
    assert orders[0] != orders[1]
    assert (trainer.epoch, trainer.batch_index, trainer.step_count) == (2, 0, 10)


def test_gradient_descent_takes_all_samples_whatever_the_batch_size():
    trainer = Trainer(experiment({"optimizer": "gradient_descent", "batch_size": 2}))
    trainer.step(3)
    assert trainer.epoch == 3
    assert trainer.trace().batch_size == 23


def test_step_finishes_the_step_under_way_first():
    trainer = Trainer(experiment({}))
    trainer.advance("op", 3)
    assert trainer.op_index == 3
    assert trainer.step(1) == 1
    assert (trainer.step_count, trainer.op_index) == (1, 0)
    assert trainer.step(0) == 0

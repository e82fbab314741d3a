"""Followed: any training sample goes through the step, and the run does not notice."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Trainer
from engine.inspection.readout.followed import current, followed
from tests.engine.training.runs import RUNS, experiment, same

QUANTITIES = ("z", "a", "df", "da", "delta")


def outside(trace):
    n_train = trace.batch_indices.max() + 2
    return int(np.setdiff1d(np.arange(n_train), trace.batch_indices)[0])


def test_a_sample_of_the_batch_is_a_column_of_the_step():
    trainer = Trainer(experiment({}))
    trainer.step(3)
    index = int(trainer.trace().batch_indices[2])
    found = followed(trainer, index)
    assert (found.column, found.in_batch) == (2, True)
    assert found.trace is found.step


def test_without_a_sample_there_is_no_column():
    trainer = Trainer(experiment({}))
    trainer.step(3)
    found = followed(trainer, None)
    assert (found.column, found.in_batch, found.trace.step) == (None, True, 3)


@pytest.mark.parametrize(
    "changes",
    [each for each in RUNS if experiment(each).batch == 5],
    ids=str,
)
def test_any_other_sample_is_a_batch_of_one_with_the_weights_before(changes):
    """It equals the step of a trainer that has the sample alone as its data."""
    changes = {**changes, "dropout": 0}
    trainer = Trainer(experiment(changes))
    trainer.step(3)
    trace = trainer.trace()
    index = outside(trace)
    found = followed(trainer, index)
    assert (found.column, found.in_batch) == (0, False)
    assert found.trace.batch_indices.tolist() == [index]
    alone = Trainer(experiment({**changes, "batch_size": "full"}))
    order = np.full(alone.data.train_x.shape[1], index)
    alone._stepper.work._x.take(order)
    alone._stepper.work._y.take(order)
    alone._stepper.work.state[0] = trace.before[0]
    alone.advance("phase", 4)
    expected = alone.trace()
    for layer, other in zip(found.trace.layers, expected.layers, strict=True):
        n = len(order)
        for name in ("z", "a"):
            one, all_ = getattr(layer, name)[:, 0], getattr(other, name)[:, 0]
            np.testing.assert_allclose(one, all_, rtol=1e-12)
        np.testing.assert_allclose(layer.delta[:, 0], n * other.delta[:, 0], rtol=1e-12)
        np.testing.assert_allclose(layer.dW, other.dW, rtol=1e-10, atol=1e-15)


def test_a_sample_outside_of_the_batch_meets_no_dropout_and_draws_nothing():
    one, other = (Trainer(experiment({"dropout": 0.5})) for _ in range(2))
    one.step(2)
    other.step(2)
    found = followed(one, outside(one.trace()))
    assert all((mask == 1).all() for mask in found.trace.masks.values())
    one.step(5)
    other.step(5)
    assert same(one, other)


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_within_a_step_another_sample_is_as_far_as_the_step(dropout):
    trainer = Trainer(experiment({"dropout": dropout}))
    trainer.step(1)
    for _ in range(trainer.n_ops - 1):
        trainer.advance("op")
        step = trainer.trace()
        alone = followed(trainer, outside(step)).trace
        assert alone.done == step.done
        for layer, other in zip(step.layers, alone.layers, strict=True):
            for name in (*QUANTITIES, "dW"):
                a, b = getattr(layer, name), getattr(other, name)
                assert np.isnan(a).all() == np.isnan(b).all(), (name, step.done)


def test_before_the_first_step_the_coming_one_is_current():
    trainer = Trainer(experiment({}))
    assert (current(trainer).step, current(trainer).done) == (1, 0)
    found = followed(trainer, outside(current(trainer)))
    assert np.isnan(found.trace.layers[0].z).all()
    assert np.isfinite(found.trace.x).all()
    trainer.step(1)
    assert (current(trainer).step, current(trainer).complete) == (1, True)


def test_after_a_change_of_the_layers_the_coming_step_is_current():
    trainer = Trainer(experiment({"hidden": (3,)}))
    trainer.step(2)
    trainer.change(learning_rate=0.5)
    assert (current(trainer).step, current(trainer).complete) == (2, True)
    trainer.change(hidden=(4,))
    assert (current(trainer).step, current(trainer).done) == (3, 0)


@pytest.mark.parametrize(
    "change",
    [{"output": "sigmoid"}, {"noise": 0.3}, {"features": ("x1", "x2_squared")}],
    ids=str,
)
def test_after_a_change_of_the_samples_the_coming_step_is_current(change):
    trainer = Trainer(experiment({"hidden": (3,), "output": "tanh"}))
    trainer.step(2)
    trainer.change(**change)
    now = current(trainer)
    assert (now.step, now.done) == (3, 0)
    np.testing.assert_array_equal(now.x, trainer.data.train_x[:, now.batch_indices])
    np.testing.assert_array_equal(now.y, trainer.data.train_y[:, now.batch_indices])


def test_a_sample_that_is_not_there_is_refused():
    trainer = Trainer(Experiment(n_samples=20))
    with pytest.raises(ExperimentError, match="sample must be 0 to"):
        followed(trainer, 20)

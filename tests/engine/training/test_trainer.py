"""Trainer: read-only views of a run, its position, and its last step."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, Trainer
from tests.engine.training.runs import experiment, same


def test_parameters_are_views_that_cannot_be_written():
    trainer = Trainer(experiment({}))
    W, b = trainer.parameters[0]
    assert (W.shape, b.shape) == ((4, 2), (4, 1))
    with pytest.raises(ValueError, match="read-only"):
        W[0, 0] = 1
    trainer.step(1)
    assert np.shares_memory(W, trainer.parameters[0][0])


def test_initial_parameters_are_taken_as_given():
    layers = [{"W": [[1, 2], [3, 4]], "b": [5, 6]}, {"W": [[7, 8]], "b": [[9]]}]
    trainer = Trainer(experiment({"hidden": (2,), "initial_parameters": layers}))
    np.testing.assert_array_equal(trainer.parameters[0][0], [[1, 2], [3, 4]])
    np.testing.assert_array_equal(trainer.parameters[1][1], [[9]])


def test_position_is_counted_in_steps_epochs_batches_and_ops():
    trainer = Trainer(experiment({}))
    assert trainer.step(7) == 7
    trainer.advance("op", 2)
    assert (trainer.step_count, trainer.epoch, trainer.batch_index) == (7, 1, 2)
    assert trainer.op_index == 2
    assert trainer.next_op.name == "affine"
    assert trainer.n_ops == 18
    assert not trainer.stopped


def test_the_last_step_is_live_between_steps_and_a_trace_otherwise():
    trainer = Trainer(experiment({}))
    assert trainer.last_step() is None
    trainer.step()
    live, tape = trainer.last_step(), trainer.trace().tape
    np.testing.assert_array_equal(live.tape, tape)
    trainer.step()
    assert not np.array_equal(live.tape, tape)
    trainer.set_parameter(0, 0, 0, 0.5)
    kept = trainer.last_step()
    assert kept.tape is trainer.trace().tape
    trainer.advance("op")
    assert np.isnan(trainer.last_step().after).all()


def test_an_epoch_has_a_step_for_each_batch():
    trainer = Trainer(experiment({"batch_size": 7}))
    n_samples = trainer.data.train_x.shape[1]
    assert trainer.n_batches == -(-n_samples // 7)
    trainer.step(trainer.n_batches)
    assert (trainer.epoch, trainer.batch_index) == (1, 0)


def test_reading_a_run_changes_nothing_in_it():
    plain, read = Trainer(experiment({})), Trainer(experiment({}))
    for _ in range(12):
        plain.step()
        read.step()
        _ = (read.losses, read.train_accuracy, read.confusion("test"), read.trace())
        _ = (read.unit_health(), read.predicted("train"), read.vector, read.last_step())
    assert same(plain, read)


def test_a_trace_goes_with_a_restored_snapshot_until_the_next_step():
    trainer = Trainer(Experiment())
    trainer.step(3)
    snapshot, trace = trainer.snapshot(), trainer.trace()
    trainer.step(5)
    trainer.restore(snapshot, trace)
    assert trainer.trace() is trace
    assert (trainer.last_step().gradient == trace.gradient).all()
    trainer.step()
    assert trainer.trace().step == 4
    trainer.restore(snapshot)
    assert trainer.last_step() is None

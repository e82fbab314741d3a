"""Step back: what is undone is undone to the bit, and what follows is the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import Lockstep, Trainer
from engine.graph import Ref
from engine.inspection.readout.followed import current, followed
from engine.training.stepping.step_back import position_before
from engine.training.stepping.step_starts import MAX_STARTS
from tests.engine.training.runs import RUNS, experiment, same, twins

STOPS_EARLY = {"patience": 2, "learning_rate": 0.9, "batch_size": 8}


def alone(*trainers):
    return Lockstep(*trainers)


def at(trainer):
    return trainer.step_count, trainer.op_index


def assert_same_numbers(one, other):
    """Compare all numbers of the step on show, and how the runs would continue."""
    first, second = current(one), current(other)
    assert (first.step, first.done) == (second.step, second.done)
    for name in ("gradient", "before", "after", "batch_indices"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
    rows = first.placement.rows
    for ref in (Ref(quantity, node) for quantity in rows for node in rows[quantity]):
        np.testing.assert_array_equal(first.array(ref), second.array(ref))
    assert same(one, other)


@pytest.mark.parametrize("changes", [*RUNS, STOPS_EARLY], ids=str)
def test_steps_op_by_op_with_steps_back_equal_the_fast_run(changes):
    rng = np.random.default_rng(3)
    fast, slow = Trainer(experiment(changes)), Trainer(experiment(changes))
    run = alone(slow)
    while slow.step_count < 50 and not slow.stopped:
        for _ in range(int(rng.integers(1, 2 * slow.n_ops))):
            if not run.stopped:
                run.advance("op")
        followed(slow, int(rng.integers(slow.data.train_x.shape[1])))
        if rng.random() < 0.4:
            run.step_back("op", int(rng.integers(1, slow.n_ops)))
        if rng.random() < 0.1:
            run.step_back("step", int(rng.integers(1, 3)))
        if rng.random() < 0.3:
            run.step(int(rng.integers(1, 4)))
    if slow.op_index:
        run.advance("step")
    fast.step(slow.step_count)
    assert_same_numbers(slow, fast)


@pytest.mark.parametrize("changes", RUNS, ids=str)
def test_a_step_back_undoes_exactly_one_op(changes):
    trainer, run = Trainer(experiment(changes)), None
    run = alone(trainer)
    run.step(4)  # the next step ends an epoch, and the one after begins another
    for _ in range(2 * trainer.n_ops + 2):
        reference = Trainer(experiment(changes))
        reference.step(trainer.step_count)
        if trainer.op_index:
            reference.advance("op", trainer.op_index)
        run.advance("op")
        assert run.step_back("op") == 1
        assert_same_numbers(trainer, reference)
        run.advance("op")


def test_ops_are_undone_after_a_fast_run_over_the_ends_of_epochs():
    trainer = Trainer(experiment({"dropout": 0.3}))
    run = alone(trainer)
    run.step(1000)
    n_ops = trainer.n_ops
    assert run.step_back("op", 3 * n_ops + 2) == 3 * n_ops + 2
    assert at(trainer) == (996, n_ops - 2)
    reference = Trainer(experiment({"dropout": 0.3}))
    reference.step(996)
    reference.advance("op", n_ops - 2)
    assert_same_numbers(trainer, reference)


def test_steps_are_undone_one_by_one_and_a_begun_one_first():
    trainer = Trainer(experiment({}))
    run = alone(trainer)
    run.step(3)
    run.advance("op", 5)
    assert run.step_back("step") == 1
    assert at(trainer) == (3, 0)
    assert trainer.trace().step == 3
    assert run.step_back("step", 2) == 2
    assert at(trainer) == (1, 0)


def test_nothing_is_undone_at_the_start_nor_before_what_is_kept():
    trainer = Trainer(experiment({}))
    run = alone(trainer)
    assert run.step_back("op") == 0
    for _ in range(MAX_STARTS + 3):
        run.step()
    assert run.step_back("step", 99) == MAX_STARTS
    assert at(trainer) == (3, 0)
    assert run.step_back("op") == 0
    run.advance("op")
    assert run.step_back("op", 7) == 1
    assert at(trainer) == (3, 0)
    assert run.step_back("op") == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.change(learning_rate=0.1),
        lambda t: t.change(optimizer="adam"),
        lambda t: t.change(hidden=(3, 3, 3)),
        lambda t: t.set_parameter(0, 0, 0, 1.0),
        lambda t: t.restore(replace(t.snapshot(), op_index=0)),
    ],
)
@pytest.mark.parametrize("n_ops", [0, 4])
def test_a_change_ends_what_can_be_undone(change, n_ops):
    trainer = Trainer(experiment({}))
    run = alone(trainer)
    run.step(3)
    run.advance("op", n_ops)
    change(trainer)
    assert trainer.first_step is None
    assert run.step_back("op") == 0
    run.advance("op", 2)
    assert run.step_back("op", 9) == 2
    assert at(trainer) == (3, 0)


def test_what_was_restored_within_a_step_can_be_undone_to_its_beginning():
    trainer = Trainer(experiment({"dropout": 0.3}))
    run = alone(trainer)
    run.step(3)
    run.advance("op", 4)
    trainer.restore(trainer.snapshot())
    assert run.step_back("op", 9) == 4
    assert at(trainer) == (3, 0)


def test_the_step_before_a_change_can_be_read_again():
    trainer = Trainer(experiment({}))
    run = alone(trainer)
    run.step(3)
    trainer.change(learning_rate=0.1)
    for _ in range(2):
        run.advance("op", 2)
        run.step_back("op", 2)
        assert at(trainer) == (3, 0)
        assert trainer.trace().step == 3
        assert trainer.trace().experiment.learning_rate == 0.05


def test_twins_step_back_together():
    changes = {"hidden": (5, 4, 3), "dropout": 0.3}
    pair = twins({}, changes)
    first, second = pair.trainers
    pair.step(7)
    places = []
    for _ in range(2 * first.n_ops):
        places.append((at(first), at(second)))
        pair.advance("op")
    for place in reversed(places):
        assert pair.step_back("op") == 1
        assert (at(first), at(second)) == place
    pair.step(5)
    reference = twins({}, changes)
    reference.step(pair.step_count)
    for trainer, other in zip(pair.trainers, reference.trainers, strict=True):
        assert_same_numbers(trainer, other)


def test_a_twin_that_cannot_step_back_holds_both():
    pair = twins({}, {"learning_rate": 0.1})
    pair.step(3)
    pair.trainers[1].change(learning_rate=0.2)
    assert pair.step_back("op") == 0
    assert [at(trainer) for trainer in pair.trainers] == [(3, 0), (3, 0)]


def test_the_first_difference_is_found_again():
    changes = {"schedule": "step", "schedule_steps": 10, "schedule_factor": 0.5}
    pair = twins({}, changes)
    for _ in range(13):
        pair.step()
    assert pair.first_difference == 11
    pair.step_back("step")
    assert pair.first_difference == 11
    pair.step_back("op", pair.trainers[0].n_ops + 3)
    assert pair.step_count == 10
    assert pair.first_difference is None
    pair.step(300)
    assert pair.first_difference == 11


@pytest.mark.parametrize(
    ("position", "by", "count", "expected"),
    [
        ((5, 0), "op", 1, (4, 19)),
        ((5, 3), "op", 3, (5, 0)),
        ((5, 3), "op", 4, (4, 19)),
        ((5, 3), "step", 1, (5, 0)),
        ((5, 3), "step", 2, (4, 0)),
        ((5, 0), "step", 1, (4, 0)),
    ],
)
def test_the_position_before_so_many_units(position, by, count, expected):
    assert position_before(position, by, count, n_ops=20) == expected

"""Lockstep: twins make the same steps, and the first difference is told exactly."""

from __future__ import annotations

import numpy as np
import pytest

from engine import DivergenceError, Experiment, ExperimentError, Lockstep, Trainer
from engine.functions.optimizers import OPTIMIZERS
from tests.engine.training.runs import RUNS, experiment, same, twins


def alone(trainer, n_steps):
    """Return another trainer of the same experiment after so many steps."""
    other = Trainer(trainer.experiment)
    other.step(n_steps)
    return other


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(
    "n_steps", [1000, pytest.param(10_000, marks=pytest.mark.slow)]
)
def test_twins_without_a_difference_stay_equal_to_the_bit(optimizer, n_steps):
    pair = twins({"optimizer": optimizer, "dropout": 0.3, "learning_rate": 0.01})
    assert pair.step(n_steps) == n_steps
    assert same(*pair.trainers)
    assert pair.first_difference is None
    assert pair.differences == {}


@pytest.mark.parametrize("changes", RUNS, ids=str)
def test_each_twin_trains_as_it_would_alone(changes):
    pair = twins({}, changes)
    for n in (1, 7, 300):
        assert pair.step(n) == n
    for trainer in pair.trainers:
        assert same(trainer, alone(trainer, 308))


@pytest.mark.parametrize(
    ("one", "other"),
    [("glorot_uniform", "he_uniform"), ("glorot_normal", "he_normal")],
)
def test_initializers_of_one_family_rescale_the_same_draws(one, other):
    pair = twins({"initializer": one, "hidden": (6, 5)}, {"initializer": other})
    for (W, _), (W_other, _) in zip(
        *(t.parameters for t in pair.trainers), strict=True
    ):
        ratio = W_other / W
        np.testing.assert_allclose(ratio, ratio[0, 0], rtol=1e-12)


def test_layers_before_the_first_other_shape_start_alike():
    pair = twins({"hidden": (6, 5, 4)}, {"hidden": (6, 5)})
    (W, _), (W_other, _) = (trainer.parameters[0] for trainer in pair.trainers)
    np.testing.assert_array_equal(W, W_other)
    np.testing.assert_array_equal(
        pair.trainers[0].parameters[1][0], pair.trainers[1].parameters[1][0]
    )


# ---- within a step -------------------------------------------------------------------


@pytest.mark.parametrize("by", ["op", "layer", "phase"])
@pytest.mark.parametrize("changes", RUNS, ids=str)
def test_within_a_step_the_twin_is_in_the_same_phase(by, changes):
    pair = twins({"hidden": (5, 5), "optimizer": "adam"}, changes)
    first, second = pair.trainers
    for _ in range(60):
        pair.advance(by)
        assert first.step_count == second.step_count
        assert bool(first.op_index) or not second.op_index
        if second.op_index and first.op_index:
            order = ["forward", "loss", "local", "backward", "update"]
            here, there = first.next_op.phase, second.next_op.phase
            assert order.index(there) >= order.index(here)
    pair.step()
    for trainer in pair.trainers:
        assert same(trainer, alone(trainer, trainer.step_count))


def test_twins_of_one_program_go_op_by_op():
    pair = twins({}, {"learning_rate": 0.01})
    for _ in range(40):
        pair.advance("op")
        assert pair.trainers[0].op_index == pair.trainers[1].op_index


@pytest.mark.parametrize("by", ["step", "epoch"])
def test_steps_and_epochs_are_those_of_the_first(by):
    pair = twins({"batch_size": 5}, {"batch_size": 3})
    pair.advance("op", 3)
    pair.advance(by, 3)
    first, second = pair.trainers
    assert first.step_count == second.step_count == (15 if by == "epoch" else 3)


# ---- the end of a run ----------------------------------------------------------------


DIVERGING = {
    "optimizer": "sgd",
    "learning_rate": 10.0,
    "activation": "relu",
    "output": "linear",
    "hidden": (8, 8),
    "l2": 10.0,
}


def last_step_alone(one):
    run = Trainer(one)
    with pytest.raises(DivergenceError) as caught:
        run.step(100_000)
    return run.step_count, caught.value


WAYS = {
    "a step": lambda pair: pair.step(1),
    "many steps": lambda pair: pair.step(1000),
    "an op": lambda pair: pair.advance("op"),
    "step by step": lambda pair: pair.advance("step"),
}


def until_the_end(pair, go_on):
    while True:
        go_on(pair)


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("way", WAYS)
def test_both_stop_before_the_step_at_which_one_diverges(which, way):
    calm, wild = experiment({}), experiment(DIVERGING)
    last, alone_error = last_step_alone(wild)
    pair = Lockstep(*map(Trainer, (wild, calm) if which == 0 else (calm, wild)))
    with pytest.raises(DivergenceError) as caught:
        until_the_end(pair, WAYS[way])
    error = caught.value
    assert error.run == which
    assert (error.step, error.layer, error.quantity) == (
        alone_error.step,
        alone_error.layer,
        alone_error.quantity,
    )
    for trainer in pair.trainers:
        assert (trainer.step_count, trainer.op_index) == (last, 0)
        assert same(trainer, alone(trainer, last))


def test_the_earlier_of_two_divergences_is_told():
    wild, wilder = (experiment({**DIVERGING, "l2": l2}) for l2 in (1.0, 10.0))
    slow, fast = last_step_alone(wild)[0], last_step_alone(wilder)[0]
    assert fast < slow
    pair = Lockstep(Trainer(wild), Trainer(wilder))
    with pytest.raises(DivergenceError) as caught:
        pair.step(1000)
    assert (caught.value.run, caught.value.step) == (1, fast + 1)
    assert [t.step_count for t in pair.trainers] == [fast, fast]


@pytest.mark.parametrize("which", [0, 1])
def test_early_stopping_of_one_stops_both(which):
    patient, still = experiment({}), experiment({"patience": 3, "learning_rate": 0.0})
    pair = Lockstep(*map(Trainer, (still, patient) if which == 0 else (patient, still)))
    stops_at = alone(pair.trainers[which], 10_000).step_count
    assert pair.step(10_000) == stops_at
    assert pair.stopped
    for trainer in pair.trainers:
        assert same(trainer, alone(trainer, stops_at))
    pair.advance("step")
    assert pair.step(5) == 0
    assert pair.trainers[0].step_count == stops_at


def test_an_epoch_goes_no_further_than_early_stopping_of_the_twin():
    still = experiment({"patience": 1, "learning_rate": 0.0, "batch_size": 5})
    pair = Lockstep(Trainer(experiment({"batch_size": 1})), Trainer(still))
    pair.advance("epoch", 3)
    stops_at = alone(pair.trainers[1], 10_000).step_count
    assert [t.step_count for t in pair.trainers] == [stops_at, stops_at]


# ---- states and changes --------------------------------------------------------------


@pytest.mark.parametrize("n_ops", [0, 3])
def test_both_return_to_a_snapshot_and_go_on_alike(n_ops):
    pair = twins({"dropout": 0.2}, {"schedule": "step", "schedule_steps": 50})
    pair.step(30)
    pair.advance("op", n_ops)
    start = pair.snapshot()
    pair.step(100)
    after = pair.snapshot()
    assert pair.first_difference == 51
    pair.restore(start)
    assert pair.first_difference is None
    pair.step(100)
    assert pair.first_difference == 51
    for one, other in zip(pair.snapshot().snapshots, after.snapshots, strict=True):
        assert one.digest() == other.digest()


def test_a_snapshot_brings_a_twin_back_and_takes_one_away():
    single = Lockstep(Trainer(experiment({})))
    before = single.snapshot()
    pair = twins({}, {"activation": "relu"})
    pair.step(40)
    with_twin = pair.snapshot()
    single.restore(with_twin)
    assert len(single.trainers) == 2
    for one, other in zip(single.trainers, pair.trainers, strict=True):
        assert same(one, other)
    single.restore(before)
    assert [trainer.step_count for trainer in single.trainers] == [0]
    assert single.first_difference is None


def test_traces_come_back_with_a_snapshot_of_their_step():
    pair = twins({}, {"optimizer": "adam"})
    pair.step(3)
    start, traces = pair.snapshot(), [trainer.trace() for trainer in pair.trainers]
    pair.step(5)
    pair.restore(start, traces)
    assert [trainer.trace().step for trainer in pair.trainers] == [3, 3]
    pair.restore(start)
    assert [trainer.last_step() for trainer in pair.trainers] == [None, None]


def test_one_trainer_alone_is_driven_as_it_is():
    single = Lockstep(Trainer(experiment({})))
    assert single.step(10) == 10
    single.advance("op", 3)
    single.set_parameter(0, 0, 0, None, 0.5)
    single.change({"learning_rate": 0.2})
    assert single.differences == {}
    assert (single.trainers[0].step_count, single.trainers[0].op_index) == (10, 0)
    assert not single.stopped


def test_swapping_exchanges_the_twins_and_keeps_their_difference():
    pair = twins({}, {"schedule": "step", "schedule_steps": 50})
    pair.step(30)
    one, other = pair.trainers
    pair.swap()
    assert pair.trainers == (other, one)
    assert pair.differences["schedule"] == ("step", "constant")
    pair.step(100)
    assert pair.first_difference == 51


def test_a_change_of_one_or_both_starts_a_begun_step_again():
    pair = twins({}, {})
    pair.step(30)
    pair.advance("op", 5)
    (_, report) = pair.change({}, {"learning_rate": 0.2})
    assert report.changed == {"learning_rate": (0.05, 0.2)}
    assert pair.differences == {"learning_rate": (0.05, 0.2)}
    assert [t.op_index for t in pair.trainers] == [0, 0]
    pair.step(50)
    assert pair.first_difference == 31


def test_a_change_that_one_refuses_changes_neither():
    pair = twins({}, {"hidden": (3,)})
    pair.step(10)
    before = [trainer.snapshot().digest() for trainer in pair.trainers]
    with pytest.raises(ExperimentError):
        pair.change({"learning_rate": 0.2}, {"activation": ["relu", "relu"]})
    with pytest.raises(ExperimentError):
        pair.change({"seed": 3}, {"seed": 3})
    assert [t.snapshot().digest() for t in pair.trainers] == before


def test_a_weight_set_by_hand_is_a_difference_of_that_step():
    pair = twins({}, {})
    pair.step(30)
    pair.set_parameter(1, 0, 0, 0, 0.25)
    assert pair.first_difference == 30
    assert pair.trainers[1].parameters[0][0][0, 0] == 0.25


def test_a_twin_may_branch_off_within_a_step():
    first = Trainer(experiment({}))
    first.step(20)
    first.advance("op", 5)
    second = Trainer(first.experiment)
    second.restore(first.snapshot())
    pair = Lockstep(first, second)
    pair.change({}, {"optimizer": "adam"})
    pair.step(3)
    assert pair.first_difference == 21
    assert [t.step_count for t in pair.trainers] == [23, 23]


def test_trainers_at_different_steps_are_refused():
    late = Trainer(Experiment())
    late.step()
    with pytest.raises(ValueError, match="same step"):
        Lockstep(Trainer(Experiment()), late)

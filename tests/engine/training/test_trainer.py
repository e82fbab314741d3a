"""Running: same bits however a run is cut, stopped, resumed or stepped through."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Experiment, ExperimentError, Trainer
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.schedules import SCHEDULES

RUNS = [
    *({"optimizer": name} for name in OPTIMIZERS),
    *({"schedule": name, "schedule_steps": 7, "warmup_steps": 5} for name in SCHEDULES),
    {"dropout": 0.3, "optimizer": "adam"},
    {"l1": 0.01, "l2": 0.02, "max_norm": 0.8, "optimizer": "nesterov"},
    {"clip_norm": 0.02, "optimizer": "momentum"},
    {"batch_size": "full", "dataset": "xor"},
    {"dataset": "iris", "loss": "softmax_cross_entropy", "optimizer": "adamw"},
    {"hidden": (), "use_bias": False},
]
BASE = {"n_samples": 46, "batch_size": 5, "train_share": 0.5, "learning_rate": 0.05}


def experiment(changes):
    return Experiment(**{**BASE, **changes})


def same(a, b):
    return a.snapshot().digest() == b.snapshot().digest()


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


@pytest.mark.parametrize("changes", RUNS, ids=str)
@pytest.mark.parametrize("by", ["op", "layer", "phase"])
def test_going_through_steps_piece_by_piece_gives_the_same_bits(changes, by):
    whole, pieces = Trainer(experiment(changes)), Trainer(experiment(changes))
    whole.step(12)
    while pieces.step_count < 12:
        pieces.advance(by)
    assert pieces.op_index == 0
    assert same(whole, pieces)
    np.testing.assert_array_equal(whole.trace().gradient, pieces.trace().gradient)


@settings(max_examples=60)
@given(
    pieces=st.lists(
        st.sampled_from(["op", "layer", "phase", "step", "epoch", "snapshot", "run"]),
        max_size=25,
    ),
    which=st.integers(0, len(RUNS) - 1),
)
def test_any_mixture_of_pieces_gives_the_same_bits(pieces, which):
    mixed, whole = Trainer(experiment(RUNS[which])), Trainer(experiment(RUNS[which]))
    for piece in pieces:
        if piece == "snapshot":
            snapshot = mixed.snapshot()
            mixed.step(3)
            mixed.restore(snapshot)
            assert mixed.op_index == snapshot.op_index
        elif piece == "run":
            mixed.step(4)
        else:
            mixed.advance(piece)
    if mixed.op_index:
        mixed.advance("step")
    whole.step(mixed.step_count)
    assert same(mixed, whole)


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


def test_advance_by_epoch_ends_where_the_epoch_ends():
    trainer = Trainer(experiment({}))
    trainer.step(2)
    trainer.advance("epoch", 2)
    assert (trainer.epoch, trainer.step_count) == (2, 10)


def test_step_finishes_the_step_under_way_first():
    trainer = Trainer(experiment({}))
    trainer.advance("op", 3)
    assert trainer.op_index == 3
    assert trainer.step(1) == 1
    assert (trainer.step_count, trainer.op_index) == (1, 0)
    assert trainer.step(0) == 0


def test_ops_come_in_the_order_of_the_four_phases():
    trainer = Trainer(experiment({"hidden": (3, 3)}))
    phases = []
    for _ in range(trainer.n_ops):
        phases.append(trainer.next_op.phase)
        trainer.advance("op")
    assert trainer.step_count == 1
    kept = list(dict.fromkeys(phases))
    assert kept == ["forward", "loss", "local", "backward", "update"]
    assert phases == sorted(phases, key=kept.index)


def test_weights_hold_still_until_the_update():
    trainer = Trainer(experiment({}))
    before = trainer.vector.copy()
    while trainer.next_op.name != "apply":
        trainer.advance("op")
        np.testing.assert_array_equal(trainer.vector, before)
    trainer.advance("op")
    assert not np.array_equal(trainer.vector, before)


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="by must be one of op, layer"):
        Trainer(experiment({})).advance("minute")


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


def test_set_parameter_changes_one_number():
    trainer = Trainer(experiment({}))
    trainer.step(3)
    before = trainer.vector.copy()
    trainer.set_parameter(1, 0, 2, 0.25)
    trainer.set_parameter(2, 0, None, -1.5)
    assert trainer.parameters[1][0][0, 2] == 0.25
    assert trainer.parameters[2][1][0, 0] == -1.5
    assert np.sum(trainer.vector != before) == 2


def test_set_parameter_in_the_middle_of_a_step_begins_it_again():
    trainer, other = Trainer(experiment({})), Trainer(experiment({}))
    trainer.advance("phase", 3)
    for each in (trainer, other):
        each.set_parameter(0, 0, 0, 0.5)
    assert trainer.op_index == 0
    trainer.step(3)
    other.step(3)
    assert same(trainer, other)


@pytest.mark.parametrize(
    ("arguments", "field", "limit"),
    [
        ((-1, 0, 0, 0.0), "layer", 2),
        ((3, 0, 0, 0.0), "layer", 2),
        ((0, 4, 0, 0.0), "row", 3),
        ((0, 0, 2, 0.0), "column", 1),
        ((0, 0, 0, math.nan), "value", None),
        ((0, 0, 0, math.inf), "value", None),
    ],
)
def test_set_parameter_refuses_what_is_not_there(arguments, field, limit):
    trainer = Trainer(experiment({}))
    before = trainer.snapshot().digest()
    with pytest.raises(ExperimentError) as caught:
        trainer.set_parameter(*arguments)
    assert (caught.value.field, caught.value.limit) == (field, limit)
    assert trainer.snapshot().digest() == before


def test_set_parameter_refuses_a_bias_that_is_not_there():
    with pytest.raises(ExperimentError, match="no biases"):
        Trainer(experiment({"use_bias": False})).set_parameter(0, 0, None, 1.0)


def test_probe_computes_what_the_formulas_say():
    trainer = Trainer(experiment({}))
    x = np.array([[0.5, -1], [2, 0.25]])
    a = x
    found = trainer.probe(x)
    for (W, b), (z, a_found) in zip(trainer.parameters, found, strict=True):
        np.testing.assert_allclose(z, W @ a + b, rtol=1e-14)
        a = np.tanh(W @ a + b)
        np.testing.assert_allclose(a_found, a, rtol=1e-14)


def test_losses_are_those_of_the_whole_sets():
    trainer = Trainer(experiment({}))
    trainer.step(7)
    for x, y, loss, accuracy in (
        (trainer.data.train_x, trainer.data.train_y, "train_loss", "train_accuracy"),
        (trainer.data.test_x, trainer.data.test_y, "test_loss", "test_accuracy"),
    ):
        a = trainer.probe(x)[-1][1]
        expected = np.mean(np.sum((a - y) ** 2, axis=0)) / 2
        assert getattr(trainer, loss) == pytest.approx(expected, rel=1e-13)
        assert getattr(trainer, accuracy) == np.mean((a > 0) == (y > 0))


@pytest.mark.parametrize("changes", [{}, RUNS[-2]], ids=str)
def test_confusion_counts_every_sample_once(changes):
    trainer = Trainer(experiment(changes))
    for _ in range(3):
        trainer.step(20)
        for part in ("train", "test"):
            x = getattr(trainer.data, f"{part}_x")
            labels = getattr(trainer.data, f"{part}_labels").tolist()
            a = trainer.probe(x)[-1][1]
            classes = (a[0] > 0) * 1 if len(a) == 1 else a.argmax(axis=0)
            expected = np.zeros((trainer.data.n_classes,) * 2)
            for true, taken in zip(labels, classes.tolist(), strict=True):
                expected[true, taken] += 1
            assert trainer.predicted(part).tolist() == classes.tolist()
            assert trainer.confusion(part).tolist() == expected.tolist()
            share = np.trace(expected) / len(labels)
            assert getattr(trainer, f"{part}_accuracy") == pytest.approx(share)


def test_units_that_never_fire_are_dead():
    trainer = Trainer(experiment({"activation": ("relu", "tanh"), "hidden": (4, 3)}))
    trainer.set_parameter(0, 2, None, -1e3)
    trainer.set_parameter(1, 1, None, 1.5)
    trainer.set_parameter(1, 1, 0, 0.5)
    dead, saturated = trainer.unit_health()
    z = [z for z, _ in trainer.probe(trainer.data.train_x)]
    assert dead[0].tolist() == [0, 0, 1, 0]
    assert dead[1].tolist() == [0, 0, 0]
    assert saturated[0].tolist() == (z[0] <= 0).mean(axis=1).tolist()
    assert (
        saturated[1].tolist() == (1 - np.tanh(z[1]) ** 2 <= 0.05).mean(axis=1).tolist()
    )
    assert 0 < saturated[1][1] < 1


def test_a_softmax_output_does_not_rest():
    dead, saturated = Trainer(experiment(RUNS[-2])).unit_health()
    assert dead[-1].tolist() == saturated[-1].tolist() == [0, 0, 0]


def test_without_test_samples_nothing_is_predicted():
    trainer = Trainer(experiment({"dataset": "xor"}))
    assert trainer.predicted("test").shape == (0,)
    assert not trainer.confusion("test").any()
    assert trainer.confusion("train").sum() == 4


def test_without_test_samples_their_loss_is_not_a_number():
    trainer = Trainer(experiment({"dataset": "xor"}))
    assert math.isnan(trainer.test_loss)
    assert math.isnan(trainer.test_accuracy)
    assert math.isnan(Trainer(experiment({"dataset": "plane"})).train_accuracy)


def test_early_stopping_waits_as_long_as_told():
    """A learning rate of 0 never improves: epoch 1 sets the mark, then patience."""
    trainer = Trainer(experiment({"patience": 3, "learning_rate": 0.0}))
    assert trainer.step(1000) == 4 * 5
    assert trainer.stopped
    assert trainer.step(10) == 0
    trainer.advance("epoch")
    assert trainer.step_count == 20


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

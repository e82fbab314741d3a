"""Carry-over: units that stay keep their weights and slots."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Experiment, Trainer
from engine.functions.activations import ACTIVATIONS
from engine.functions.optimizers import OPTIMIZERS
from engine.training.changes.carry_over import _kept_columns
from tests.quick import examples

BASE = {"hidden": (4, 3), "optimizer": "adam", "n_samples": 60, "batch_size": 5}


def trained(n_steps=30, **changes):
    trainer = Trainer(Experiment(**{**BASE, **changes}))
    trainer.step(n_steps)
    return trainer


def outputs(trainer):
    x = trainer.data.inputs_from_axes(np.random.default_rng(0).uniform(-6, 6, (2, 50)))
    return trainer.forward(x)[-1][1]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_new_optimizer_keeps_weights_and_starts_with_empty_slots(name):
    trainer = trained()
    vector = trainer.vector.copy()
    report = trainer.change(optimizer=name)
    np.testing.assert_array_equal(trainer.vector, vector)
    snapshot = trainer.snapshot()
    if name in ("adam", "adamw"):
        assert report.slots == "kept"
        assert snapshot.t == 30
        assert snapshot.state[1:].any()
    else:
        assert report.slots == "reset"
        assert snapshot.t == 0
        assert not snapshot.state[1:].any()


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("momentum", "nesterov", "kept"),
        ("nesterov", "momentum", "kept"),
        ("adamw", "adam", "kept"),
        ("gradient_descent", "sgd", "kept"),
        ("sgd", "gradient_descent", "kept"),
        ("adagrad", "rmsprop", "reset"),  # one slot each, of another meaning
        ("sgd", "momentum", "reset"),
    ],
)
def test_slots_are_kept_by_optimizers_that_fill_them_in_the_same_way(old, new, word):
    assert trained(optimizer=old).change(optimizer=new).slots == word


@settings(max_examples=examples(80))
@given(
    hidden=st.lists(st.integers(1, 6), min_size=2, max_size=2),
    activation=st.sampled_from(list(ACTIVATIONS)),
)
def test_units_that_stay_keep_their_weights(hidden, activation):
    trainer = trained(activation=activation, learning_rate=0.003)
    old = [(W.copy(), b.copy()) for W, b in trainer.parameters]
    trainer.change(hidden=hidden)
    for k, ((W_old, b_old), (W, b)) in enumerate(
        zip(old, trainer.parameters, strict=True)
    ):
        rows, columns = (min(p, q) for p, q in zip(W_old.shape, W.shape, strict=True))
        np.testing.assert_array_equal(W[:rows, :columns], W_old[:rows, :columns])
        np.testing.assert_array_equal(b[:rows], b_old[:rows])
        assert not W[:rows, columns:].any(), f"new inputs of layer {k} start at 0"
        assert not b[rows:].any()


def test_a_new_neuron_changes_nothing_until_it_has_learnt():
    trainer = trained()
    before = outputs(trainer)
    report = trainer.change(hidden=[6, 5])
    np.testing.assert_allclose(outputs(trainer), before, rtol=1e-13, atol=1e-15)
    assert (report.weights, report.slots) == ("resized", "resized")
    assert trainer.parameters[0][0][4:].any(), "incoming weights are drawn"
    trainer.step(1)
    assert trainer.parameters[1][0][:3, 4:].any(), "outgoing weights learn at once"


def test_slots_of_units_that_stay_are_kept():
    trainer = trained()
    W = trainer.layout.pairs(trainer.snapshot().state[2])[0][0].copy()
    trainer.change(hidden=[5, 3])
    m = trainer.layout.pairs(trainer.snapshot().state[2])[0][0]
    np.testing.assert_array_equal(m[:4], W)
    assert not m[4:].any()


@pytest.mark.parametrize("hidden", [[4], [4, 3, 2], [], [4, 3, 2, 2, 2, 2, 2, 2]])
def test_layers_come_and_go_and_the_others_keep_their_weights(hidden):
    trainer = trained()
    old = [W.copy() for W, _ in trainer.parameters]
    report = trainer.change(hidden=hidden)
    assert [layer.fan_out for layer in trainer.layers[:-1]] == hidden
    for k in range(min(2, len(hidden))):
        np.testing.assert_array_equal(trainer.parameters[k][0], old[k])
    W = trainer.parameters[-1][0]
    both = min(W.shape[1], old[-1].shape[1])
    np.testing.assert_array_equal(W[:, :both], old[-1][:, :both])
    assert report.changed["hidden"] == ([4, 3], hidden)
    trainer.step(10)
    assert np.isfinite(trainer.train_loss)


def test_inputs_keep_their_weights_by_name():
    trainer = trained()
    W = trainer.parameters[0][0].copy()
    trainer.change(features=["x2", "sin_x1", "x1"])
    new = trainer.parameters[0][0]
    np.testing.assert_array_equal(new[:, 0], W[:, 1])
    np.testing.assert_array_equal(new[:, 2], W[:, 0])
    assert not new[:, 1].any()


def test_biases_can_go_and_come_back_as_zeros():
    trainer = trained()
    W = trainer.parameters[0][0].copy()
    trainer.change(use_bias=False)
    np.testing.assert_array_equal(trainer.parameters[0][0], W)
    trainer.step(3)
    trainer.change(use_bias=True)
    assert not trainer.parameters[0][1].any()


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ((("hidden 1", 3),), (("hidden 1", 2),), [((0, 3), (0, 2))]),
        ((("hidden 2", 3),), (("hidden 1", 2),), [((0, 3), (0, 2))]),  # by their place
        ((("input: x1", 1),), (("input: x2", 1),), []),  # another input is new
        (
            (("input: x1", 1), ("input: x2", 1)),
            (("input: x2", 1), ("input: x3", 1)),
            [((1, 2), (0, 1))],
        ),
        ((("input: x1", 1), ("input: x2", 1)), (("hidden 1", 4),), [((0, 2), (0, 4))]),
    ],
)
def test_columns_go_to_those_of_the_same_label(old, new, pairs):
    found = [
        ((there.start, there.stop), (here.start, here.stop))
        for there, here in _kept_columns(old, new)
    ]
    assert found == pairs

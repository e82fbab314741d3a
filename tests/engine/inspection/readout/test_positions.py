"""Positions: every index against the views of the layers."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, Readout, Trainer
from engine.inspection.readout.positions import length, position, positions, row_starts

BIASES = pytest.mark.parametrize("use_bias", [True, False])


def stepped(use_bias):
    trainer = Trainer(Experiment(hidden=(4, 2), use_bias=use_bias))
    trainer.step(2)
    return trainer


@BIASES
def test_weights_and_biases_are_where_the_vector_has_them(use_bias):
    trainer = stepped(use_bias)
    vector = Readout(trainer).parameters()
    assert length(trainer, "weight") == length(trainer, "bias") == len(vector)
    W = np.concatenate([W.ravel() for W, _ in trainer.parameters])
    np.testing.assert_array_equal(vector[positions(trainer, "weight")], W)
    for layer, (W, b) in enumerate(trainer.parameters):
        assert vector[position(trainer, "weight", layer, 0, 1)] == W[0, 1]
        if b is not None:
            assert vector[position(trainer, "bias", layer, 0, 0)] == b[0, 0]


@BIASES
def test_units_and_inputs_are_where_their_vectors_have_them(use_bias):
    trainer = stepped(use_bias)
    readout, layers = Readout(trainer), trainer.trace().layers
    a, inputs = readout.a(), readout.layer_inputs()
    assert (length(trainer, "unit"), length(trainer, "input")) == (len(a), len(inputs))
    for name, vector, values in (
        ("unit", a, [layer.a for layer in layers]),
        ("input", inputs, [layer.a_prev for layer in layers]),
    ):
        means = np.concatenate([value.mean(axis=1) for value in values])
        found = vector[positions(trainer, name)]
        np.testing.assert_allclose(found, means, rtol=1e-12)
    assert a[position(trainer, "unit", 1, 1, 0)] == a[row_starts(trainer)[1] + 1]

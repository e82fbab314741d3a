"""Matrices: all quantities of a layer."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.inspection.inspector.matrices import matrices

ALWAYS = ["W", "b", "z", "a", "df", "da", "delta", "dW", "db", "update", "update_b"]


def traced(**settings):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), "batch_size": 4, **settings}))
    trainer.step(3)
    return trainer.trace()


def by_name(found):
    return {each.name: each for each in found}


def test_a_layer_has_its_quantities_with_their_numbers():
    trace = traced()
    layer, found = trace.layers[1], by_name(matrices(trace, 1, None))
    assert list(found) == ALWAYS
    for name, array in (
        ("W", layer.W_before), ("b", layer.b_before), ("z", layer.z), ("a", layer.a),
        ("df", layer.df), ("da", layer.da), ("delta", layer.delta), ("dW", layer.dW),
        ("db", layer.db), ("update", layer.update_W), ("update_b", layer.update_b),
    ):  # fmt: skip
        matrix = found[name]
        assert (matrix.n_rows, matrix.n_columns) == array.shape
        np.testing.assert_array_equal(matrix.values, array)
        assert matrix.rms == pytest.approx(np.sqrt((array**2).mean()), rel=1e-14)
        assert (matrix.low, matrix.high) == (array.min(), array.max())
    assert found["delta"].symbol == r"\delta^{(2)}"
    assert found["db"].symbol == r"\frac{\partial L}{\partial b^{(2)}}"


def test_of_a_sample_there_is_one_column():
    trace = traced(dropout=0.5)
    found = by_name(matrices(trace, 0, 2))
    for name in ("z", "a", "mask", "df", "da", "delta"):
        assert found[name].n_columns == 1
    np.testing.assert_array_equal(found["mask"].values, trace.masks[0][:, [2]])
    assert found["W"].n_columns == 2


def test_what_a_step_never_computes_is_absent():
    trace = traced(dataset="blobs", loss="softmax_cross_entropy")
    assert not {"df", "da"} & set(by_name(matrices(trace, 2, None)))
    trace = traced(use_bias=False)
    assert not {"b", "db", "update_b"} & set(by_name(matrices(trace, 0, None)))


def test_large_matrices_are_told_by_their_sizes():
    found = by_name(matrices(traced(hidden=(13,), batch_size=10), 0, None))
    assert found["W"].values is None
    assert found["W"].rms > 0
    assert by_name(matrices(traced(hidden=(12,)), 0, None))["W"].values is not None


def test_what_is_not_computed_yet_is_not_a_number():
    trainer = Trainer(Experiment(hidden=(3, 2), batch_size=4))
    trainer.advance("phase")
    found = by_name(matrices(trainer.trace(), 0, None))
    assert np.isfinite([found["z"].rms, found["a"].low, found["W"].high]).all()
    assert np.isnan([found["delta"].rms, found["dW"].low, found["update"].high]).all()

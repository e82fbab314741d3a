"""Bars: one term per sample, and together the gradient."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.inspection.inspector import bars as module
from engine.inspection.inspector.bars import bars, bars_of_parameter


def traced(**settings):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), "batch_size": 6, **settings}))
    trainer.step(3)
    return trainer.trace()


@pytest.mark.parametrize(
    "settings", [{}, {"dropout": 0.5}, {"use_bias": False}], ids=str
)
def test_bars_add_up_to_the_gradient(settings):
    trace = traced(**settings)
    for layer, parameter in zip(trace.layers, trace.placement.graph.users, strict=True):
        found = bars_of_parameter(trace, parameter, 0, 1)
        np.testing.assert_array_equal(found.samples, trace.batch_indices)
        np.testing.assert_array_equal(found.deltas, layer.delta[0])
        np.testing.assert_array_equal(found.inputs, layer.a_prev[1])
        np.testing.assert_array_equal(found.terms, layer.delta[0] * layer.a_prev[1])
        assert found.terms.sum() == pytest.approx(layer.dW[0, 1], rel=1e-12, abs=1e-16)
        if layer.db is not None:
            found = bars_of_parameter(trace, parameter, 0, None)
            np.testing.assert_array_equal(found.terms, layer.delta[0])
            assert found.inputs is None
            assert found.terms.sum() == pytest.approx(
                layer.db[0, 0], rel=1e-12, abs=1e-16
            )


def test_of_a_very_large_batch_the_largest_are_told(monkeypatch):
    monkeypatch.setattr(module, "MAX_BARS", 3)
    trace = traced()
    terms = np.array([0.1, -5.0, 2.0, 0.2, -3.0, 0.0])
    found = bars(trace, terms, terms + 1, terms + 2)
    np.testing.assert_array_equal(found.terms, [-5, 2, -3])
    np.testing.assert_array_equal(found.deltas, [-4, 3, -2])
    np.testing.assert_array_equal(found.inputs, [-3, 4, -1])
    np.testing.assert_array_equal(found.samples, trace.batch_indices[[1, 2, 4]])
    assert (found.n_left_out, found.rest) == (3, pytest.approx(0.3))
    alone = bars(trace, terms)
    assert (alone.deltas, alone.inputs) == (None, None)

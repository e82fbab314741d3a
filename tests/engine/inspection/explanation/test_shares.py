"""Shares: delta times input of every sample, and together the gradient."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.inspection.explanation.shares import shares_of


def traced(**settings):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), "batch_size": 6, **settings}))
    trainer.step(3)
    return trainer.trace()


@pytest.mark.parametrize(
    "settings", [{}, {"dropout": 0.5}, {"use_bias": False}], ids=str
)
def test_a_share_is_delta_times_input_and_all_are_the_gradient(settings):
    trace = traced(**settings)
    for layer, parameter in zip(trace.layers, trace.placement.graph.users, strict=True):
        products, deltas, inputs = shares_of(trace, parameter, 0, 1)
        np.testing.assert_array_equal(deltas, layer.delta[0])
        np.testing.assert_array_equal(inputs, layer.a_prev[1])
        np.testing.assert_array_equal(products, layer.delta[0] * layer.a_prev[1])
        assert products.sum() == pytest.approx(layer.dW[0, 1], rel=1e-12, abs=1e-16)


def test_of_a_bias_a_share_is_delta():
    trace = traced()
    for layer, parameter in zip(trace.layers, trace.placement.graph.users, strict=True):
        products, deltas, inputs = shares_of(trace, parameter, 0, None)
        np.testing.assert_array_equal(products, layer.delta[0])
        np.testing.assert_array_equal(deltas, products)
        assert inputs is None
        assert products.sum() == pytest.approx(layer.db[0, 0], rel=1e-12, abs=1e-16)


def test_shares_that_are_not_computed_yet_are_nan():
    trainer = Trainer(Experiment(hidden=(3, 2), batch_size=4))
    trainer.advance("op")
    trace = trainer.trace()
    first = trace.placement.graph.parameters[0]
    products, deltas, inputs = shares_of(trace, first, 1, 0)
    assert np.isnan(products).all()
    assert np.isnan(deltas).all()
    np.testing.assert_array_equal(inputs, trace.x[0])

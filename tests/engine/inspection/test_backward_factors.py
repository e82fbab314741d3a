"""Backward factors: delta and dL/da of a trace, as far on as asked for."""

import pytest

from engine import Experiment, Trainer
from engine.inspection.backward_factors import BackwardFactors


def traced(**settings):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), "batch_size": 4, **settings}))
    trainer.step(5)
    return trainer.trace()


def test_delta_is_the_gradient_of_a_times_the_derivative():
    trace = traced()
    factor = BackwardFactors(trace).delta(0, 1, 2, 1)
    da, derivative = factor.factors
    layer = trace.layers[0]
    assert (factor.value, da.value, derivative.value) == (
        layer.delta[1, 2], layer.da[1, 2], layer.df[1, 2],
    )  # fmt: skip
    assert derivative.origin.startswith("tanh's derivative at z = ")


def test_at_depth_0_delta_is_given():
    assert BackwardFactors(traced()).delta(0, 0, 0, 0).operation == "given"


def test_a_fused_delta_is_the_residual_over_the_batch():
    trace = traced(loss="binary_cross_entropy")
    factor = BackwardFactors(trace).delta(2, 0, 3, 1)
    a, y = factor.factors
    assert (a.value - y.value) / 4 == pytest.approx(factor.value, rel=1e-13)
    assert y.value == trace.y[0, 3]


def test_a_softmax_delta_depends_on_all_outputs():
    trace = traced(loss="mse", output="softmax", dataset="blobs")
    factor = BackwardFactors(trace).delta(2, 1, 0, 1)
    assert len(factor.factors) == 6
    assert factor.derived() == pytest.approx(trace.layers[2].delta[1, 0], rel=1e-12)


def test_dropout_multiplies_the_gradient_by_its_mask():
    trace = traced(dropout=0.5)
    for row in range(3):
        total, kept = BackwardFactors(trace).da(0, row, 1, 1).factors
        assert kept.value == trace.masks[0][row, 1]
        assert total.operation == "sum"

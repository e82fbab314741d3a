"""The gradient check that ships: right on right gradients, and seen to fail."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Trainer, gradcheck
from engine.inspection.gradcheck import relative_error


def traced(**changes):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), **changes}))
    trainer.step(20)
    return trainer.trace()


@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_backpropagation_agrees_with_the_difference(dropout):
    trace = traced(dropout=dropout)
    for layer in trace.layers:
        for column in (*range(layer.dW.shape[1]), None):
            check = gradcheck(trace, layer.index, 0, column)
            found = layer.db[0, 0] if column is None else layer.dW[0, column]
            before = (
                layer.b_before[0, 0] if column is None else layer.W_before[0, column]
            )
            assert check.backprop == found
            assert check.value == before
            assert check.error < 1e-6 or abs(check.backprop) < 1e-7
            slope = (check.loss_plus - check.loss_minus) / (2 * check.h)
            assert check.numeric == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_a_gradient_that_is_wrong_by_a_thousandth_fails():
    trace = traced()
    wrong = replace(trace, gradient=1.001 * trace.gradient)
    right, seen = gradcheck(trace, 2, 0, 0), gradcheck(wrong, 2, 0, 0)
    assert right.error < 1e-7
    assert seen.error == pytest.approx(5e-4, rel=1e-2)


def test_zero_beside_zero_is_no_error():
    """A ReLU layer of zero weights passes nothing back."""
    trace = traced(activation="relu", initializer="zeros")
    check = gradcheck(trace, 0, 0, 0)
    assert (check.backprop, check.numeric, check.error) == (0, 0, 0)
    assert relative_error(np.zeros(3), np.zeros(3)) == 0
    assert relative_error(np.ones(3), -np.ones(3)) == 1


@pytest.mark.parametrize(
    ("place", "field"),
    [((3, 0, 0), "layer"), ((0, 3, 0), "row"), ((0, 0, 2), "column")],
)
def test_a_parameter_that_is_not_there_is_refused(place, field):
    with pytest.raises(ExperimentError) as caught:
        gradcheck(traced(), *place)
    assert caught.value.field == field

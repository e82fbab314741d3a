"""The loss as one parameter varies: what a trained network with it would have."""

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Trainer, gradcheck
from engine.inspection.check.loss_curve import MAX_POINTS, loss_curve


def traced(**changes):
    trainer = Trainer(Experiment(**changes))
    trainer.step(3)
    return trainer.trace()


def test_a_loss_that_is_a_parabola():
    """Linear regression: L(w) is quadratic, and the gradient its slope at w."""
    trace = traced(hidden=(), output="linear", batch_size="full")
    values, losses = loss_curve(trace, 0, 0, 1)
    W, b = trace.layers[0].W_before, trace.layers[0].b_before
    for value, loss in zip(values, losses, strict=True):
        changed = W.copy()
        changed[0, 1] = value
        error = changed @ trace.x + b - trace.y
        assert loss == pytest.approx(np.sum(error**2) / 2 / trace.batch_size)
    slope = np.polynomial.Polynomial.fit(values, losses, 2).deriv()(W[0, 1])
    assert slope == pytest.approx(trace.layers[0].dW[0, 1])


def test_the_curve_has_the_value_in_its_middle():
    trace = traced()
    check = gradcheck(trace, 1, 1, None)
    values, losses = loss_curve(trace, 1, 1, None, span=0.5)
    assert len(values) == len(losses) == MAX_POINTS
    assert values[len(values) // 2] == check.value
    assert losses[len(values) // 2] == pytest.approx(trace.loss)
    assert (values[0], values[-1]) == (check.value - 0.5, check.value + 0.5)


def test_a_large_network_has_fewer_points():
    trace = traced(hidden=(120, 120, 120), batch_size=80, n_samples=400)
    values, _ = loss_curve(trace, 0, 0, 0)
    assert 5 <= len(values) < MAX_POINTS
    assert len(values) % 2 == 1


def test_a_parameter_that_is_not_there_is_refused():
    with pytest.raises(ExperimentError):
        loss_curve(traced(), 0, 9, 0)

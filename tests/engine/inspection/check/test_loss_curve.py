"""The loss as one parameter varies: what a trained network with it would have."""

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Trainer, gradcheck
from engine.inspection.check.loss_curve import MAX_POINTS, loss_curve
from tests.engine.networks_of import EXPERIMENTS


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


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_curve_of_any_network_has_the_loss_of_the_step_in_its_middle(name):
    trainer = Trainer(EXPERIMENTS[name])
    trainer.step(2)
    trace = trainer.trace()
    values, losses = loss_curve(trace, 1, 0, 1)
    middle = len(values) // 2
    assert values[middle] == trace.before[0][trace.layout.index(1, 0, 1)]
    assert losses[middle] == pytest.approx(trace.loss, rel=1e-12)


def test_a_curve_has_three_points_at_least(monkeypatch):
    monkeypatch.setattr("engine.inspection.check.loss_curve.WORK", 1)
    trainer = Trainer(EXPERIMENTS["lstm"])
    trainer.step(2)
    assert len(loss_curve(trainer.trace(), 0, 0, 0)[0]) == 3

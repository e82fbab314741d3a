"""Step roots: each root recomputed from the trace of the same step."""

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.inspection.figures.step_roots import DA, DELTA, GRADIENT, step_roots
from tests.engine.networks_of import EXPERIMENTS, OTHERS


def rms(values):
    return np.sqrt(np.mean(np.longdouble(values) ** 2))


def check(trainer):
    """Compare with the arrays of the trace, whose squares cannot underflow."""
    roots, layers = step_roots(trainer.last_step()), trainer.trace().layers
    for row, arrays in (
        (GRADIENT, [layer.dW for layer in layers]),
        (DA, [layer.da for layer in layers[:-1]]),
        (DELTA, [layer.delta for layer in layers]),
    ):
        want = np.float64([rms(array) for array in arrays])
        np.testing.assert_allclose(roots[row][: len(arrays)], want, rtol=1e-12)
    assert np.isnan(roots[DA, -1])


@pytest.mark.parametrize("use_bias", [True, False])
def test_roots_are_those_of_the_step_whatever_its_batch(use_bias):
    trainer = Trainer(Experiment(hidden=(6, 5, 3), use_bias=use_bias, batch_size=32))
    for n_steps in (1, 6, 1):  # the eighth batch of an epoch has 26 samples
        trainer.step(n_steps)
        check(trainer)


def test_trainers_of_one_network_have_their_own_roots():
    trainers = [Trainer(Experiment(seed=seed)) for seed in (1, 2)]
    for _ in range(3):
        for trainer in trainers:
            trainer.step()
            check(trainer)
    first, second = (step_roots(trainer.last_step()) for trainer in trainers)
    assert not np.array_equal(first[:, 0], second[:, 0])


@pytest.mark.parametrize("scale", [1e-16, 1e-22])
def test_roots_of_squares_that_underflow_are_exact(scale):
    experiment = Experiment(
        hidden=(8,) * 8, activation="sigmoid", initializer="normal",
        initializer_scale=scale,
    )  # fmt: skip
    trainer = Trainer(experiment)
    trainer.step()
    check(trainer)


@pytest.mark.parametrize("kind", OTHERS)
def test_other_networks_have_the_roots_of_their_gradients_alone(kind):
    trainer = Trainer(EXPERIMENTS[kind])
    trainer.step(3)
    roots, trace = step_roots(trainer.last_step()), trainer.trace()
    want = [rms(W) for W, _ in trace.layout.pairs(trace.gradient)]
    np.testing.assert_allclose(roots[GRADIENT], np.float64(want), rtol=1e-12)
    assert np.isnan(roots[1:]).all()

"""Gradients of random networks against three independent derivatives."""

from __future__ import annotations

from functools import cache

import autograd
import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.inspection.check.gradcheck import BatchLoss, relative_error
from engine.program.one_sample import sample_of
from tests.engine import autodiff as definitions

N_NETWORKS = pytest.mark.parametrize(
    "n_networks", [60, pytest.param(540, marks=pytest.mark.slow)]
)
COMPLEX_STEP = 1e-30


def random_experiment(number: int) -> Experiment:
    """Return network ``number``: every loss, output, activation, depth comes round."""
    rng = np.random.default_rng(number)
    names = list(ACTIVATIONS)
    pairs = [(loss.name, output) for loss in LOSSES.values() for output in loss.outputs]
    loss, output = pairs[number % len(pairs)]
    depth = number % 9
    n_features, n_outputs = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    batch = int(rng.choice([1, 2, 3, 7, 16, 33, 256]))
    n_samples = max(batch + int(rng.integers(0, 5)), 4)
    x = rng.normal(size=(n_samples, n_features))
    if LOSSES[loss].classes_only:
        n_classes = min(n_outputs + 1, n_samples)
        labels = np.concatenate(
            [np.arange(n_classes), rng.integers(0, n_classes, n_samples)]
        )
        y = labels[:n_samples].tolist()
    else:
        y = rng.normal(size=(n_samples, n_outputs)).tolist()
    hidden = tuple(int(n) for n in rng.integers(1, 6, depth))
    return Experiment(
        dataset={"x": x.tolist(), "y": y},
        train_share=1.0,
        hidden=hidden,
        activation=tuple(names[(number + k) % len(names)] for k in range(depth)),
        output=output,
        loss=loss,
        use_bias=number % 5 != 0,
        initializer="normal",
        initializer_scale=0.8,
        batch_size=batch,
        dropout=0.3 if number % 7 == 0 else 0.0,
        l1=0.01 if number % 4 == 1 else 0.0,
        l2=0.1 if number % 3 == 1 else 0.0,
        learning_rate=1e-3,
        seed=number,
    )


def near_kink(trace: object) -> bool:
    """Return whether some kink lies too near for a finite difference."""
    for layer in trace.layers:
        if layer.activation in ("relu", "leaky_relu", "elu") and (
            np.abs(layer.z).min() < 1e-3
        ):
            return True
    if trace.experiment.loss == "hinge":
        return bool(np.abs(1 - trace.layers[-1].a * trace.y).min() < 1e-3)
    if trace.experiment.loss == "huber":
        return bool(np.abs(np.abs(trace.layers[-1].a - trace.y) - 1).min() < 1e-3)
    return False


@cache
def traces(n_networks: int) -> list:
    """Return the first steps of so many random networks."""
    found, number = [], 0
    while len(found) < n_networks:
        trainer = Trainer(random_experiment(number))
        trainer.step(1)
        trace = trainer.trace()
        if not near_kink(trace) and np.linalg.norm(trace.gradient) > 1e-3:
            found.append(trace)
        number += 1
    return found


def complex_step(trace: object) -> np.ndarray:
    """Return dL/dp = Im L(p + i h) / h: exact to rounding for an analytic loss."""
    loss = BatchLoss(trace, dtype=np.complex128)
    vector = trace.before[0].astype(np.complex128)
    gradient = np.empty(vector.size)
    for k in range(vector.size):
        vector[k] += 1j * COMPLEX_STEP
        gradient[k] = loss(vector).imag / COMPLEX_STEP
        vector[k] = vector[k].real
    return gradient


def differences(trace: object, n_checked: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """Return central differences and the gradient where it is largest."""
    loss, vector = BatchLoss(trace), trace.before[0].copy()
    chosen = np.argsort(-np.abs(trace.gradient))[:n_checked]
    numeric = np.empty(len(chosen))
    for j, k in enumerate(chosen):
        value, h = vector[k], 1e-5
        vector[k] = value + h
        plus = loss(vector).real
        vector[k] = value - h
        numeric[j] = (plus - loss(vector).real) / (2 * h)
        vector[k] = value
    return numeric, trace.gradient[chosen]


def autodiff(trace: object) -> np.ndarray:
    """Return the gradient by an independent reverse-mode library."""
    layers = trace.layers

    def loss(parameters):
        a = trace.x
        for k, (W, b) in enumerate(parameters):
            z = W @ a if b is None else W @ a + b
            a = definitions.ACTIVATIONS[layers[k].activation](z)
            if k in trace.masks:
                a = a * trace.masks[k]
        return definitions.LOSSES[trace.experiment.loss](a, trace.y) / trace.batch_size

    before = [(layer.W_before, layer.b_before) for layer in layers]
    if layers[0].b_before is None:
        found = autograd.grad(lambda ws: loss([(w, None) for w in ws]))(
            [W for W, _ in before]
        )
        return np.concatenate([dW.ravel() for dW in found])
    found = autograd.grad(loss)(before)
    return np.concatenate([np.hstack([dW, db]).ravel() for dW, db in found])


@N_NETWORKS
def test_every_activation_loss_and_depth_is_among_the_networks(n_networks):
    found = traces(n_networks)
    assert len(found) == n_networks
    assert {t.experiment.loss for t in found} == set(LOSSES)
    hidden = {layer.activation for t in found for layer in t.layers[:-1]}
    assert hidden == set(ACTIVATIONS)
    assert {len(t.layers) - 1 for t in found} == set(range(9))
    assert {1, 256} <= {t.batch_size for t in found}


@N_NETWORKS
def test_gradient_equals_the_complex_step(n_networks):
    for trace in traces(n_networks):
        exact = complex_step(trace)
        assert relative_error(trace.gradient, exact) <= 1e-12, trace.experiment
        assert relative_error(1.001 * trace.gradient, exact) > 1e-12


@N_NETWORKS
def test_gradient_equals_an_independent_autodiff_library(n_networks):
    for trace in traces(n_networks):
        exact = autodiff(trace)
        assert relative_error(trace.gradient, exact) <= 1e-12, trace.experiment
        assert relative_error(1.001 * trace.gradient, exact) > 1e-12


@N_NETWORKS
def test_gradient_equals_central_differences(n_networks):
    for trace in traces(n_networks):
        numeric, gradient = differences(trace)
        assert relative_error(gradient, numeric) <= 1e-7, trace.experiment
        assert relative_error(1.001 * gradient, numeric) > 1e-7


@N_NETWORKS
def test_batch_gradient_is_the_mean_over_samples(n_networks):
    for trace in traces(n_networks)[::10]:
        parts = [sample_of(trace, k).gradient for k in range(trace.batch_size)]
        assert relative_error(trace.gradient, np.mean(parts, axis=0)) <= 1e-13


def test_penalties_add_their_own_gradient():
    common = {"hidden": (3,), "optimizer": "sgd", "learning_rate": 0.5}
    plain = Trainer(Experiment(**common))
    both = Trainer(Experiment(**common, l1=0.02, l2=0.3))
    plain.step(1)
    both.step(1)
    for a, b in zip(plain.trace().layers, both.trace().layers, strict=True):
        W = a.W_before
        np.testing.assert_array_equal(a.dW, b.dW)
        extra = -0.5 * (0.3 * W + 0.02 * np.sign(W))
        np.testing.assert_allclose(
            b.update_W - a.update_W, extra, rtol=1e-12, atol=1e-16
        )
        np.testing.assert_array_equal(a.update_b, b.update_b)


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_slope_at_the_kink_is_that_of_the_negative_side(name):
    """PyTorch's convention: relu'(0) = 0, leaky_relu'(0) = 0.01."""
    z = np.array([[-1.0, 0.0, 2.0]])
    a, df, t = np.empty_like(z), np.empty_like(z), np.empty_like(z)
    for function, args in ACTIVATIONS[name].forward(z, a, t):
        function(*args)
    for function, args in ACTIVATIONS[name].local(z, a, df, t):
        function(*args)
    low = {"relu": 0.0, "leaky_relu": 0.01}[name]
    np.testing.assert_allclose(df, [[low, low, 1.0]])

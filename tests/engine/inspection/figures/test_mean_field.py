"""Mean field: closed forms, published figures, and measured networks."""

import math
from functools import cache

import numpy as np
import pytest

from engine import Experiment, Trainer, diagnostics, mean_field
from engine.arrays import execute
from engine.functions.activations import ACTIVATIONS
from engine.functions.initializers import INITIALIZERS, Initializer
from engine.inspection.figures import mean_field as module
from engine.inspection.figures.mean_field import second_moments

VARIANCES = {"lecun_normal": 1, "he_normal": 2, "third": 1 / 3}
"""Variance of a weight, times fan_in."""
FUNCTIONS = {
    "sigmoid": (
        lambda z: 1 / (1 + np.exp(-z)),
        lambda z: 1 / (2 + np.exp(z) + np.exp(-z)),
    ),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
    "linear": (lambda z: z, np.ones_like),
}


@pytest.fixture(autouse=True)
def third(monkeypatch):
    """Add an initializer with the variance 1/(3 fan_in) of Glorot and Bengio (2010)."""
    normal = INITIALIZERS["lecun_normal"].draw
    draw = type(normal)(lambda fan_in, *_: math.sqrt(1 / (3 * fan_in)))
    entry = Initializer(name="third", label="", help="", latex="", draw=draw)
    monkeypatch.setitem(INITIALIZERS, "third", entry)


def network(width, n_hidden, activation, initializer, **fields):
    """Return a trainer of one step on the same 64 samples that the theory reads."""
    trainer = Trainer(
        Experiment(
            **{
                "hidden": (width,) * n_hidden, "activation": activation,
                "initializer": initializer, "n_samples": 128, "batch_size": "full",
                **fields,
            }
        )
    )  # fmt: skip
    trainer.step()
    return trainer


def decades_off(trainer, last=-1):
    """Return log10 of measured over expected delta of layer 0 over layer ``last``."""
    measured, expected = diagnostics(trainer).delta_rms, mean_field(trainer).ratio
    return math.log10(measured[0] / measured[last] * expected[last] / expected[0])


# ---- against closed forms and published figures --------------------------------------


@pytest.mark.parametrize("q", [1e-12, 1e-3, 0.5, 3.0, 1e6])
def test_moments_of_piecewise_linear_functions_are_exact(q):
    leak = 0.01
    halves = {
        "linear": (q, 1),
        "relu": (q / 2, 0.5),
        "leaky_relu": (q * (1 + leak**2) / 2, (1 + leak**2) / 2),
    }
    for name, want in halves.items():
        moments = second_moments(name, np.array([q]))
        np.testing.assert_allclose(np.ravel(moments), want, rtol=1e-11)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("q", [0.0, 0.01, 1.0, 100.0, 1e4])
def test_moments_are_those_of_a_fine_sum(activation, q):
    u = np.linspace(-12, 12, 200_000)
    z, weights = math.sqrt(q) * u, np.exp(-(u**2) / 2)
    entry = ACTIVATIONS[activation]
    a, df, t = np.empty_like(z), np.empty_like(z), np.empty_like(z)
    with np.errstate(all="ignore"):
        execute((*entry.forward(z, a, t), *entry.local(z, a, df, t)))
        moments = second_moments(activation, np.array([q]))
    want = [np.average(values**2, weights=weights) for values in (a, df)]
    np.testing.assert_allclose(np.ravel(moments), want, rtol=1e-6, atol=1e-30)


@pytest.mark.parametrize(
    ("activation", "variance", "factor"),
    [
        ("sigmoid", 1, 0.236), ("sigmoid", 4, 0.414), ("sigmoid", 16, 0.632),
        ("tanh", 1 / 3, 0.577), ("relu", 1, 0.707), ("relu", 2, 1.0),
    ],
)  # fmt: skip
def test_factors_of_a_deep_layer_are_the_known_ones(activation, variance, factor):
    q = np.array([1.0])
    for _ in range(300):
        q = variance * second_moments(activation, q)[0]
    slope = second_moments(activation, q)[1]
    assert math.sqrt(variance * slope[0]) == pytest.approx(factor, abs=6e-4)


@pytest.mark.parametrize("variance", [1, 1 / 3])
def test_mean_singular_value_is_that_of_glorot_and_bengio(variance):
    # 8 / (3 pi) sigma_w, the mean of the quarter-circle law
    name = next(key for key, value in VARIANCES.items() if value == variance)
    draw = INITIALIZERS[name].draw
    for n in (64, 128):
        W = draw(n, n, np.random.default_rng(n), 0)
        sigma_w = math.sqrt(n * draw.variance(n, n, 0))
        mean = np.linalg.svd(W, compute_uv=False).mean()
        assert mean == pytest.approx(8 / (3 * math.pi) * sigma_w, rel=0.05)


# ---- against another quadrature ------------------------------------------------------


def by_fine_sums(trainer):
    """Return the ratio per layer from the trace of step 1, with its own f and f'."""
    nodes = np.linspace(-9, 9, 3000)
    weights = np.exp(-(nodes**2) / 2)
    weights = weights / weights.sum()
    layers, dropout = trainer.trace().layers, trainer.experiment.dropout
    variance = VARIANCES[trainer.experiment.initializer]
    q, derivatives = variance * (layers[0].a_prev ** 2).mean(axis=0), []
    for layer in layers[:-1]:
        f, df = FUNCTIONS[layer.activation]
        z = np.sqrt(q)[:, None] * nodes
        derivatives.append((df(z) ** 2) @ weights)
        q = variance * ((f(z) ** 2) @ weights) / (1 - dropout)
    square = (layers[-1].delta ** 2).sum(axis=0)
    means = [square.mean()]
    for layer, slope in zip(layers[:0:-1], reversed(derivatives), strict=True):
        fan_out, fan_in = layer.W_before.shape
        square = square * slope * variance * fan_out / fan_in / (1 - dropout)
        means.insert(0, square.mean())
    # per unit: the rms of a layer divides by its units, as does that of the output
    return np.sqrt(np.array(means) / means[-1])


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("initializer", VARIANCES)
@pytest.mark.parametrize(
    "fields",
    [
        {}, {"hidden": (9, 4, 17, 3)}, {"use_bias": False},
        {"output": "sigmoid", "loss": "binary_cross_entropy"},
        {"dataset": "blobs", "output": "softmax", "loss": "softmax_cross_entropy"},
        {"dataset": "blobs", "output": "softmax", "loss": "mse"},
    ],
    ids=["plain", "uneven", "no bias", "fused", "softmax", "softmax and mse"],
)  # fmt: skip
def test_the_theory_is_that_of_independent_quadrature(activation, initializer, fields):
    trainer = network(8, 3, activation, initializer, **fields)
    ratio = mean_field(trainer).ratio
    np.testing.assert_allclose(ratio, by_fine_sums(trainer), rtol=1e-6)


def test_every_layer_has_its_own_activation():
    mixed = ("tanh", "relu", "sigmoid")
    trainer = network(8, 3, mixed, "he_normal")
    np.testing.assert_allclose(
        mean_field(trainer).ratio, by_fine_sums(trainer), rtol=1e-6
    )


def test_dropout_makes_what_is_kept_larger():
    # E[m^2] = 1/(1 - p) at each of 2 layers; a ReLU's f' does not depend on q
    plain, half = (
        mean_field(network(16, 2, "relu", "he_normal", dropout=p)).ratio
        for p in (0.0, 0.5)
    )
    np.testing.assert_allclose(half / plain, [2, math.sqrt(2), 1], rtol=1e-12)


# ---- against measured networks -------------------------------------------------------


BAND = ((4, 8), (2, 8), (2, 32), (4, 32), (8, 32))


@cache
def wide(activation, initializer):
    """Return 20 wide networks, which tests only read."""
    return [network(64, 6, activation, initializer, seed=seed) for seed in range(20)]


@pytest.mark.slow
@pytest.mark.parametrize("last", [-1, -2], ids=["to the output", "to layer 6"])
@pytest.mark.parametrize("initializer", VARIANCES)
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_wide_networks_are_as_the_theory_says(activation, initializer, last):
    off = [decades_off(trainer, last) for trainer in wide(activation, initializer)]
    assert abs(np.median(off)) < 0.1
    assert np.quantile(np.abs(off), 0.9) < 0.25


@pytest.mark.parametrize(
    ("n_hidden", "width"),
    [
        (8, 8),
        *(pytest.param(*sizes, marks=pytest.mark.slow) for sizes in BAND),
    ],
)
def test_the_band_contains_nine_networks_of_ten(width, n_hidden):
    inside = []
    for activation in ("sigmoid", "tanh", "relu", "gelu"):
        for seed in range(100, 125):
            trainer = network(width, n_hidden, activation, "lecun_normal", seed=seed)
            band = mean_field(trainer).band
            inside.append(abs(decades_off(trainer)) < band[0])
            assert band.tolist() == sorted(band, reverse=True)
            assert band[-1] == 0
    assert 0.8 <= np.mean(inside) <= 0.97


@pytest.mark.parametrize(
    ("activation", "initializer", "delta", "dW"),
    [
        ("tanh", "third", 0.042, 0.99), ("relu", "lecun_normal", 0.16, 1.15),
        ("relu", "he_normal", 0.86, 1.33), ("sigmoid", "lecun_normal", 6e-4, 1.6e-3),
    ],
)  # fmt: skip
def test_gradients_of_weights_hide_what_delta_shows(activation, initializer, delta, dW):
    # Glorot and Bengio (2010), equation 14: forward and backward factors cancel in dW.
    # Means over 40 networks, on standard normal inputs in the plane.
    x = np.random.default_rng(0).normal(0, 1, (256, 2))
    data = {"x": x.tolist(), "y": (np.hypot(*x.T) > 1.2).astype(int).tolist()}
    experiment = Experiment(
        dataset=data, hidden=(32,) * 6, activation=activation, initializer=initializer
    )
    deltas, gradients = [], []
    for seed in range(40):
        trainer = Trainer(experiment.replace(seed=seed))
        trainer.step()
        figures = diagnostics(trainer)
        deltas.append(figures.delta_rms[0] / figures.delta_rms[5])
        gradients.append(figures.gradient_rms[0] / figures.gradient_rms[5])
    assert np.mean(deltas) == pytest.approx(delta, rel=0.15)
    assert np.mean(gradients) == pytest.approx(dW, rel=0.3)


# ---- where there is none, and when it is computed ------------------------------------


@pytest.mark.parametrize("initializer", ["zeros", "constant"])
def test_without_random_weights_there_is_no_theory(initializer):
    theory = mean_field(Trainer(Experiment(initializer=initializer, hidden=(3, 2))))
    for row in (theory.ratio, theory.band):
        assert np.isnan(row).tolist() == [True, True, False]


def test_weights_given_by_hand_have_no_theory():
    given = (([[1.0, 2.0]], [0.0]), ([[1.0]], [0.0]))
    trainer = Trainer(Experiment(hidden=(1,), initial_parameters=given))
    assert np.isnan(mean_field(trainer).ratio).tolist() == [True, False]


def test_without_hidden_layers_only_the_output_is_left():
    theory = mean_field(Trainer(Experiment(hidden=())))
    assert (theory.ratio.tolist(), theory.band.tolist()) == ([1], [0])


def test_trainers_of_the_same_experiment_share_a_theory():
    first, second = (Trainer(Experiment(hidden=(5,))) for _ in range(2))
    second.step(2)
    assert mean_field(second) is mean_field(first)
    other = Trainer(Experiment(hidden=(5,), seed=1))
    assert mean_field(other) is not mean_field(first)


def test_the_theory_is_computed_once_per_experiment(monkeypatch):
    trainer = Trainer(Experiment())
    theory = mean_field(trainer)
    with monkeypatch.context() as patch:
        patch.setattr(module, "second_moments", None)
        trainer.step(3)
        trainer.change(learning_rate=0.5, optimizer="adam", l2=0.01)
        for _ in range(2):
            assert mean_field(trainer) is theory
    changes = [
        {"activation": "relu"}, {"hidden": (4, 3)}, {"noise": 0.3}, {"dropout": 0.5},
    ]  # fmt: skip
    for change in changes:
        trainer.change(**change)
        fresh = mean_field(Trainer(trainer.experiment))
        module._SHARED.clear()
        assert mean_field(trainer) is not theory
        theory = mean_field(trainer)
        assert theory.ratio.tolist() == fresh.ratio.tolist()


def test_training_does_not_move_the_theory():
    trainer = Trainer(Experiment(hidden=(8, 8)))
    before = mean_field(trainer).ratio.tolist()
    trainer.step(500)
    trainer.change(batch_size=30)
    assert mean_field(trainer).ratio.tolist() == before


def test_a_scale_of_ones_own_is_that_of_the_theory():
    """He's normal is a normal of variance 2 / fan_in; at fan_in 8 its scale is 1/2."""
    hidden = {"hidden": (8,) * 4, "activation": "relu", "features": ("x1", "x2")}
    fields = {"initializer": "normal", "initializer_scale": 0.5}
    own = mean_field(Trainer(Experiment(**hidden, **fields))).ratio
    he = mean_field(Trainer(Experiment(**hidden, initializer="he_normal"))).ratio
    np.testing.assert_allclose(own[1:-1] / own[-2], he[1:-1] / he[-2], rtol=1e-9)

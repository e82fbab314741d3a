"""Initial weights: spread, shape, and what a scale does."""

import math

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.initializers import INITIALIZERS, orthogonal

FAN_IN, FAN_OUT = 200, 300

# The standard deviation of U(-s, s) is s / sqrt 3, so U(+-sqrt(6 / n)) has sqrt(2 / n).
DEVIATIONS = {
    "glorot_uniform": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "glorot_normal": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "he_uniform": math.sqrt(2 / FAN_IN),
    "he_normal": math.sqrt(2 / FAN_IN),
    "lecun_normal": math.sqrt(1 / FAN_IN),
    "uniform": 0.5 / math.sqrt(3),
    "normal": 0.5,
}
UNIFORM = {
    "glorot_uniform": math.sqrt(6 / (FAN_IN + FAN_OUT)),
    "he_uniform": math.sqrt(6 / FAN_IN),
    "uniform": 0.5,
}


def draw(name, *, seed=0, scale=0.5):
    """Return W (FAN_OUT, FAN_IN)."""
    rng = np.random.default_rng(seed)
    return INITIALIZERS[name].draw(FAN_IN, FAN_OUT, rng, scale)


@pytest.mark.parametrize("name", DEVIATIONS)
def test_spread_is_that_of_the_paper(name):
    # 60,000 draws: the deviation is known to 1 / sqrt(120,000) = 0.3 %
    W = draw(name)
    assert W.std() == pytest.approx(DEVIATIONS[name], rel=0.015)
    assert abs(W.mean()) < 5 * DEVIATIONS[name] / math.sqrt(W.size)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_variance_is_that_of_the_paper_and_unknown_without_randomness(name):
    variance = INITIALIZERS[name].draw.variance(FAN_IN, FAN_OUT, 0.5)
    want = DEVIATIONS.get(name, math.nan) ** 2
    assert variance == pytest.approx(want, rel=1e-12, nan_ok=True)
    assert math.isnan(variance) == (name in ("zeros", "constant"))


@pytest.mark.parametrize("name", UNIFORM)
def test_uniform_weights_fill_their_range_and_stay_in_it(name):
    W = draw(name)
    assert np.abs(W).max() <= UNIFORM[name]
    assert np.abs(W).max() > 0.999 * UNIFORM[name]


@pytest.mark.parametrize("name", ["glorot_normal", "he_normal", "lecun_normal"])
def test_normal_weights_have_tails(name):
    # 4.6 % of a normal distribution lie beyond two deviations, none of a uniform one
    beyond = np.mean(np.abs(draw(name)) > 2 * DEVIATIONS[name])
    assert beyond == pytest.approx(0.0455, abs=0.004)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_shape_is_fan_out_by_fan_in(name):
    assert draw(name).shape == (FAN_OUT, FAN_IN)


@pytest.mark.parametrize("name", DEVIATIONS)
def test_the_generator_decides_the_draw(name):
    assert np.array_equal(draw(name, seed=1), draw(name, seed=1))
    assert not np.array_equal(draw(name, seed=1), draw(name, seed=2))


@pytest.mark.parametrize("name", INITIALIZERS)
def test_scale_matters_exactly_where_there_is_a_default_for_it(name):
    same = np.array_equal(draw(name, scale=0.5), draw(name, scale=1.5))
    assert same == (INITIALIZERS[name].scale is None)
    if not same:
        np.testing.assert_allclose(draw(name, scale=1.5), 3 * draw(name, scale=0.5))


def test_zeros_and_constant_are_what_they_say():
    assert (draw("zeros") == 0).all()
    assert (draw("constant", scale=-0.25) == -0.25).all()


@pytest.mark.parametrize("name", INITIALIZERS)
def test_biases_start_at_zero(name):
    trainer = Trainer(Experiment(initializer=name))
    assert all((b == 0).all() for _, b in trainer.parameters)


def test_initializer_scale_overrides_the_default():
    settings = {"initializer": "constant", "hidden": (3,)}
    assert (Trainer(Experiment(**settings)).parameters[0][0] == 0.5).all()
    scaled = Trainer(Experiment(initializer_scale=0.0, **settings))
    assert (scaled.parameters[0][0] == 0).all()


@pytest.mark.parametrize("name", ["zeros", "constant"])
def test_equal_weights_keep_units_of_a_layer_alike(name):
    trainer = Trainer(Experiment(initializer=name, hidden=(3,), learning_rate=0.5))
    trainer.step(50)
    W, _ = trainer.parameters[0]
    np.testing.assert_allclose(W, np.broadcast_to(W[:1], W.shape), rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "activation"), [("he_normal", "relu"), ("glorot_normal", "linear")]
)
def test_signals_keep_their_size_through_eight_layers(name, activation):
    # mean of a^2 over units and 500 inputs of variance 1, the first layer's as unit
    sizes = []
    for seed in range(10):
        experiment = Experiment(
            dataset="digits", hidden=(128,) * 8, activation=activation,
            initializer=name, seed=seed,
        )  # fmt: skip
        x = np.random.default_rng(seed).normal(size=(64, 100))
        states = Trainer(experiment).forward(x)
        sizes.append(np.mean(states[7][0] ** 2) / np.mean(states[0][0] ** 2))
    assert 0.5 < np.exp(np.mean(np.log(sizes))) < 2


@pytest.mark.parametrize("n", [1, 2, 16])
def test_an_orthogonal_matrix_keeps_every_length(n):
    found = orthogonal(n, np.random.default_rng(0))
    np.testing.assert_allclose(found @ found.T, np.eye(n), atol=1e-14)
    assert np.array_equal(found, orthogonal(n, np.random.default_rng(0)))


def test_orthogonal_matrices_have_no_side_that_they_prefer():
    rng = np.random.default_rng(0)
    many = np.array([orthogonal(3, rng) for _ in range(4000)])
    np.testing.assert_allclose(many.mean(axis=0), 0, atol=0.03)
    np.testing.assert_allclose((many**2).mean(axis=0), 1 / 3, atol=0.02)

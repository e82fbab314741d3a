"""Activations: values, derivatives, ranges and behaviour at the ends of the axis."""

import math

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.arrays import execute
from engine.functions.activations import ACTIVATIONS, MANY
from tests.engine.autodiff import ACTIVATIONS as DEFINITIONS
from tests.engine.textbook_step import DF

NAMES = list(ACTIVATIONS)
SMOOTH = [name for name, entry in ACTIVATIONS.items() if entry.smooth]
GRID = np.linspace(-8, 8, 321)[None, :]


def f(name, z):
    """Return f(z) as the engine computes it, with the warnings of training off."""
    z = np.atleast_2d(np.asarray(z))
    a, t = np.empty_like(z), np.empty_like(z)
    with np.errstate(over="ignore", under="ignore"):
        execute(ACTIVATIONS[name].forward(z, a, t))
    return a


def df(name, z):
    """Return f'(z), from z and a as the engine does."""
    z = np.atleast_2d(np.asarray(z))
    slope, t = np.full_like(z, np.nan), np.empty_like(z)
    a = f(name, z)
    with np.errstate(over="ignore", under="ignore"):
        execute(ACTIVATIONS[name].local(z, a, slope, t))
    return slope


# Worked by hand at z = 1 and z = -2, e = 2.718281828:
#   sigmoid(1) = 1 / (1 + 1/e) = 0.731058579    sigmoid(-2) = 0.119202922
#   tanh(1) = 0.761594156                       tanh(-2) = -0.964027580
#   elu(-2) = e^-2 - 1 = -0.864664717           softplus(1) = ln(1 + e) = 1.313261688
#   silu(1) = 1 * 0.731058579                   silu(-2) = -2 * 0.119202922
#   gelu(1) = 0.5 (1 + tanh(0.797884561 * 1.044715)) = 0.841191991
BY_HAND = {
    "tanh": (0.761594155955765, -0.964027580075817),
    "sigmoid": (0.731058578630005, 0.119202922022118),
    "relu": (1, 0),
    "leaky_relu": (1, -0.02),
    "elu": (1, -0.864664716763387),
    "gelu": (0.841191990608277, -0.045402305912225),
    "silu": (0.731058578630005, -0.238405844044235),
    "softplus": (1.313261687518223, 0.126928011042973),
    "linear": (1, -2),
}
SLOPES_BY_HAND = {
    # tanh' = 1 - a^2; sigmoid' = a (1 - a); silu' = s + a (1 - s)
    "tanh": (0.419974341614026, 0.070650824853164),
    "sigmoid": (0.196611933241482, 0.104993585403507),
    "relu": (1, 0),
    "leaky_relu": (1, 0.01),
    "elu": (1, 0.135335283236613),
    "gelu": (1.082964083845783, -0.086099256623618),
    "silu": (0.927670511871487, -0.090784248784896),
    "softplus": (0.731058578630005, 0.119202922022118),
    "linear": (1, 1),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_values_worked_by_hand(name):
    np.testing.assert_allclose(f(name, [1.0, -2.0])[0], BY_HAND[name], rtol=1e-12)


@pytest.mark.parametrize("name", SLOPES_BY_HAND)
def test_slopes_worked_by_hand(name):
    got = df(name, [1.0, -2.0])[0]
    np.testing.assert_allclose(got, SLOPES_BY_HAND[name], rtol=1e-12)


def test_the_slope_of_many_numbers_is_that_of_few():
    z = np.random.default_rng(0).normal(size=(2, MANY))
    z[:, 0] = 0
    few = np.column_stack([df("relu", column[:, None]) for column in z.T])
    np.testing.assert_array_equal(df("relu", z), few)


@pytest.mark.parametrize("name", NAMES)
def test_slope_is_the_slope_of_f(name):
    # Central differences: error of order h^2 = 1e-12, rounding of order 1e-16 / h.
    z = GRID[np.abs(GRID) > 1e-3][None, :]
    h = 1e-6
    numeric = (f(name, z + h) - f(name, z - h)) / (2 * h)
    np.testing.assert_allclose(df(name, z), numeric, atol=1e-8)


@pytest.mark.parametrize("name", SMOOTH)
def test_slope_agrees_with_a_complex_step(name):
    z = GRID[np.abs(GRID) > 1e-3][None, :]
    exact = DEFINITIONS[name](z + 1e-30j).imag / 1e-30
    np.testing.assert_allclose(df(name, z), exact, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_a_slope_that_is_off_by_one_per_mille_is_noticed(name):
    z = GRID[np.abs(GRID) > 1e-3][None, :]
    h = 1e-6
    numeric = (f(name, z + h) - f(name, z - h)) / (2 * h)
    assert np.abs(1.001 * df(name, z) - numeric).max() > 1e-5


@pytest.mark.parametrize("name", NAMES)
def test_range_is_true_and_tight(name):
    entry = ACTIVATIONS[name]
    a = f(name, [*np.linspace(-50, 50, 200_001), -1e6, 1e6])
    assert entry.low <= a.min()
    assert a.max() <= entry.high
    if math.isfinite(entry.low):
        assert a.min() < entry.low + 1e-5
    if math.isfinite(entry.high):
        assert a.max() > entry.high - 1e-5


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [1e3, 1e6])
def test_values_and_slopes_are_finite_far_out(name, size):
    z = np.array([[-size, size]])
    a, slope = f(name, z), df(name, z)
    assert np.isfinite(a).all()
    assert np.isfinite(slope).all()
    # Far from 0 each is almost linear; those with known limits are so to the last bit.
    off = np.abs(slope - [[0], [0.01], [1]]).min(axis=0).max()
    assert off <= (0 if name in LIMITS else 1e-5)


LIMITS = {
    "tanh": (-1, 1), "sigmoid": (0, 1), "relu": (0, 1e3),
    "leaky_relu": (-10, 1e3), "elu": (-1, 1e3), "gelu": (0, 1e3),
    "silu": (0, 1e3), "softplus": (0, 1e3), "linear": (-1e3, 1e3),
}  # fmt: skip


def test_the_functions_of_the_textbook_are_worked_by_hand_too():
    assert BY_HAND.keys() == SLOPES_BY_HAND.keys() == LIMITS.keys() == DF.keys()
    assert DF.keys() <= ACTIVATIONS.keys()


@pytest.mark.parametrize("name", LIMITS)
def test_far_out_values_are_the_limits(name):
    np.testing.assert_allclose(f(name, [-1e3, 1e3])[0], LIMITS[name], rtol=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_nan_stays_nan(name):
    assert np.isnan(f(name, [np.nan])).all()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(name, dtype):
    z = GRID.astype(dtype)
    tolerance = 10 * np.finfo(dtype).eps
    np.testing.assert_allclose(f(name, z), f(name, GRID), atol=8 * tolerance)
    assert f(name, z).dtype == dtype


@pytest.mark.parametrize("name", NAMES)
def test_z_is_not_changed(name):
    z = GRID.copy()
    f(name, z)
    df(name, z)
    assert np.array_equal(z, GRID)


@pytest.mark.parametrize("name", NAMES)
def test_flat_stretches_give_the_same_as_matrices(name):
    z = GRID.ravel()[:320]
    whole = df(name, z)
    parts = np.concatenate([df(name, z[:100]), df(name, z[100:])], axis=1)
    assert np.array_equal(whole, parts)


# ---- conventions ---------------------------------------------------------------------


def test_relu_slope_at_zero_is_zero():
    assert df("relu", [0.0, -0.0]).tolist() == [[0, 0]]


def test_leaky_relu_slope_at_zero_is_that_of_the_left():
    assert df("leaky_relu", [0.0])[0, 0] == pytest.approx(0.01, rel=1e-15)


def test_elu_slope_has_no_jump_at_zero():
    np.testing.assert_allclose(df("elu", [-1e-9, 0.0, 1e-9])[0], 1, atol=2e-9)


def test_softplus_is_exact_where_the_plain_formula_is_not():
    # ln(1 + e^-40) = e^-40 to 17 digits, but 1 + e^-40 rounds to 1
    assert f("softplus", [-40.0])[0, 0] == pytest.approx(
        math.exp(-40), rel=1e-15, abs=0
    )


def test_elu_is_exact_near_zero():
    # e^z - 1 = z + z^2/2 near 0; e^z itself would have lost half its digits
    z = -1e-9
    assert f("elu", [z])[0, 0] == pytest.approx(z + z * z / 2, rel=1e-15, abs=0)


def test_gelu_satisfies_its_symmetry():
    # gelu(z) - gelu(-z) = z, because 1 + tanh(u) and 1 - tanh(u) add up to 2
    np.testing.assert_allclose(f("gelu", GRID) - f("gelu", -GRID), GRID, atol=1e-15)


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "elu", "gelu", "silu", "softplus"])
def test_a_unit_far_on_the_flat_side_counts_as_saturated(name):
    entry = ACTIVATIONS[name]
    assert df(name, [-20.0])[0, 0] <= entry.saturation
    assert df(name, [0.0])[0, 0] > entry.saturation


def test_a_linear_unit_never_counts_as_saturated():
    assert (df("linear", GRID) > ACTIVATIONS["linear"].saturation).all()


@pytest.mark.parametrize("name", NAMES)
def test_the_steepest_slope_is_the_largest_derivative(name):
    grid = np.linspace(-20, 20, 400_001)
    assert ACTIVATIONS[name].steepest == pytest.approx(df(name, grid).max(), abs=1e-5)


def test_saturation_is_a_twentieth_of_the_steepest_slope():
    for name in ("tanh", "sigmoid", "elu", "softplus"):
        steepest = df(name, GRID).max()
        assert ACTIVATIONS[name].saturation == pytest.approx(steepest / 20, rel=1e-2)


def test_delta_is_zero_where_relu_is_off():
    trainer = Trainer(Experiment(hidden=(8, 8), activation="relu", seed=3))
    trainer.step(3)
    for layer in trainer.trace().layers[:-1]:
        off = layer.z <= 0
        assert off.any()
        assert (layer.delta[off] == 0).all()
        assert (layer.delta[~off] != 0).any()


@pytest.mark.parametrize("name", NAMES)
def test_entry_is_complete(name):
    entry = ACTIVATIONS[name]
    assert entry.name == name
    assert entry.label
    assert entry.help.endswith(".")
    assert entry.latex.startswith("a = ")
    assert entry.latex_df.startswith("f'(z) = ")

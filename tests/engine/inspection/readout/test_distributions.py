"""Distributions: every bin at its edges, and histograms against the trace."""

import math

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.activations import ACTIVATIONS
from engine.inspection.readout.distributions import (
    LINEAR_BINS,
    LOG_BINS,
    LOG_COLUMNS,
    MAGNITUDES,
    MAX_PAIRS,
    N_POINTS,
    curves,
    distributions,
    linear_counts,
    log_counts,
    range_of,
)


def in_words(row):
    """Return {(sign, bin): count} of a row of `log_counts`, and zeros and too small."""
    last, n_zero, n_small = row[:3].tolist()
    found = {
        (sign, int(last) - LOG_BINS + 1 + j): int(n)
        for sign, bins in ((-1, row[3 : 3 + LOG_BINS]), (1, row[3 + LOG_BINS :]))
        for j, n in enumerate(bins)
        if n
    }
    return found, n_zero, n_small


# ---- linear bins ---------------------------------------------------------------------


def test_a_linear_bin_contains_its_lower_edge_and_the_last_one_both():
    width = 16 / LINEAR_BINS
    values = np.array([-8.0, np.nextafter(-8, -9), -8 + width, 0, 8.0, 8.1, -np.inf])
    counts = linear_counts(values, -8, 8)
    assert len(counts) == LINEAR_BINS + 2
    found = {int(k): int(counts[k]) for k in np.flatnonzero(counts)}
    assert found == {0: 2, 1: 1, 2: 1, 1 + LINEAR_BINS // 2: 1, LINEAR_BINS: 1,
                     LINEAR_BINS + 1: 1}  # fmt: skip


def test_linear_counts_are_those_of_numpy():
    values = np.random.default_rng(3).normal(0, 3, (7, 50))
    counts = linear_counts(values, -8, 8)
    want, _ = np.histogram(values, LINEAR_BINS, (-8, 8))
    assert counts[1:-1].tolist() == want.tolist()
    assert counts[0] == (values < -8).sum()
    assert counts[-1] == (values > 8).sum()
    assert counts.sum() == values.size


# ---- bins of sign and magnitude ------------------------------------------------------


@pytest.mark.parametrize("exponent", [-300, -299, -17, -1, 0, 1, 5, 150, 307])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_power_of_ten_begins_a_bin(exponent, sign):
    power = float(f"{sign}e{exponent}")
    assert in_words(log_counts(np.array([power]))) == ({(sign, 4 * exponent): 1}, 0, 0)
    if exponent > -300:
        before = np.array([power * (1 - 1e-6)])
        assert in_words(log_counts(before))[0] == {(sign, 4 * exponent - 1): 1}


def test_zeros_and_what_is_too_small_are_apart():
    values = np.array([0.0, -0.0, 5e-324, -1e-310, 9.99e-301, 1e-300, -2.0])
    found, n_zero, n_small = in_words(log_counts(values))
    assert n_zero == 2
    assert (found, n_small) == ({(-1, 1): 1}, 4)  # 1e-300 is far below the bins of 2
    alone, _, n_small = in_words(log_counts(values[:-1]))
    assert (alone, n_small) == ({(1, -1200): 1}, 3)


def test_zeros_alone_fill_no_bin():
    counts = log_counts(np.zeros((2, 3)))
    assert counts.tolist() == [0, 6, 0, *[0] * (2 * LOG_BINS)]


def test_the_last_bin_holds_the_largest_magnitude():
    values = np.array([-3e7, 1e7, 1e-3, 10**-12.4, 10**-12.6])
    found, _, n_small = in_words(log_counts(values))
    assert max(k for _, k in found) == 29  # 10^7.25 is below 3e7, 10^7.5 above it
    assert (1, 28) in found
    assert (1, -50) in found  # 80 bins, 20 decades: the first one begins at 10^-12.5
    assert n_small == 1
    assert sum(found.values()) == 4


def test_log_counts_are_those_of_numpy():
    values = np.random.default_rng(1).lognormal(-3, 5, 4000)
    values[::2] *= -1
    found, n_zero, n_small = in_words(log_counts(values))
    assert (n_zero, n_small) == (0, 0)
    edges = 10.0 ** (np.arange(-60, 60) / 4)
    for sign in (-1, 1):
        counts, _ = np.histogram(np.abs(values[np.sign(values) == sign]), edges)
        want = {(sign, k - 60): n for k, n in enumerate(counts.tolist()) if n}
        assert {key: n for key, n in found.items() if key[0] == sign} == want


@pytest.mark.parametrize("counts", [log_counts, lambda v: linear_counts(v, -1, 1)])
def test_one_number_that_is_missing_leaves_no_histogram(counts):
    assert np.isnan(counts(np.array([1.0, np.nan]))).all()


# ---- of a step -----------------------------------------------------------------------


@pytest.mark.parametrize("unit", [None, 2])
@pytest.mark.parametrize("layer", [0, 1, 2])
@pytest.mark.parametrize("fields", [{}, {"use_bias": False}, {"dropout": 0.4}])
def test_histograms_are_those_of_the_trace(layer, unit, fields):
    trainer = Trainer(
        Experiment(
            dataset="blobs", n_classes=4, hidden=(5, 7), activation="relu",
            batch_size=24, seed=1, **fields,
        )
    )  # fmt: skip
    trainer.step(9)
    got, of_layer = distributions(trainer, layer, unit), trainer.trace().layers[layer]
    rows = slice(None) if unit is None else [unit]
    low, high = range_of(of_layer.activation)
    assert (got.n_samples, got.n_read) == (24, 24)
    assert got.linear[0].tolist() == linear_counts(of_layer.z[rows], -8, 8).tolist()
    assert got.linear[1].tolist() == linear_counts(of_layer.a[rows], low, high).tolist()
    W = of_layer.W_before[rows]
    wanted = {
        "delta": of_layer.delta[rows], "W": W, "dW": of_layer.dW[rows],
        "ratio": of_layer.update_W[rows] / W,
    }  # fmt: skip
    assert tuple(wanted) == MAGNITUDES
    for row, values in zip(got.logarithmic, wanted.values(), strict=True):
        assert row.tolist() == log_counts(values).tolist()


def test_weights_of_zero_have_no_relative_update():
    trainer = Trainer(Experiment(initializer="zeros", hidden=(3,)))
    trainer.step()
    *_, ratio = distributions(trainer, 1).logarithmic
    assert ratio[1:].sum() == 0


def test_before_the_first_step_there_is_nothing():
    got = distributions(Trainer(Experiment()), 0)
    assert np.isnan(got.linear).all()
    assert np.isnan(got.logarithmic).all()
    assert got.n_samples == 0


def test_in_the_middle_of_a_step_the_rest_is_not_there_yet():
    trainer = Trainer(Experiment(hidden=(4, 2)))
    trainer.step()
    while trainer.next_op.phase == "forward":
        trainer.advance("op")
    got = distributions(trainer, 0)
    assert np.isfinite(got.linear).all()
    assert np.isnan(got.logarithmic[:, 3]).tolist() == [True, False, True, True]


def test_a_large_batch_is_read_in_part():
    trainer = Trainer(Experiment(hidden=(128,), n_samples=1200, batch_size=600))
    trainer.step()
    got = distributions(trainer, 0)
    assert (got.n_samples, got.n_read) == (600, 200)
    assert got.linear[0].sum() == 128 * 200 <= MAX_PAIRS
    z = trainer.trace().layers[0].z[:, ::3]
    assert got.linear[0].tolist() == linear_counts(z, -8, 8).tolist()
    assert distributions(trainer, 0, 5).n_read == 600


@pytest.mark.parametrize(("layer", "unit"), [(3, None), (0, 4), (0, -1), (2, 1)])
def test_what_is_not_there_is_refused(layer, unit):
    with pytest.raises(IndexError):
        distributions(Trainer(Experiment(hidden=(4, 2))), layer, unit)


# ---- f and f' ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_second_curve_is_the_slope_of_the_first(name):
    f, df = curves(name)
    assert len(f) == N_POINTS
    step = 16 / (N_POINTS - 1)
    smooth = np.gradient(f, step)
    is_inner = np.abs(np.linspace(-8, 8, N_POINTS)) > 1.5 * step
    if ACTIVATIONS[name].smooth:
        np.testing.assert_allclose(smooth[1:-1], df[1:-1], atol=0.035)
    else:
        np.testing.assert_allclose(smooth[is_inner], df[is_inner], atol=1e-12)


def test_softmax_has_no_curve():
    assert np.isnan(curves("softmax")).all()


def test_bins_of_a_are_the_range_of_f_where_it_has_one():
    assert range_of("sigmoid") == range_of("softmax") == (0, 1)
    assert range_of("tanh") == (-1, 1)
    assert range_of("relu") == range_of("gelu") == (-8, 8)
    assert math.prod((2, LOG_BINS)) + 3 == LOG_COLUMNS

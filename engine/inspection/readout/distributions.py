"""Distributions: histograms of the numbers of a layer or a neuron in one step.

z and a are counted in linear bins, delta, W, dW and update/W in bins of their sign and
magnitude.  All bins are fixed, so a histogram can be compared with any other one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, execute, frozen
from engine.functions.activations import ACTIVATIONS
from engine.functions.kinds.kinds import kind_of

if TYPE_CHECKING:
    from engine.program.trace import StepVectors
    from engine.training.trainer import Trainer

__all__ = [
    "LINEAR_BINS",
    "LOG_COLUMNS",
    "LOG_HEAD",
    "MAGNITUDES",
    "SIGNALS",
    "Distributions",
    "distributions",
]

Z_LIMIT = 8.0
"""The bins of z lie between minus and plus this; sigmoid and tanh are flat there."""
LINEAR_BINS = 64
N_POINTS = 2 * LINEAR_BINS + 1
"""Points of f and f': the edges and the middles of the bins of z."""

BINS_PER_DECADE = 4
LOG_BINS = 80
"""Bins of each sign; the last one holds the largest magnitude."""
LOG_HEAD = ("last", "zeros", "small")
"""The columns of a row of magnitudes before its bins, see `log_counts`."""
LOG_COLUMNS = len(LOG_HEAD) + 2 * LOG_BINS
SMALLEST = 1e-300
"""A number below it is in no bin, and counts as too small."""
SIGNALS = ("z", "a")
"""The rows of `Distributions.linear`."""
MAGNITUDES = ("delta", "W", "dW", "ratio")
"""The rows of `Distributions.logarithmic`; ratio is update/W."""

MAX_PAIRS = 2**15
"""The most (unit, sample) pairs that are read: about 1 ms."""


@dataclass(frozen=True, slots=True, eq=False)
class Distributions:
    """Histograms of one layer or neuron.

    Attributes
    ----------
    n_samples, n_read : int
        The batch size, and of how many of its samples z, a and delta are counted: all
        of them, or every k-th where they are more than `MAX_PAIRS` pairs.
    linear : Array
        (2, 2 + LINEAR_BINS): a row for each of `SIGNALS`, the counts below the bins,
        in them and above.
    logarithmic : Array
        (4, LOG_COLUMNS): a row for each of `MAGNITUDES`, see `log_counts`.

    A row of numbers that no op of the step has written yet is NaN.
    """

    n_samples: int
    n_read: int
    linear: Array
    logarithmic: Array


def distributions(
    trainer: Trainer, layer: int, unit: int | None = None
) -> Distributions:
    """Return the distributions of a layer, or of one of its units, layers from 0.

    W are the weights that the step's forward pass used; of a unit, those that lead to
    it.  Weights of 0 have no update/W.

    Raises
    ------
    IndexError
        If there is no such layer or unit.
    """
    spec, step = trainer.layers[layer], trainer.last_step()
    if unit is not None and not 0 <= unit < spec.fan_out:
        raise IndexError(f"layer {layer} has no unit {unit}")
    linear = np.full((len(SIGNALS), LINEAR_BINS + 2), np.nan)
    logarithmic = np.full((len(MAGNITUDES), LOG_COLUMNS), np.nan)
    if step is None:
        return Distributions(0, 0, linear, logarithmic)
    rows = slice(None) if unit is None else slice(unit, unit + 1)
    z, a, delta = _signals(step, layer, rows)
    linear[0] = linear_counts(z, -Z_LIMIT, Z_LIMIT)
    linear[1] = linear_counts(a, *range_of(spec.activation))
    W, dW, change = (
        step.layout.pairs(vector)[layer][0][rows]
        for vector in (step.before[0], step.gradient, step.after[0] - step.before[0])
    )
    with np.errstate(all="ignore"):
        ratio = (change / W)[W != 0]
    for row, values in enumerate((delta, W, dW, ratio)):
        logarithmic[row] = log_counts(values)
    return Distributions(step.batch_size, z.shape[1], linear, logarithmic)


def _signals(step: StepVectors, layer: int, rows: slice) -> tuple[Array, ...]:
    """Return z, a and delta of some units, each (n_units, n_read)."""
    layout = step.layout
    start = sum(spec.fan_out + layout.extra for spec in layout.layers[:layer])
    units = slice(start, start + layout.layers[layer].fan_out)
    found = tuple(step.quantity(name)[units][rows] for name in ("z", "a", "delta"))
    every = math.ceil(found[0].size / MAX_PAIRS)
    return tuple(values[:, ::every] for values in found)


def range_of(activation: str) -> tuple[float, float]:
    """Return the range of the bins of a: that of f, or that of z where f has no end."""
    kind = kind_of(activation)
    if math.isfinite(kind.high):
        return kind.low, kind.high
    return -Z_LIMIT, Z_LIMIT


def linear_counts(values: Array, low: float, high: float) -> Array:
    """Return how many values are below, in each of `LINEAR_BINS` bins, and above.

    A bin contains its lower edge; the last one contains both edges.  NaN, all of it,
    where a value is NaN.
    """
    scale = LINEAR_BINS / (high - low)
    index = np.floor((values.ravel() - low) * scale)
    if np.isnan(index).any():
        return np.full(LINEAR_BINS + 2, np.nan)
    index = np.where(values.ravel() == high, LINEAR_BINS - 1, index)
    places = np.clip(index, -1, LINEAR_BINS).astype(np.intp) + 1
    return np.bincount(places, minlength=LINEAR_BINS + 2).astype(np.float64)


def log_counts(values: Array) -> Array:
    """Return the counts of values by sign and magnitude, (LOG_COLUMNS,).

    They are: the number k of the last bin; how many values are 0; how many are too
    small for the bins; the bins of negative values; those of positive ones.  Bin k has
    magnitudes from 10^(k/4) to below 10^((k+1)/4), and the last bin holds the largest
    magnitude.  NaN, all of it, where a value is NaN.
    """
    flat = values.ravel()
    if np.isnan(flat).any():
        return np.full(LOG_COLUMNS, np.nan)
    sizes = np.abs(flat)
    is_large = sizes >= SMALLEST
    k = np.floor(BINS_PER_DECADE * np.log10(sizes[is_large])).astype(np.intp)
    last = int(k.max()) if len(k) else 0
    columns = k - last + LOG_BINS - 1
    is_positive = flat[is_large] > 0
    is_inside = columns >= 0
    places = columns[is_inside] + LOG_BINS * is_positive[is_inside]
    counts = np.bincount(places, minlength=2 * LOG_BINS)
    n_zero = len(flat) - np.count_nonzero(flat)
    n_small = len(flat) - n_zero - len(places)
    return np.concatenate([[last, n_zero, n_small], counts])


@cache
def curves(activation: str) -> Array:
    """Return f and f' at `N_POINTS` points across the bins of z, (2, N_POINTS).

    NaN for softmax, which is no function of one z.
    """
    z = np.linspace(-Z_LIMIT, Z_LIMIT, N_POINTS)
    a, df, t = np.full((3, N_POINTS), np.nan)
    if activation in ACTIVATIONS:
        f = ACTIVATIONS[activation]
        with np.errstate(all="ignore"):
            execute((*f.forward(z, a, t), *f.local(z, a, df, t)))
    return frozen(np.array([a, df]))

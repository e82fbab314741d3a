"""Diagnostics: one number per layer that tells how learning is going there.

All figures are means over a layer's weights or over its (unit, sample) pairs.  They
are taken from the flat vectors of a step, all layers at once: square or compare, sum
per row, weigh the rows, sum per layer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from engine.activations import ACTIVATIONS
from engine.arrays import Array, constant, run
from engine.layers import Layout
from engine.program import QUANTITIES, Tape

if TYPE_CHECKING:
    from engine.trace import StepVectors
    from engine.trainer import Trainer

__all__ = ["Diagnostics", "diagnostics"]

LOWEST, HIGHEST = 1e-140, 1e140
"""Roots of squares between them have all their digits."""
_ROOTS = [0, 1, 3]
_DF, _DELTA = QUANTITIES.index("df"), QUANTITIES.index("delta")


@dataclass(frozen=True, slots=True, eq=False)
class Diagnostics:
    """Per-layer figures of the step just applied, each (n_layers,).

    Attributes
    ----------
    figures : Array
        (7, n_layers): all of them, in the order of the properties.
    """

    figures: Array

    @property
    def gradient_rms(self) -> Array:
        """Root mean square of dW."""
        return self._row(0)

    @property
    def update_ratio(self) -> Array:
        """Root mean square of the weights' change over `weight_rms`; 0/0 is 0."""
        return self._row(1)

    @property
    def weight_rms(self) -> Array:
        """Root mean square of W before the step; like dW without the biases."""
        return self._row(2)

    @property
    def delta_rms(self) -> Array:
        """Root mean square of delta."""
        return self._row(3)

    @property
    def mean_df(self) -> Array:
        """Mean of f'(z); NaN for a softmax output, whose slope is a matrix."""
        return self._row(4)

    @property
    def saturated(self) -> Array:
        """Share of (unit, sample) pairs with f' at most `Activation.saturation`."""
        return self._row(5)

    @property
    def dead(self) -> Array:
        """Share of units with f' = 0 on every sample of the batch."""
        return self._row(6)

    def _row(self, k: int) -> Array:
        row: Array = self.figures[k]
        return row


def diagnostics(trainer: Trainer) -> Diagnostics:
    """Return the figures of the step just applied; zeros before the first.

    In the middle of a step, what its ops have not reached yet is NaN.
    """
    step = trainer.last_step()
    if step is None:
        return Diagnostics(np.zeros((7, len(trainer.layers))))
    meters = _METERS.setdefault(step.layout, {})
    meter = meters.get(step.batch_size)
    if meter is None:
        meter = meters[step.batch_size] = _Meter(step.layout, step.batch_size)
    with np.errstate(all="ignore"):
        return Diagnostics(meter.read(step))


class _Meter:
    """The scratch memory that turns the vectors of one shape of step into figures.

    ``_cells`` holds seven rows of numbers, which weighed and summed per layer are the
    seven figures: three rows (P,) for the squares of gradient, change and weights, and
    four (n_units,) for sums over the batch of delta^2, f', [f' is small] and for
    [f' is 0 throughout].  Biases, and rows of ones, have weight 0.
    """

    def __init__(self, layout: Layout, n_columns: int) -> None:
        tape = Tape(layout, n_columns, np.dtype(np.float64))
        layers, n_parameters = layout.layers, layout.n_parameters
        n_rows, row_starts = tape.size // n_columns, np.array(tape.starts) // n_columns
        self._n_layers, self._size = len(layers), tape.size
        self._n_columns, self._tape_starts = n_columns, tape.starts
        self._output = slice(tape.starts[-2], tape.size)
        self._activation = layers[-1].activation

        cut = 3 * n_parameters
        self._cells = np.empty(cut + 4 * n_rows)
        self._gradient, self._change, self._weight = self._cells[:cut].reshape(3, -1)
        self._sums = self._cells[cut:]
        self._not_zero = self._sums[3 * n_rows :]
        self._starts = np.concatenate(
            [k * n_parameters + np.array(layout.offsets[:-1]) for k in range(3)]
            + [cut + k * n_rows + row_starts[:-1] for k in range(4)]
        )
        self._weights = np.zeros_like(self._cells)
        self._limits = np.zeros(tape.size)
        per_weight = self._weights[:cut].reshape(3, -1)
        per_row = self._weights[cut:].reshape(4, -1)
        for layer, blocks in zip(
            layers, zip(*map(layout.pairs, per_weight), strict=True), strict=True
        ):
            for W, _ in blocks:
                W[...] = 1 / W.size
            i = layer.index
            units = slice(row_starts[i], row_starts[i] + layer.fan_out)
            per_row[:3, units] = 1 / (layer.fan_out * n_columns)
            per_row[3, units] = 1 / layer.fan_out
            if layer.activation in ACTIVATIONS:
                limit = ACTIVATIONS[layer.activation].saturation
                self._limits[tape.starts[i] : tape.starts[i + 1]] = limit

        pairs = np.empty((4, n_rows, n_columns))
        self._delta, self._df = pairs[:2].reshape(2, -1)
        self._flags, self._pairs = (
            pairs[2:].reshape(2, -1),
            pairs.reshape(-1, n_columns),
        )
        self._bits, self._dead = np.empty((2, tape.size), bool), np.empty(n_rows, bool)
        self._is_small, self._is_not_zero = self._bits
        self._ones, self._zero = np.ones(n_columns), constant(0, np.float64)

    def read(self, step: StepVectors) -> Array:
        """Return the figures (7, n_layers)."""
        figures = np.empty((7, self._n_layers))
        before = step.before[0]
        np.square(step.gradient, self._gradient)
        np.subtract(step.after[0], before, self._change)
        np.square(self._change, self._change)
        np.square(before, self._weight)
        self._sum_over_batch(step)
        np.multiply(self._cells, self._weights, self._cells)
        np.add.reduceat(self._cells, self._starts, 0, None, figures.reshape(-1))
        np.sqrt(figures[:4], figures[:4])
        if not all(LOWEST < value < HIGHEST for value in figures[_ROOTS].flat):
            self._measure_again(step, figures)
        change, weight = figures[1], figures[2]
        np.divide(change, weight, change)
        if 0.0 in weight.tolist():
            change[weight == 0] = 0
        return figures

    def _measure_again(self, step: StepVectors, figures: Array) -> None:
        """Replace roots of squares that are too small or too large to be held."""
        vectors = step.gradient, step.after[0] - step.before[0]
        for row, vector in enumerate(vectors):
            for k, (W, _) in enumerate(step.layout.pairs(vector)):
                figures[row, k] = root_mean_square(W)
        delta = step.tape[_DELTA * self._size : (_DELTA + 1) * self._size]
        for k, layer in enumerate(step.layout.layers):
            start = self._tape_starts[k]
            n_pairs = layer.fan_out * self._n_columns
            figures[3, k] = root_mean_square(delta[start : start + n_pairs])

    def _sum_over_batch(self, step: StepVectors) -> None:
        size, df = self._size, self._df
        np.square(step.tape[_DELTA * size :], self._delta)
        np.copyto(df, step.tape[_DF * size : (_DF + 1) * size])
        if step.fused or self._activation == "softmax":
            self._fill_output(step.tape)
        np.less_equal(df, self._limits, self._is_small)
        np.not_equal(df, self._zero, self._is_not_zero)
        np.copyto(self._flags, self._bits)
        self._pairs.dot(self._ones, self._sums)
        np.equal(self._not_zero, self._zero, self._dead)
        np.copyto(self._not_zero, self._dead)

    def _fill_output(self, tape: Array) -> None:
        """Make the output's f', which a fused step does without."""
        df = self._df[self._output]
        if self._activation == "softmax":
            df.fill(np.nan)
            return
        z, a = tape[: self._size], tape[self._size : 2 * self._size]
        calls = ACTIVATIONS[self._activation].local(
            z[self._output], a[self._output], df, np.empty_like(df)
        )
        run(calls)


def root_mean_square(values: Array) -> float:
    """Return it for numbers of any size: their squares need not be representable.

    Dividing by the largest first is what LAPACK's dlassq does.
    """
    peak = float(np.max(np.abs(values)))
    if not 0 < peak < math.inf:
        return peak
    return peak * math.sqrt(float(np.mean(np.square(values / peak))))


_METERS: WeakKeyDictionary[Layout, dict[int, _Meter]] = WeakKeyDictionary()

"""Diagnostics: figures per layer that describe how learning proceeds there.

A network that is not dense has figures of its blocks of parameters in their place, and
NaN for those of signals.

All figures are means over a layer's weights or over its (unit, sample) pairs.  They are
computed from the flat vectors of a step, for all layers at once: square or compare, sum
each row, weight the rows, sum per layer.  `ALONE` has those that are computed alone, at
a fraction of the cost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import numpy as np

from engine.arrays import Array, constant, execute
from engine.functions.activations import ACTIVATIONS
from engine.inspection.readout.root_mean_square import (
    HIGHEST,
    LOWEST,
    root_mean_square,
)
from engine.layout import ParameterLayout

if TYPE_CHECKING:
    from engine.program.trace import StepVectors
    from engine.training.trainer import Trainer

__all__ = [
    "ALONE",
    "Diagnostics",
    "diagnostics",
    "gradient_rms",
    "signal_rms",
]

N_FIGURES = 8
DA, DELTA = 0, 1
"""The signals whose root mean square is a figure, as they follow on the tape."""


@dataclass(frozen=True, slots=True, eq=False)
class Diagnostics:
    """Per-layer figures of the step just applied, each (n_layers,).

    Attributes
    ----------
    figures : Array
        (8, n_layers): all of them, in the order of the properties.
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
    def da_rms(self) -> Array:
        """Root mean square of dL/da; NaN for the output.

        The gradient's way back from layer l + 1 to layer l has two exact factors:
        ``da_rms[l] / delta_rms[l + 1]`` of the weights, and
        ``delta_rms[l] / da_rms[l]`` of f'.
        """
        return self._row(3)

    @property
    def delta_rms(self) -> Array:
        """Root mean square of delta."""
        return self._row(4)

    @property
    def mean_df(self) -> Array:
        """Mean of f'(z); NaN for a softmax output, whose derivative is a matrix."""
        return self._row(5)

    @property
    def saturated(self) -> Array:
        """Share of (unit, sample) pairs with f' at most `Activation.saturation`."""
        return self._row(6)

    @property
    def dead(self) -> Array:
        """Share of units with f' = 0 on every sample of the batch."""
        return self._row(7)

    def _row(self, k: int) -> Array:
        row: Array = self.figures[k]
        return row


def diagnostics(trainer: Trainer) -> Diagnostics:
    """Return the figures of the step just applied; NaN before the first.

    Within a step, figures of what its ops have not written yet are NaN, too.
    """
    step = trainer.last_step()
    if step is None:
        n_blocks = len(trainer.graph.parameters)
        return Diagnostics(np.full((N_FIGURES, n_blocks), np.nan))
    with np.errstate(all="ignore"):
        if not trainer.experiment.is_dense:
            return Diagnostics(_of_weights(step))
        return Diagnostics(_meter_of(step).read(step))


def gradient_rms(step: StepVectors) -> Array:
    """Return `Diagnostics.gradient_rms` of a step, (1, n_layers)."""
    with np.errstate(all="ignore"):
        return _rms_of_weights(step.layout, step.gradient[None])


def signal_rms(step: StepVectors) -> Array:
    """Return `Diagnostics.da_rms` and `delta_rms` of a step, (2, n_layers)."""
    if not step.layout.has_layers:
        return np.full((2, len(step.layout.parameters)), np.nan)
    with np.errstate(all="ignore"):
        return _meter_of(step).read_signals(step)


ALONE: Final[dict[str, tuple[Callable[[StepVectors], Array], int]]] = {
    "gradient_rms": (gradient_rms, 0),
    "da_rms": (signal_rms, DA),
    "delta_rms": (signal_rms, DELTA),
}
"""The figures that can be computed without the others: of each the function, and the
row of its result."""


def _meter_of(step: StepVectors) -> _Meter:
    """Return the meter for steps of this shape."""
    meters = _METERS.get(step.layout)
    if meters is None:
        meters = _METERS[step.layout] = {}
    meter = meters.get(step.batch_size)
    if meter is None:
        meter = meters[step.batch_size] = _Meter(step)
    return meter


def _rms_of_weights(layout: ParameterLayout, vectors: Array) -> Array:
    """Return the root mean square of each layer's weights, biases left out.

    ``vectors`` is (k, P), the result (k, n_layers).
    """
    squares = np.square(vectors)
    squares *= layout.weight_shares
    roots: Array = np.add.reduceat(squares, layout.starts, axis=1)
    np.sqrt(roots, roots)
    if not _is_within(roots.ravel().tolist()):
        for k, vector in enumerate(vectors):
            roots[k] = [root_mean_square(W) for W, _ in layout.pairs(vector)]
    return roots


def _of_weights(step: StepVectors) -> Array:
    """Return the figures (8, n_blocks) that the parameters alone have."""
    figures = np.full((N_FIGURES, len(step.layout.parameters)), np.nan)
    before = step.before[0]
    change = np.subtract(step.after[0], before)
    vectors = np.array([step.gradient, change, before])
    figures[:3] = _rms_of_weights(step.layout, vectors)
    change, weight = figures[1], figures[2]
    np.divide(change, weight, change)
    if 0.0 in weight.tolist():
        change[weight == 0] = 0
    return figures


class _Meter:
    """The buffers that compute figures from the tape of steps of one shape.

    ``_sums`` has five rows (n_rows,): sums over the batch of da^2, delta^2, f',
    [f' is small], and whether f' is 0 on all samples.  Weighted and summed per layer
    they are the last five figures.  Rows of ones have weight 0.
    """

    def __init__(self, step: StepVectors) -> None:
        layers, n_columns = step.layout.layers, step.batch_size
        rows = [layer.fan_out + step.layout.extra for layer in layers[:-1]]
        row_starts = np.cumsum([0, *rows, layers[-1].fan_out])
        n_rows = int(row_starts[-1])
        size = n_rows * n_columns
        self._n_layers, self._size, self._n_columns = len(layers), size, n_columns
        self._tape_starts = (row_starts * n_columns).tolist()
        self._output = slice(self._tape_starts[-2], size)
        self._z, self._a, self._df_place, self._da, self._delta = (
            slice(where.start * n_columns, where.stop * n_columns)
            for where in map(step.where, ("z", "a", "df", "da", "delta"))
        )
        self._signals = slice(self._da.start, self._delta.stop)
        self._places = (self._da, self._delta)
        self._activation = ACTIVATIONS.get(layers[-1].activation)

        self._sums = np.empty((5, n_rows))
        self._of_signals, self._of_slopes = self._sums[:2], self._sums[2:]
        self._not_zero = self._sums[4]
        self._starts = row_starts[:-1]
        self._weights = np.zeros((5, n_rows))
        self._limits = np.zeros(size)
        for layer in layers:
            i = layer.index
            units = slice(row_starts[i], row_starts[i] + layer.fan_out)
            self._weights[:4, units] = 1 / (layer.fan_out * n_columns)
            self._weights[4, units] = 1 / layer.fan_out
            if layer.activation in ACTIVATIONS:
                limit = ACTIVATIONS[layer.activation].saturation
                self._limits[self._tape_starts[i] : self._tape_starts[i + 1]] = limit

        pairs = np.empty((5, n_rows, n_columns))
        self._squares, self._slopes = (
            part.reshape(-1, n_columns) for part in (pairs[:2], pairs[2:])
        )
        self._df, self._flags = pairs[2].ravel(), pairs[3:].reshape(2, -1)
        self._bits, self._dead = np.empty((2, size), bool), np.empty(n_rows, bool)
        self._is_small, self._is_not_zero = self._bits
        self._ones, self._zero = np.ones(n_columns), constant(0, np.float64)

    def read(self, step: StepVectors) -> Array:
        """Return the figures (8, n_layers)."""
        figures = _of_weights(step)
        self._sum_over_batch(step)
        sums = self._of_slopes
        np.multiply(sums, self._weights[2:], sums)
        np.add.reduceat(sums, self._starts, 1, None, figures[5:])
        figures[3:5] = self.read_signals(step)
        return figures

    def read_signals(self, step: StepVectors) -> Array:
        """Return the root mean squares of da and of delta, (2, n_layers)."""
        sums = self._of_signals
        np.square(step.tape[self._signals], self._squares.ravel())
        self._squares.dot(self._ones, sums.ravel())
        np.multiply(sums, self._weights[:2], sums)
        roots: Array = np.add.reduceat(sums, self._starts, 1)
        np.sqrt(roots, roots)
        roots[DA, -1] = 1  # it is replaced below
        for k, row in enumerate(roots.tolist()):
            if not _is_within(row):
                self._measure_again(step, k, roots[k])
        roots[DA, -1] = np.nan
        return roots

    def _measure_again(self, step: StepVectors, k: int, roots: Array) -> None:
        """Replace the figures of a signal whose squares underflow or overflow."""
        values = step.tape[self._places[k]]
        for i, layer in enumerate(step.layout.layers):
            start = self._tape_starts[i]
            stop = start + layer.fan_out * self._n_columns
            roots[i] = root_mean_square(values[start:stop])

    def _sum_over_batch(self, step: StepVectors) -> None:
        df = self._df
        np.copyto(df, step.tape[self._df_place])
        if not step.computes("df", -1):
            self._fill_output(step.tape)
        np.less_equal(df, self._limits, self._is_small)
        np.not_equal(df, self._zero, self._is_not_zero)
        np.copyto(self._flags, self._bits)
        self._slopes.dot(self._ones, self._of_slopes.ravel())
        np.equal(self._not_zero, self._zero, self._dead)
        np.copyto(self._not_zero, self._dead)

    def _fill_output(self, tape: Array) -> None:
        """Compute the output's f', which the way back did not need."""
        df = self._df[self._output]
        if self._activation is None:
            df.fill(np.nan)
            return
        z, a = (tape[place][self._output] for place in (self._z, self._a))
        execute(self._activation.local(z, a, df, np.empty_like(df)))


def _is_within(values: list[float]) -> bool:
    """Return whether all numbers have full precision; NaN, which has none, may pass."""
    return LOWEST < min(values) and max(values) < HIGHEST


_METERS: WeakKeyDictionary[ParameterLayout, dict[int, _Meter]] = WeakKeyDictionary()

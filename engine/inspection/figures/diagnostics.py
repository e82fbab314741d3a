"""Diagnostics: figures per layer that describe how learning proceeds there.

A network that is not dense has figures of its blocks of parameters in their place, and
NaN for those of signals.

All figures are means over a layer's weights or over its (unit, sample) pairs.  They are
computed from the flat vectors of a step, for all layers at once: square or compare, sum
each row, weight the rows, sum per layer.  Those of `ALONE` can be had at a fraction of
the cost, see `engine.inspection.figures.step_roots`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.arrays import Array, constant, execute
from engine.functions.activations import ACTIVATIONS
from engine.inspection.figures.layout_cache import LayoutCache
from engine.inspection.figures.root_mean_square import root_mean_square
from engine.inspection.figures.step_roots import (
    DA,
    DELTA,
    GRADIENT,
    is_within,
    step_roots,
)
from engine.layout import ParameterLayout

if TYPE_CHECKING:
    from engine.program.trace import StepVectors
    from engine.training.trainer import Trainer

__all__ = ["ALONE", "Diagnostics", "diagnostics"]

N_FIGURES = 8
ALONE: Final = {"gradient_rms": GRADIENT, "da_rms": DA, "delta_rms": DELTA}
"""The figures that are computed without the others: of each the row of `step_roots`."""


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
        return Diagnostics(_METERS.of(step).read(step))


def _rms_of_weights(layout: ParameterLayout, vectors: Array) -> Array:
    """Return the root mean square of each layer's weights, biases left out.

    ``vectors`` is (k, P), the result (k, n_layers).
    """
    squares = np.square(vectors)
    squares *= layout.weight_shares
    roots: Array = np.add.reduceat(squares, layout.starts, axis=1)
    np.sqrt(roots, roots)
    if not is_within(roots.ravel().tolist()):
        for k, vector in enumerate(vectors):
            roots[k] = [root_mean_square(W) for W, _ in layout.pairs(vector)]
    return roots


def _of_weights(step: StepVectors) -> Array:
    """Return the figures (8, n_blocks) that the parameters alone have."""
    figures = np.full((N_FIGURES, len(step.layout.parameters)), np.nan)
    before = step.before[0]
    change = np.subtract(step.after[0], before)
    figures[1:3] = _rms_of_weights(step.layout, np.array([change, before]))
    figures[0], figures[3], figures[4] = step_roots(step)
    change, weight = figures[1], figures[2]
    np.divide(change, weight, change)
    if 0.0 in weight.tolist():
        change[weight == 0] = 0
    return figures


class _Meter:
    """The buffers that compute figures from the tape of steps of one shape.

    ``_sums`` has three rows (n_rows,): sums over the batch of f' and [f' is small], and
    whether f' is 0 on all samples.  Weighted and summed per layer they are the last
    three figures.  Rows of ones have weight 0.
    """

    def __init__(self, step: StepVectors) -> None:
        layers, n_columns = step.layout.layers, step.batch_size
        rows = [layer.fan_out + step.layout.extra for layer in layers[:-1]]
        row_starts = np.cumsum([0, *rows, layers[-1].fan_out])
        n_rows = int(row_starts[-1])
        size = n_rows * n_columns
        tape_starts = (row_starts * n_columns).tolist()
        self._output = slice(tape_starts[-2], size)
        self._z, self._a, self._df_place = (
            slice(where.start * n_columns, where.stop * n_columns)
            for where in map(step.where, ("z", "a", "df"))
        )
        self._activation = ACTIVATIONS.get(layers[-1].activation)

        self._sums = np.empty((3, n_rows))
        self._not_zero = self._sums[2]
        self._starts = row_starts[:-1]
        self._weights = np.zeros((3, n_rows))
        self._limits = np.zeros(size)
        for layer in layers:
            i = layer.index
            units = slice(row_starts[i], row_starts[i] + layer.fan_out)
            self._weights[:2, units] = 1 / (layer.fan_out * n_columns)
            self._weights[2, units] = 1 / layer.fan_out
            if layer.activation in ACTIVATIONS:
                limit = ACTIVATIONS[layer.activation].saturation
                self._limits[tape_starts[i] : tape_starts[i + 1]] = limit

        pairs = np.empty((3, n_rows, n_columns))
        self._derivatives = pairs.reshape(-1, n_columns)
        self._df, self._flags = pairs[0].ravel(), pairs[1:].reshape(2, -1)
        self._bits, self._dead = np.empty((2, size), bool), np.empty(n_rows, bool)
        self._is_small, self._is_not_zero = self._bits
        self._ones, self._zero = np.ones(n_columns), constant(0, np.float64)

    def read(self, step: StepVectors) -> Array:
        """Return the figures (8, n_layers)."""
        figures = _of_weights(step)
        self._sum_over_batch(step)
        np.multiply(self._sums, self._weights, self._sums)
        np.add.reduceat(self._sums, self._starts, 1, None, figures[5:])
        return figures

    def _sum_over_batch(self, step: StepVectors) -> None:
        df = self._df
        np.copyto(df, step.tape[self._df_place])
        if not step.computes("df", -1):
            self._fill_output(step.tape)
        np.less_equal(df, self._limits, self._is_small)
        np.not_equal(df, self._zero, self._is_not_zero)
        np.copyto(self._flags, self._bits)
        self._derivatives.dot(self._ones, self._sums.ravel())
        np.equal(self._not_zero, self._zero, self._dead)
        np.copyto(self._not_zero, self._dead)

    def _fill_output(self, tape: Array) -> None:
        """Compute the output's f', which the backward pass did not need."""
        df = self._df[self._output]
        if self._activation is None:
            df.fill(np.nan)
            return
        z, a = (tape[place][self._output] for place in (self._z, self._a))
        execute(self._activation.local(z, a, df, np.empty_like(df)))


_METERS = LayoutCache(_Meter)

"""Step roots: root mean squares of dW, dL/da and dL/dz of all layers in a step.

Frames show them most often of all figures.  The gradient and both signals of the tape
are squared into one vector, whose weighted numbers are summed layer by layer.  All
steps of a trainer with one batch size share it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.inspection.figures.layout_cache import LayoutCache
from engine.inspection.figures.root_mean_square import (
    HIGHEST,
    LOWEST,
    root_mean_square,
)

if TYPE_CHECKING:
    from engine.program.trace import StepVectors

__all__ = ["DA", "DELTA", "GRADIENT", "is_within", "step_roots"]

GRADIENT, DA, DELTA = 0, 1, 2
"""The rows of the result."""


def step_roots(step: StepVectors) -> Array:
    """Return root mean squares of dW, dL/da and dL/dz of a step, (3, n_layers).

    Biases are left out.  NaN for dL/da of the output.  A network that is not dense has
    NaN for both signals, and its blocks of parameters in the place of layers.
    """
    with np.errstate(all="ignore"):
        return _ROOTS.of(step).read(step)


class _StepRoots:
    """The memory that computes them for steps of one shape.

    Rows of ones, biases and the output's dL/da have weight 0.
    """

    def __init__(self, step: StepVectors) -> None:
        layout = step.layout
        n_parameters, n_blocks = layout.n_parameters, len(layout.parameters)
        self._shape, self._n_known = (3, n_blocks), n_blocks
        weights, starts = [layout.weight_shares], layout.starts.tolist()
        self._signals, self._parts = slice(0), list[slice]()
        if layout.has_layers:
            self._n_known = 3 * n_blocks
            self._place_signals(step, weights, starts)
        self._weights = np.concatenate(weights)
        self._starts = np.array(starts)
        self._squares = np.empty(len(self._weights))
        self._of_gradient = self._squares[:n_parameters]
        self._of_signals = self._squares[n_parameters:]

    def _place_signals(
        self, step: StepVectors, weights: list[Array], starts: list[int]
    ) -> None:
        """Add the weights and the beginnings of both signals, layer by layer."""
        layers, extra, n_columns = (
            step.layout.layers,
            step.layout.extra,
            step.x.shape[1],
        )
        da, delta = step.where("da"), step.where("delta")
        self._signals = slice(da.start * n_columns, delta.stop * n_columns)
        at = step.layout.n_parameters
        for where in (da, delta):
            row = where.start
            for layer in layers:
                n_rows = layer.fan_out + (extra if layer is not layers[-1] else 0)
                weight = np.zeros((n_rows, n_columns))
                if where is delta or layer is not layers[-1]:
                    weight[: layer.fan_out] = 1 / (layer.fan_out * n_columns)
                weights.append(weight.ravel())
                starts.append(at)
                at += weight.size
                stop = (row + layer.fan_out) * n_columns
                self._parts.append(slice(row * n_columns, stop))
                row += n_rows

    def read(self, step: StepVectors) -> Array:
        """Return the result; NumPy may warn."""
        squares, known = self._squares, self._n_known
        np.square(step.gradient, self._of_gradient)
        np.square(step.tape[self._signals], self._of_signals)
        np.multiply(squares, self._weights, squares)
        roots = np.empty(self._shape)
        if known < roots.size:
            roots.fill(np.nan)
        flat = roots.ravel()
        np.add.reduceat(squares, self._starts, 0, None, flat[:known])
        np.sqrt(roots, roots)
        if known == roots.size:
            roots[DA, -1] = 1  # it is replaced below
        if not is_within(flat[:known].tolist()):
            self._measure_again(step, roots)
        if known == roots.size:
            roots[DA, -1] = np.nan
        return roots

    def _measure_again(self, step: StepVectors, roots: Array) -> None:
        """Replace figures whose squares underflow or overflow."""
        pairs = step.layout.pairs(step.gradient)
        roots[GRADIENT] = [root_mean_square(W) for W, _ in pairs]
        for k, part in enumerate(self._parts):
            row, layer = divmod(k, self._shape[1])
            roots[DA + row, layer] = root_mean_square(step.tape[part])


def is_within(values: list[float]) -> bool:
    """Return whether all numbers have full precision; NaN, which has none, may pass."""
    return LOWEST < min(values) and max(values) < HIGHEST


_ROOTS = LayoutCache(_StepRoots)

"""Unit health: which units are dead, and how saturated each one is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.arrays import Array, Call, execute, frozen
from engine.functions.activations import ACTIVATIONS
from engine.layout import LayerSpec

__all__ = ["UnitHealth"]

NEVER = -1.0
"""A limit that no f' is below, of units that do not saturate."""


class UnitHealth:
    """Reads the health of all units from one set of buffers, filled in place.

    Parameters
    ----------
    layers : sequence of LayerSpec
    z, a : sequence of Array
        (fan_out, n) per layer: the buffers of a forward pass, read at every call.
    extra : int
        The rows below each layer but the last, which are neither dead nor saturated.

    Attributes
    ----------
    parts : list of slice
        The rows of each layer.
    """

    def __init__(
        self,
        layers: Sequence[LayerSpec],
        z: Sequence[Array],
        a: Sequence[Array],
        *,
        extra: int = 0,
    ) -> None:
        n = z[0].shape[1]
        n_rows = sum(layer.fan_out + extra for layer in layers) - extra
        self._df = np.ones((n_rows, n), z[0].dtype)
        limits = np.full((n_rows, 1), NEVER)
        self.parts: list[slice] = []
        calls: list[Call] = []
        start = 0
        for layer, own_z, own_a in zip(layers, z, a, strict=True):
            part = slice(start, start + layer.fan_out)
            self.parts.append(part)
            start = part.stop + extra
            if layer.activation in ACTIVATIONS:
                activation = ACTIVATIONS[layer.activation]
                limits[part] = activation.saturation
                df = self._df[part]
                calls += activation.local(own_z, own_a, df, np.empty_like(df))
        self._calls, self._limits = tuple(calls), limits
        self._is_small, self._ones = np.empty((n_rows, n)), np.ones(n)
        self._none = frozen(np.zeros(n_rows))

    def read(self) -> tuple[Array, Array]:
        """Return 1 for a dead unit, and the share of samples with a small f', by row.

        Both are (n_rows,).  A limit is negative only where f' is never 0, so a unit can
        be dead only if f' is small on all samples.  NumPy may warn.
        """
        execute(self._calls)
        np.less_equal(self._df, self._limits, self._is_small)
        n_small, n, dead = self._is_small.dot(self._ones), len(self._ones), self._none
        if n in n_small.tolist():
            dead = (self._df == 0).all(axis=1).astype(np.float64)
        n_small /= n
        return dead, n_small

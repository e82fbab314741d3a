"""Unit health: which units are dead, and how saturated each one is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.arrays import Array, Call, execute
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
    """

    def __init__(
        self, layers: Sequence[LayerSpec], z: Sequence[Array], a: Sequence[Array]
    ) -> None:
        n_units, n = sum(layer.fan_out for layer in layers), z[0].shape[1]
        self._df = np.ones((n_units, n), z[0].dtype)
        limits = np.full((n_units, 1), NEVER)
        self._parts: list[slice] = []
        calls: list[Call] = []
        start = 0
        for layer, own_z, own_a in zip(layers, z, a, strict=True):
            part = slice(start, start + layer.fan_out)
            self._parts.append(part)
            start = part.stop
            if layer.activation in ACTIVATIONS:
                activation = ACTIVATIONS[layer.activation]
                limits[part] = activation.saturation
                df = self._df[part]
                calls += activation.local(own_z, own_a, df, np.empty_like(df))
        self._calls = tuple(calls)
        self._limits = limits
        self._is_small = np.empty((n_units, n), bool)
        self._flags, self._ones = np.empty((n_units, n)), np.ones(n)

    def read(self) -> tuple[list[Array], list[Array]]:
        """Return 1 for a dead unit, and the share of samples with a small f', by layer.

        Both are lists with an array (fan_out,) per layer.  A limit is negative only
        where f' is never 0, so a unit can be dead only if f' is small on all samples.
        """
        with np.errstate(all="ignore"):
            execute(self._calls)
            np.less_equal(self._df, self._limits, self._is_small)
        np.copyto(self._flags, self._is_small)
        n_small, n = self._flags.dot(self._ones), len(self._ones)
        dead = np.zeros_like(n_small)
        if n in n_small.tolist():
            np.copyto(dead, np.equal(self._df, 0).all(axis=1))
        saturated = n_small / n
        return (
            [dead[part] for part in self._parts],
            [saturated[part] for part in self._parts],
        )

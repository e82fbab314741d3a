"""Tape: the memory of all per-sample quantities of a training step."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Array
from engine.layout import ParameterLayout

__all__ = [
    "QUANTITIES",
    "Tape",
]

QUANTITIES = ("z", "a", "df", "da", "delta")


class Tape:
    """All per-sample quantities of a step, in one flat vector.

    Each of z, a, df, da, delta has one block (fan_out + 1, B) per layer (the output has
    no extra row), one after the other, so neighbouring layers are one stretch of
    memory.

    Attributes
    ----------
    flat : Array
        All of them; copying it copies the step.
    starts : list of int
        The index of each layer's first number within a quantity; at the end, the size.
    """

    def __init__(
        self,
        layout: ParameterLayout,
        n_columns: int,
        dtype: Any,
        flat: Array | None = None,
    ) -> None:
        last = len(layout.layers) - 1
        rows = [
            layer.fan_out + (layout.extra if layer.index < last else 0)
            for layer in layout.layers
        ]
        self.starts: list[int] = [0, *np.cumsum([n * n_columns for n in rows]).tolist()]
        self.size = self.starts[-1]
        self.flat = (
            np.zeros(len(QUANTITIES) * self.size, dtype) if flat is None else flat
        )
        self._rows, self._n_columns, self._layout = rows, n_columns, layout
        if flat is None and layout.use_bias:
            for i in range(last):
                self.full("a", i)[-1] = 1

    def quantity(self, name: str) -> Array:
        """Return the flat stretch (size,) of one quantity, all layers."""
        start = QUANTITIES.index(name) * self.size
        return self.flat[start : start + self.size]

    def full(self, name: str, layer: int) -> Array:
        """Return one layer's block with its extra row, (fan_out + 1, B)."""
        stretch = self.quantity(name)[self.starts[layer] : self.starts[layer + 1]]
        return stretch.reshape(self._rows[layer], self._n_columns)

    def view(self, name: str, layer: int) -> Array:
        """Return one layer's quantity, (fan_out, B)."""
        return self.full(name, layer)[: self._layout.layers[layer].fan_out]

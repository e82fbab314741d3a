"""Positions: where the numbers of each layer are in the vectors of a `Readout`.

A vector of parameters has those of `engine.layout`, block by block.  The others are of
a dense network, whose blocks are its layers.  A vector of units has a row per unit of
all layers; one of inputs has the network's inputs first.  With biases, a row that is of
no unit is below the units of each layer but the last, and below the inputs.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from engine.arrays import Array

if TYPE_CHECKING:
    from engine.training.trainer import Trainer

__all__ = ["Each", "length", "position", "positions", "row_starts"]

Each: TypeAlias = Literal["weight", "bias", "unit", "input"]
"""What has one number each: the weights or biases of a layer, its units, the units of
the layer before."""


def row_starts(trainer: Trainer) -> list[int]:
    """Return at which row of a vector of units each layer begins, and one more."""
    rows = [layer.fan_out + trainer.layout.extra for layer in trainer.layers]
    return list(accumulate(rows, initial=0))


def length(trainer: Trainer, each: Each) -> int:
    """Return the length of a vector."""
    layout = trainer.layout
    if each in ("weight", "bias"):
        return layout.n_parameters
    n_rows = row_starts(trainer)[-1] - layout.extra
    return n_rows if each == "unit" else layout.layers[0].fan_in + layout.extra + n_rows


def positions(trainer: Trainer, each: Each) -> Array:
    """Return the indices of all numbers in a vector, layer by layer, row by row."""
    layout = trainer.layout
    if each in ("unit", "input"):
        widths = [
            layer.fan_out if each == "unit" else layer.fan_in for layer in layout.layers
        ]
        rows = [[True] * width + [False] * layout.extra for width in widths]
        return np.flatnonzero(np.concatenate(rows))
    pairs = layout.pairs(np.arange(layout.n_parameters))
    blocks = [W if each == "weight" else b for W, b in pairs]
    return np.concatenate([block.ravel() for block in blocks if block is not None])


def position(trainer: Trainer, each: Each, layer: int, row: int, column: int) -> int:
    """Return the index of one number; biases and units have no columns."""
    blocks = trainer.graph.parameters
    widths = [block.fan_in if each == "weight" else 1 for block in blocks]
    sizes = [
        block.shape[0] * width if each != "bias" or block.use_bias else 0
        for block, width in zip(blocks, widths, strict=True)
    ]
    place = sum(sizes[:layer]) + row * widths[layer] + column
    return int(positions(trainer, each)[place])

"""The sections of a frame and their readers: what the table of the protocol refers to.

A section is a row of `app.protocol.sections.SECTIONS`; its reader and its shape in a
network are looked up here. All layers are read at once, from the flat vectors that
training itself uses.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.protocol.commands import Place
from app.protocol.sections import SECTIONS, Each, SectionRow
from app.stream.readout import Array, Readout, row_starts
from engine import Diagnostics, LayerSpec, Trainer

__all__ = [
    "ARRAYS",
    "LAYERED",
    "LayerSection",
    "Source",
    "dimensions_of",
    "numbers_at",
    "size_of",
]

Source: TypeAlias = Callable[[Readout], Array | None]


@dataclass(frozen=True, slots=True)
class LayerSection:
    """One array per layer.

    Attributes
    ----------
    each : "weight", "bias", "unit" or "input"
        What has one number each: the weights or biases of a layer, its units, the
        units of the layer before.
    source : callable
        Returns the vector that holds them for all layers.
    """

    each: Each
    source: Source

    def length(self, trainer: Trainer) -> int:
        """Return the length of the source's vector."""
        layout = trainer.layout
        if self.each in ("weight", "bias"):
            return layout.n_parameters
        n_rows = row_starts(trainer)[-1] - layout.extra
        if self.each == "unit":
            return n_rows
        return trainer.layers[0].fan_in + layout.extra + n_rows

    def indices(self, trainer: Trainer) -> npt.NDArray[np.intp]:
        """Return the indices of the numbers in the source's vector."""
        if self.each == "unit":
            return unit_rows(trainer)
        if self.each == "input":
            return input_rows(trainer)
        pairs = trainer.layout.pairs(np.arange(trainer.layout.n_parameters))
        blocks = [W if self.each == "weight" else b for W, b in pairs]
        return np.concatenate([block.ravel() for block in blocks if block is not None])

    def index(self, trainer: Trainer, layer: int, row: int, column: int) -> int:
        """Return the index of one number; a section of units has no columns."""
        width = [each.fan_in if self.each == "weight" else 1 for each in trainer.layers]
        sizes = [
            each.fan_out * w for each, w in zip(trainer.layers, width, strict=True)
        ]
        position = sum(sizes[:layer]) + row * width[layer] + column
        return int(self.indices(trainer)[position])


def numbers_at(
    place: Place | None, trainer: Trainer, rows: Iterable[SectionRow]
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the sections that have a number at a place, and its row and column there.

    A weight has those of its unit, too; nothing has any that the network lacks.
    """
    if place is None or place.layer >= len(trainer.layers):
        return
    layer = trainer.layers[place.layer]
    if place.row >= layer.fan_out or (place.column or 0) >= layer.fan_in:
        return
    for row in rows:
        is_there = row.each != "bias" or trainer.experiment.use_bias
        if row.each in ("unit", "bias") and is_there:
            yield row.name, (place.row, 0)
        elif row.each == "weight" and place.column is not None:
            yield row.name, (place.row, place.column)


def unit_rows(trainer: Trainer) -> npt.NDArray[np.intp]:
    """Return which rows of a signal are units."""
    extra = trainer.layout.extra
    rows = [[True] * layer.fan_out + [False] * extra for layer in trainer.layers]
    return np.flatnonzero(np.concatenate(rows))


def input_rows(trainer: Trainer) -> npt.NDArray[np.intp]:
    """Return which rows of `Readout.layer_inputs` are inputs of a layer."""
    extra = trainer.layout.extra
    rows = [[True] * layer.fan_in + [False] * extra for layer in trainer.layers]
    return np.flatnonzero(np.concatenate(rows))


def source_of(reader: str) -> Source:
    """Return a reader by its name: a figure of `Diagnostics`, or a method of `Readout`.

    Raises `AttributeError` for a name that is neither.
    """
    if hasattr(Diagnostics, reader):
        return lambda readout: readout.diagnostic(reader)
    source: Source = getattr(Readout, reader)
    return source


LAYERED: dict[str, LayerSection] = {
    row.name: LayerSection(row.each, source_of(row.reader))
    for row in SECTIONS
    if row.each and row.reader
}
"""The sections with one array per layer."""

ARRAYS: dict[str, Callable[[Readout], Any]] = {
    row.name: source_of(row.reader) for row in SECTIONS if row.reader and not row.each
}
"""The readers of the sections with one array for the whole network."""


def dimensions_of(trainer: Trainer, layer: LayerSpec | None = None) -> dict[str, int]:
    """Return the dimensions of a network, or of a layer, that the table names.

    A regression has no ``classes``, and no ``samples`` with one.
    """
    if layer:
        return {"fan_in": layer.fan_in, "fan_out": layer.fan_out}
    data = trainer.data
    known: dict[str, int] = {"layers": len(trainer.layers)}
    if data.n_classes:
        known["samples"] = len(data.train_labels) + len(data.test_labels)
        known["classes"] = data.n_classes
    return known


def size_of(row: SectionRow, known: dict[str, int]) -> tuple[int, ...]:
    """Return the shape of a section, given the dimensions that it names."""
    return tuple(n if isinstance(n, int) else known[n] for n in row.shape)

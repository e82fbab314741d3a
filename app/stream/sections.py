"""The sections of a frame and their readers: what the table of the protocol refers to.

A section is a row of `app.protocol.sections.SECTIONS`; its reader and its shape in a
network are looked up here. The engine reads all layers at once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.protocol.commands import Place
from app.protocol.sections import SECTIONS, Each, SectionRow
from engine import Diagnostics, LayerSpec, Readout, Trainer

__all__ = [
    "ARRAYS",
    "LAYERED",
    "LayerSection",
    "Source",
    "dimensions_of",
    "numbers_at",
    "size_of",
]

Source: TypeAlias = Callable[[Readout], Any]


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

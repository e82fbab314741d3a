"""The sections of a frame and their readers: what the table of the protocol refers to.

A section is a row of `app.protocol.sections.SECTIONS`; its reader and its shape in a
network are looked up here. The engine reads all layers at once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.protocol.commands.questions import ParameterPlace
from app.protocol.sections import SECTIONS, Each, SectionRow
from engine import Diagnostics, Readout, Trainer
from engine.graph import Parameter

__all__ = [
    "ARRAYS",
    "EVALUATED",
    "FIGURES",
    "LAYERED",
    "LayerSection",
    "Source",
    "dimensions_of",
    "dimensions_of_block",
    "has_each",
    "numbers_at",
    "size_of",
]

Source: TypeAlias = Callable[[Readout], Any]


@dataclass(frozen=True, slots=True)
class LayerSection:
    """One array per layer, or block of parameters.

    Attributes
    ----------
    each : "weight", "bias", "unit" or "input"
        What has one number each: the weights or biases of a layer, its units, the
        units of the layer before.
    source : callable
        Returns the vector that holds them for all layers.
    is_evaluated : bool
        Whether they are computed over all samples.
    """

    each: Each
    source: Source
    is_evaluated: bool = False


def numbers_at(
    place: ParameterPlace | None, trainer: Trainer, rows: Iterable[SectionRow]
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the sections that have a number at a place, and its row and column there.

    A weight has those of its unit, too; nothing has any that the network lacks.
    """
    blocks = trainer.graph.parameters
    if place is None or place.layer >= len(blocks):
        return
    block = blocks[place.layer]
    if place.row >= block.shape[0] or (place.column or 0) >= block.fan_in:
        return
    for row in rows:
        if row.each == "weight" and place.column is not None:
            yield row.name, (place.row, place.column)
        elif row.each in ("unit", "bias") and has_each(row.each, trainer, block):
            yield row.name, (place.row, 0)


def has_each(each: Each, trainer: Trainer, block: Parameter) -> bool:
    """Return whether a block of parameters has such numbers.

    Those of units and inputs are of the layers of a dense network.
    """
    if each == "bias":
        return block.use_bias
    return each == "weight" or trainer.experiment.is_dense


def source_of(reader: str) -> Source:
    """Return a reader by its name: a figure of `Diagnostics`, or a method of `Readout`.

    Raises `AttributeError` for a name that is neither.
    """
    if hasattr(Diagnostics, reader):
        return lambda readout: readout.diagnostic(reader)
    source: Source = getattr(Readout, reader)
    return source


LAYERED: dict[str, LayerSection] = {
    row.name: LayerSection(row.each, source_of(row.reader), row.is_evaluated)
    for row in SECTIONS
    if row.each and row.reader
}
"""The sections with one array per layer."""

ARRAYS: dict[str, Callable[[Readout], Any]] = {
    row.name: source_of(row.reader) for row in SECTIONS if row.reader and not row.each
}
"""The readers of the sections with one array for the whole network."""

FIGURES = frozenset(
    row.name
    for row in SECTIONS
    if row.reader and row.each is None and row.dtype == "f8" and not row.is_evaluated
)
"""The figures of all layers at the step just applied, which follow one another."""

EVALUATED = frozenset(row.name for row in SECTIONS if row.is_evaluated)
"""The sections that are computed over all samples."""


def dimensions_of(trainer: Trainer) -> dict[str, int]:
    """Return the dimensions of a network that the table names.

    A regression has no ``classes``. There are no ``samples`` with one each either where
    there are targets at every step. Only a dense network has ``layers``, and only
    others have ``targets``.
    """
    data, experiment = trainer.data, trainer.experiment
    known: dict[str, int] = {"blocks": len(trainer.graph.parameters)}
    if experiment.is_dense:
        known["layers"] = known["blocks"]
    else:
        known["columns"] = trainer.graph.n_positions
        known["targets"] = len(data.train_y) // known["columns"]
    if data.n_classes and experiment.n_target_steps == 1:
        known["samples"] = sum(trainer.n_evaluated)
    if data.n_classes:
        known["classes"] = data.n_classes
    return known


def dimensions_of_block(block: Parameter) -> dict[str, int]:
    """Return the dimensions of a block of parameters that the table names."""
    return {"fan_in": block.fan_in, "fan_out": block.shape[0]}


def size_of(row: SectionRow, known: dict[str, int]) -> tuple[int, ...]:
    """Return the shape of a section, given the dimensions that it names."""
    return tuple(n if isinstance(n, int) else known[n] for n in row.shape)

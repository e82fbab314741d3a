"""The event about the program of a step: its operations, and how far it is."""

from typing import Literal

from app.protocol.event import Event
from app.protocol.fields import Count, Id, Model
from app.protocol.sentence import Sentence

__all__ = ["CodeFields", "ListingFields", "Program", "ProgramOp"]


class CodeFields(Model):
    """Lines of the engine's source."""

    file: str
    line: Count
    """The number of the first line, from 1."""
    text: str


class ProgramOp(Model):
    """One operation of a step."""

    phase: str
    layer: Count | None
    """Whose numbers it computes, from 0; null if those of several layers or of all
    parameters, and in networks without layers."""
    node: str | None
    site: int | None
    """The node whose value, f' or gradient it computes, as in ``nodes`` of the network;
    no site if those of several, or if the node has none."""
    block: Count | None
    """The block whose gradient it computes, as in ``blocks`` of the network."""
    role: str
    """What it is for: ``weighted_sum``, ``activation``, ``loss``, ``local``, ``delta``,
    ``dW``, ``da`` and the like, or the name of an operation of the update. A ``part``
    adds to a gradient to which others add, too; ``uses`` are the gradients of every
    time step, ``use`` is that of one, and ``sum`` adds them up."""
    writes: tuple[str, ...]
    """The quantities that it computes: ``value``, ``mask``, ``local`` and ``grad`` of
    units, ``dW``, ``update`` and ``W`` of weights; none for steps in between."""
    words: Sentence
    latex: str
    """Its formula, with the index of its layer."""
    shape: tuple[Count, ...]
    """Rows and columns of what it computes, or the number of all parameters."""
    code: Count | None
    """What performs it: its place in ``codes`` of the listing; null without source."""


class ListingFields(Model):
    """The operations of a step, the same ones from step to step."""

    name: str
    """Other operations have another name."""
    ops: tuple[ProgramOp, ...]
    codes: tuple[CodeFields, ...]
    """The lines that perform them, each once."""


class Program(Event):
    """Answer to ``program``."""

    type: Literal["program"] = "program"
    id: Id
    run: Literal[0, 1]
    step: Count
    """The step under way, from 1, or else the one just applied."""
    done: Count
    """How many operations have run."""
    batch_index: Count
    """The place of its batch in the epoch, from 0."""
    n_batches: Count
    batch: tuple[Count, ...]
    """Its training samples, in the order of the columns."""
    sentence: Sentence | None
    """What the operation that ran last did, with numbers of this step; null before the
    first."""
    listing: ListingFields | None
    """All operations; null where the question names them as known."""

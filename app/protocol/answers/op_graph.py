"""Events about the graph of operations of a step."""

from typing import Literal

from app.protocol.event import Event, Number
from app.protocol.fields import Count, Id, Model

__all__ = ["GroupFields", "MeasureFields", "OpEdgeFields", "OpGraph", "OpNodeFields"]


class MeasureFields(Model):
    """One number, or the root mean square of several."""

    symbol: str
    """LaTeX; layers and units count from 1. Without the index of a unit where the
    number is of several."""
    value: Number
    """Null while it is not computed yet."""
    n_numbers: Count
    """How many numbers it is of; 0 of a matrix per sample, which has no number as long
    as no sample is followed."""


class GroupFields(Model):
    """A part of the network, or neighbouring parts that do the same.

    Time steps do the same with the same parameters.
    """

    name: Literal["layer", "step", "embedding", "attention", "hidden", "output"]
    first: Count
    """The number by which it is opened, from 0; that of the first of several."""
    last: Count


class OpNodeFields(Model):
    """One value, parameter or target of a step, or what is folded into one."""

    key: str
    part: Literal["group", "value", "W", "b", "y"]
    kind: str
    """The operation that computes the value; of what is folded the only one that is not
    linear, and empty if there are several; empty of parameters and targets."""
    group: GroupFields | None
    """What is folded, or what it belongs to; null of inputs, targets and loss, of
    states before the first time step, and of parameters that are shared."""
    node: str | None
    site: int | None
    """The node whose value it is, or which hands on what is folded, as in ``nodes`` of
    the network; null of parameters and targets."""
    block: Count | None
    """The block of a parameter, as in ``blocks`` of the network."""
    row: Count | None
    column: Count | None
    """The unit, or the weight, whose numbers these are; null of several."""
    value: MeasureFields
    gradient: MeasureFields | None
    """The gradient of the loss with respect to it; null where a step computes none."""
    wrote: Literal["value", "gradient", "local", "update"] | None
    """What the op that ran last computed of it."""


class OpEdgeFields(Model):
    """One node as an operand of another."""

    source: str
    target: str
    """Their keys."""
    derivative: MeasureFields | None
    """The local derivative; null where no gradient comes back."""
    flow: Literal["forward", "backward", "local"] | None
    """Which way the op that ran last went along it."""
    n_uses: Count
    """How many operations use the source, where that is a parameter; else 1."""


class OpGraph(Event):
    """Answer to ``graph``."""

    type: Literal["op_graph"] = "op_graph"
    id: Id
    run: Literal[0, 1]
    step: Count
    """The step that the numbers belong to, from 1."""
    done: Count
    """How many ops of it have run."""
    sample: Count | None
    in_batch: bool
    """Whether the sample, if there is one, is in the batch of the step."""
    groups: tuple[GroupFields, ...]
    """All parts of the network that can be opened."""
    open: tuple[Count, ...]
    """The numbers of those that are shown by their operations."""
    nodes: tuple[OpNodeFields, ...]
    edges: tuple[OpEdgeFields, ...]

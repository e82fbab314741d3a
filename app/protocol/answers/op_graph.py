"""Events about the graph of operations of a step."""

from typing import Literal

from app.protocol.event import Event, Number
from app.protocol.fields import Count, Id, Model

__all__ = ["MeasureFields", "OpEdgeFields", "OpGraph", "OpNodeFields"]


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


class OpNodeFields(Model):
    """One value, parameter or target of a step, or a layer that is folded."""

    key: str
    part: Literal["layer", "value", "W", "b", "y"]
    kind: str
    """The operation that computes the value, the activation of a folded layer; empty of
    parameters and targets."""
    layer: Count | None
    """Counted from 0; null of inputs, targets and loss."""
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
    open: tuple[Count, ...]
    """The layers that are shown by their operations."""
    nodes: tuple[OpNodeFields, ...]
    edges: tuple[OpEdgeFields, ...]

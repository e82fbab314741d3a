"""The answer of the inspector: the numbers of one target, and what they follow from.

A number is null while the step has not computed it. Indices count from 0, symbols from
1.
"""

from typing import Literal

from pydantic import ConfigDict

from app.protocol.event import Event, Number, Numbers
from app.protocol.fields import Count, Id, Model

__all__ = [
    "BarFields",
    "CurveFields",
    "Derivation",
    "FactorFields",
    "LossFields",
    "MatrixFields",
    "NamedNumber",
    "NumberChange",
    "PartFields",
    "RefFields",
    "ScalingFields",
    "UpdateFields",
    "UpdateOpFields",
]


class _Fields(Model):
    """Fields whose numbers may be missing: NaN is written as null."""

    model_config = ConfigDict(allow_inf_nan=True)


class RefFields(_Fields):
    """Which number of a step it is."""

    quantity: str
    """``value``, ``grad``, ``local`` or ``mask`` of a node, ``y`` or ``loss`` of the
    loss; ``W``, ``dW``, ``g``, ``update`` or the name of an optimizer's slot."""
    node: str
    """Its name; empty for parameters."""
    layer: int
    """The layer of a dense network, -1 for its inputs. Of others the site of the node,
    also -1 if it has none; the block of a parameter."""
    row: Count | None
    column: Count | None
    """The unit; for a weight also the unit that it comes from. The position, where a
    sample has several."""
    sample: Count | None
    """Index of a training sample; null for parameters and for the batch."""


class FactorFields(_Fields):
    """One number, and the numbers that it was computed from."""

    symbol: str
    """LaTeX; layers and units count from 1."""
    value: Number
    """What training computed."""
    operation: Literal["given", "sum", "mean", "product", "function"]
    """How it is computed from the factors; without factors they are told elsewhere."""
    formula: str
    """LaTeX of that."""
    factors: tuple["FactorFields", ...]
    ref: RefFields | None
    """Null for a number that is only in the derivation."""


class PartFields(_Fields):
    """One number of the target."""

    name: Literal[
        "gradient",
        "share",
        "z",
        "a",
        "mask",
        "passed",
        "da",
        "df",
        "delta",
        "again",
        "target",
        "value",
        "sample_loss",
        "loss",
        "l2",
        "l1",
        "total",
    ]
    """``share`` is what the followed sample adds to the gradient; ``passed`` is a after
    dropout; ``again`` is delta of a fused output, computed through da."""
    factor: FactorFields


class BarFields(_Fields):
    """What each sample of the batch adds to the number, in the order of the batch."""

    samples: tuple[Count, ...]
    terms: Numbers
    deltas: Numbers | None
    inputs: Numbers | None
    """The factors of the terms; without inputs a term is the delta."""
    n_left_out: Count
    """Samples of a very large batch with the smallest terms."""
    rest: Number
    """The sum of their terms."""


class CurveFields(_Fields):
    """The activation of the unit around the followed sample's z."""

    name: str
    latex: str
    latex_local: str
    """LaTeX of its derivative."""
    z: Numbers
    a: Numbers
    at_z: Number
    at_a: Number
    at_df: Number
    """The point, and the slope of the tangent there."""


class NamedNumber(_Fields):
    """A number that an op of the update reads, or one on the way to its result."""

    symbol: str
    formula: str
    """LaTeX of how it is computed; empty for a number that is read."""
    value: Number
    ref: RefFields | None
    is_constant: bool
    """Whether it is a setting."""


class NumberChange(_Fields):
    """A number that an op of the update writes."""

    symbol: str
    before: Number
    """Null if the step gives it its first value."""
    after: Number
    ref: RefFields | None


class UpdateOpFields(_Fields):
    """One op of the update, as it acts on the parameter."""

    index: Count
    """Its place among the ops of the step."""
    name: str
    latex: str
    is_done: bool
    changes: tuple[NumberChange, ...]
    reads: tuple[NamedNumber, ...]
    between: tuple[NamedNumber, ...]


class UpdateFields(_Fields):
    """The way of the parameter to its new value, by the engine's own ops."""

    old: Number
    gradient: Number
    change: Number
    new: Number
    learning_rate: Number
    """The setting."""
    rate: Number
    """The learning rate of this step, with schedule and warm-up."""
    schedule: str
    """LaTeX of the schedule; empty for a constant rate."""
    warmup_steps: Count
    ops: tuple[UpdateOpFields, ...]


class LossFields(_Fields):
    """The loss of each sample of the batch, not divided by their number."""

    latex: str
    samples: tuple[Count, ...]
    losses: Numbers
    outputs: tuple[Numbers, ...] | None
    targets: tuple[Numbers, ...] | None
    """One row per output; null for a very large batch, and of samples that have a
    target at each of several steps."""


class MatrixFields(_Fields):
    """One quantity of the layer."""

    name: str
    symbol: str
    quantity: str
    node: str
    n_rows: Count
    n_columns: Count
    values: tuple[Numbers, ...] | None
    """By rows; null if it has more than 12 rows or columns."""
    rms: Number
    low: Number
    high: Number


class ScalingFields(_Fields):
    """How an input was standardized: (raw - mean) / deviation."""

    mean: Number
    deviation: Number
    raw: Number
    """Of the followed sample; null without one."""


class Derivation(Event):
    """Answer to ``inspect``."""

    type: Literal["derivation"] = "derivation"
    id: Id
    run: Literal[0, 1]
    step: Count
    """The step that the numbers belong to, from 1."""
    done: Count
    n_ops: Count
    """How many ops of it have run, and how many it has."""
    target: str
    layer: int | None
    row: Count | None
    column: Count | None
    sample: Count | None
    """Index of the followed training sample."""
    position: Count | None
    """Its place in the batch."""
    in_batch: bool
    """If false, the sample was computed by the same program in a batch of its own, with
    the weights before the update and without dropout."""
    mean_over: Count
    """The n of the 1/n that the sample's deltas contain: samples, times their positions
    where the loss is a mean over both."""
    class_name: str | None
    """The followed sample's class."""
    batch: tuple[Count, ...]
    """The batch's training samples, in its order."""
    parts: tuple[PartFields, ...]
    bars: BarFields | None
    curve: CurveFields | None
    update: UpdateFields | None
    losses: LossFields | None
    matrices: tuple[MatrixFields, ...]
    scaling: ScalingFields | None

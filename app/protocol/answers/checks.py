"""Events that check a step: gradients beside differences, and the step as code."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from app.protocol.commands.questions import ParameterPlace
from app.protocol.event import Event, Number, Numbers
from app.protocol.fields import Count, Id, Model

__all__ = ["GradientCheck", "GradientsChecked", "StepScript"]


class KinkFields(Model):
    """A number whose derivative jumps between the two points of a difference."""

    node: str
    layer: Count
    row: Count
    """The node and its site, which is the layer of a dense network, and the row."""
    sample: Count
    """The training sample for which it jumps, from 0."""
    of_loss: bool
    """Whether it is the loss that has the kink, at an output."""


class CheckFields(Model):
    """A gradient by backpropagation and by central difference."""

    model_config = ConfigDict(allow_inf_nan=True)

    value: float
    """The parameter before the update."""
    backprop: Number
    """Null until the step has computed it."""
    numeric: Number
    h: float
    """The step of the difference."""
    loss_plus: Number
    loss_minus: Number
    error: Number
    """Difference over sum of the two sizes."""
    resolution: Number
    """What rounding of the loss adds to the difference."""
    n_kinks: Count
    kinks: Annotated[tuple[KinkFields, ...], Field(strict=False)]
    """The first of them."""
    verdict: Literal["agrees", "zero", "kink", "rounding", "wide", "pending", "differs"]
    """``zero``: both are exactly 0. ``kink``, ``rounding`` and ``wide``, a step too
    large, are why the difference is wrong. ``pending``: not computed yet."""


class GradientCheck(Event, CheckFields):
    """Answer to ``check_gradient``."""

    type: Literal["gradient_check"] = "gradient_check"
    id: Id
    run: Literal[0, 1]
    step: Count
    """The step that the numbers belong to."""
    done: Count
    """How many of its ops have run."""
    values: Numbers
    """Values of the parameter around its own."""
    losses: Numbers
    """The loss of the batch at each, without penalties."""


class CheckedPlace(CheckFields):
    """The check of one parameter among others."""

    place: ParameterPlace
    """With a column for a weight; without one it is the unit's bias."""


class GradientsChecked(Event):
    """Answer to ``check_all``: one turn of the check."""

    type: Literal["gradients_checked"] = "gradients_checked"
    id: Id
    run: Literal[0, 1]
    step: Count
    first: Count
    """The first of this turn, as asked."""
    after: Count | None
    """What the next turn begins with; null if this was the last one."""
    n: Count
    """How many parameters all turns check."""
    of: Count
    """How many there are; where these are too many, evenly spaced ones are checked."""
    errors: Numbers
    """The error of each in this turn."""
    verdicts: Annotated[tuple[str, ...], Field(strict=False)]
    worst: Annotated[tuple[CheckedPlace, ...], Field(strict=False)]
    """The worst of this turn, the worst first."""


class StepScript(Event):
    """Answer to ``script``: a step as Python code that needs NumPy alone."""

    type: Literal["step_script"] = "step_script"
    id: Id
    run: Literal[0, 1]
    step: Count
    done: Count
    code: str
    ops: Annotated[tuple[tuple[int, int], ...], Field(strict=False)]
    """The first and last line, from 1, of each op of the step."""
    has_numbers: bool
    """Whether the arrays have the numbers of the step; else they are random, because
    there are too many."""

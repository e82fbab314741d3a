"""Questions: the commands that ask about a step and change nothing."""

from typing import Annotated, Literal

from pydantic import Field

from app.protocol.commands.command import Command
from app.protocol.fields import Count, Model, Name
from app.protocol.strict_json import MAX_INTEGER
from engine.limits import MAX_HIDDEN_LAYERS

__all__ = [
    "QUESTIONS",
    "AskProgram",
    "CellPlace",
    "CheckAll",
    "CheckGradient",
    "Explain",
    "FindPaths",
    "FullGradient",
    "Grade",
    "GradientTerms",
    "Graph",
    "InputGradient",
    "Inspect",
    "ParameterPlace",
    "Sample",
    "Script",
    "Uphill",
]

MAX_DEPTH = 3


class ParameterPlace(Model):
    """A unit, or one of the weights into it; counted from 0."""

    layer: Count
    """Of a network that is not dense, the block of parameters."""
    row: Count
    """The unit."""
    column: Count | None = None
    """The input that the weight comes from; null is the unit itself."""


class Inspect(Command):
    """Ask how the numbers of one target were computed, in the step on the screen.

    That is the step under way, or the one just applied, or before the first step the
    coming one.
    """

    type: Literal["inspect"]
    run: Literal[0, 1] = 0
    target: Literal["weight", "bias", "neuron", "layer", "input", "output", "loss"]
    """An output is a neuron of the last layer. A network of any kind has a loss; the
    others are those of a dense one."""
    layer: Count = 0
    """Layer, counted from 0; ignored for an input, an output and the loss."""
    row: Count = 0
    """The unit, the unit that the weight leads to, or the input."""
    column: Count | None = None
    """The input that the weight comes from."""
    sample: Count | None = None
    """Index of a training sample to follow; null is the batch."""
    depth: Annotated[int, Field(ge=0, le=MAX_DEPTH)] = 1
    """How many layers to go back or forward before numbers are taken as given."""


class AskProgram(Command):
    """Ask for the operations of the current step, and how many have run."""

    type: Literal["program"]
    run: Literal[0, 1] = 0
    known: Name | None = None
    """The name of a ``listing`` that has been sent; it is not sent again."""


class CheckGradient(Command):
    """Ask for the gradient of one parameter, also by finite difference."""

    type: Literal["check_gradient"]
    run: Literal[0, 1] = 0
    layer: Count
    """Layer, counted from 0."""
    row: Count
    """The unit that the weight leads to."""
    column: Count | None = None
    """The input that the weight comes from; null is the bias."""
    h: Annotated[float, Field(ge=1e-13, le=1)] = 1e-5
    """The step of the difference, times the parameter's size where that is above 1."""


class CheckAll(Command):
    """Ask for one turn of a check of all gradients by finite differences."""

    type: Literal["check_all"]
    run: Literal[0, 1] = 0
    first: Count = 0
    """Where the turn begins: 0, then the number in the answer before."""


class Script(Command):
    """Ask for the step as plain NumPy code with its numbers."""

    type: Literal["script"]
    run: Literal[0, 1] = 0


class Uphill(Command):
    """Ask what the step just applied moved uphill, along its gradient."""

    type: Literal["uphill"]
    run: Literal[0, 1] = 0


class Grade(Command):
    """Ask whether a prediction of the step just applied was right."""

    type: Literal["grade"]
    run: Literal[0, 1] = 0
    step: Count
    """The step that was predicted, from 1; it must be the last one applied."""
    question: Literal["sign", "direction", "layer", "sample", "uphill"]
    """Of the gradient of a parameter; how the step changes it; the layer, or the block
    of a network that is not dense, that changes most; the sample with the largest share
    in the gradient; whether anything moves uphill, along its gradient."""
    layer: Count = 0
    """The parameter's layer or block, row and column, as in ``check_gradient``."""
    row: Count = 0
    column: Count | None = None
    answer: Name
    """``positive`` ``negative`` ``zero``; ``up`` ``down`` ``stays``; a layer or the
    index of a training sample, from 0; ``yes`` ``no``."""


class Sample(Command):
    """Ask what the network answers to one sample, with the present weights."""

    type: Literal["sample"]
    run: Literal[0, 1] = 0
    part: Literal["train", "test"]
    index: Count


class CellPlace(Model):
    """A number of a node, in a network of any kind."""

    node: Name
    site: Annotated[int, Field(ge=-1, le=MAX_INTEGER)] | None = None
    """Its site; null, or -1 without such a site, is a node that has none."""
    row: Count = 0
    column: Count | None = None
    """The position in a sequence; null is all of them."""


class Graph(Command):
    """Ask for the graph of operations of the step on show, folded by parts.

    They are layers, time steps, or the parts of a transformer.
    """

    type: Literal["graph"]
    run: Literal[0, 1] = 0
    open: Annotated[
        tuple[Count, ...],
        Field(strict=False, fail_fast=True, max_length=MAX_HIDDEN_LAYERS + 1),
    ] = ()
    """The numbers of the parts to show by their operations, in the order in which they
    were opened; the first of them stay folded where there would be too many nodes."""
    place: ParameterPlace | None = None
    """The unit, or the weight, whose numbers are sent; null is all of each part. Of a
    network that is not dense, a layer is a block."""
    cell: CellPlace | None = None
    """The same of a number of a node; null is none."""
    sample: Count | None = None
    """The training sample whose numbers are sent; null is the batch."""


class FindPaths(Command):
    """Ask for the paths from one weight or bias to the loss, for one sample."""

    type: Literal["find_paths"]
    run: Literal[0, 1] = 0
    layer: Count
    """Layer, counted from 0."""
    row: Count
    """The unit that the weight leads to."""
    column: Count | None = None
    """The input that the weight comes from; null is the bias."""
    sample: Count | None = None
    """A training sample; null is that of the batch with the largest share in the
    gradient."""


class GradientTerms(Command):
    """Ask for the numbers whose sum is the gradient of one parameter.

    A network of any kind has them: one for each time step that uses the parameter, for
    each place of a filter in the picture, for each position of a sequence, or for each
    sample.
    """

    type: Literal["gradient_terms"]
    run: Literal[0, 1] = 0
    block: Count
    """The parameter's block, as in ``blocks`` of the network."""
    row: Count
    column: Count | None = None
    """Null is the bias."""
    sample: Count | None = None
    """The training sample whose share is asked for; null is the batch."""


class Explain(Command):
    """Ask what one number of a step was computed from, in a network of any kind."""

    type: Literal["explain"]
    run: Literal[0, 1] = 0
    quantity: Literal["value", "grad", "local", "W", "dW", "loss"]
    """The value of a node, dL/dvalue, or f'; a parameter, or dL/dw; the loss."""
    node: Name | None = None
    """The name of the node, as in ``nodes`` of the network; for ``value``, ``grad`` and
    ``local``."""
    site: Annotated[int, Field(ge=-1, le=MAX_INTEGER)] | None = None
    """Its site; null, or -1 without such a site, is a node that has none."""
    block: Count = 0
    """The parameter's block; for ``W`` and ``dW``."""
    row: Count = 0
    column: Count | None = None
    """Of a parameter, null is the bias; of a node the position, null is the first."""
    sample: Count | None = None
    """A training sample, needed for a node; null is the batch."""
    depth: Annotated[int, Field(ge=0, le=MAX_DEPTH)] = 1
    """How many maps with parameters to go back or forward before numbers are taken as
    given."""


class InputGradient(Command):
    """Ask for the gradient of a sample's loss with respect to its inputs."""

    type: Literal["input_gradient"]
    run: Literal[0, 1] = 0
    sample: Count
    """A training sample."""


class FullGradient(Command):
    """Ask for the gradient that truncation leaves a part of, in the same step."""

    type: Literal["full_gradient"]
    run: Literal[0, 1] = 0
    block: Count
    """The parameter's block, as in ``blocks`` of the network."""


QUESTIONS: tuple[type[Command], ...] = (
    Inspect,
    AskProgram,
    CheckGradient,
    CheckAll,
    Script,
    Uphill,
    Grade,
    Sample,
    Graph,
    FindPaths,
    GradientTerms,
    Explain,
    InputGradient,
    FullGradient,
)

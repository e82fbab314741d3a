"""Commands: the messages from a page, in the version ``backprop-live.v1``.

Events and frames go to the page. Every message is a frozen model, closed to unknown
fields and tagged by ``type``. Nothing here does I/O.
"""

from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import Field

from app.protocol.fields import (
    Count,
    ExperimentFields,
    Id,
    Labels,
    Matrix,
    Model,
    Name,
    Names,
)
from app.protocol.sections import WATCHED, WatchedName
from engine.limits import MAX_HIDDEN_LAYERS

__all__ = [
    "COMMANDS",
    "MAX_FPS",
    "PROTOCOL",
    "Advance",
    "Against",
    "Branch",
    "Change",
    "CheckAll",
    "CheckGradient",
    "Command",
    "Export",
    "ExportKind",
    "FindPaths",
    "FrameAck",
    "Grade",
    "Graph",
    "Hello",
    "Inspect",
    "Load",
    "Pause",
    "Place",
    "Play",
    "Received",
    "Reset",
    "Runs",
    "Sample",
    "Script",
    "Seek",
    "SetParameter",
    "StepBack",
    "Table",
    "Twin",
    "Watch",
]

PROTOCOL: Final = "backprop-live.v1"

By = Literal["op", "layer", "phase", "step", "epoch"]

MAX_FPS = 60
MIN_RESOLUTION, MAX_RESOLUTION = 2, 128
MIN_STEPS_PER_SECOND, MAX_STEPS_PER_SECOND = 0.001, 1e6
MAX_ADVANCE = 1000
MAX_DEPTH = 3

MAX_PIECE = 32_000
"""Characters of a text that comes in pieces; escaped, they fit into a message."""
MAX_LINK = 8192
LINK = r"^https?://[!-~]+$"
"""An address as browsers write it, without spaces or line breaks."""

ExportKind: TypeAlias = Literal[
    "run",
    "run_link",
    "curves_npz",
    "trace_csv",
    "trace_npz",
    "checker",
    "numpy",
    "pytorch",
    "notebook",
]

Secret = Annotated[str, Field(min_length=16, max_length=64)]
Resolution = Annotated[int, Field(ge=MIN_RESOLUTION, le=MAX_RESOLUTION)]


class Command(Model):
    """What a page asks for; it is answered by an ack, another event, or an error."""

    type: str
    id: Id


class Hello(Command):
    """Open a session, or resume one; must be the first command of a socket."""

    type: Literal["hello"]
    session: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """Secret of the session to resume, or key of one to observe; null for a new one.

    An observer may send ``watch`` and what asks about a step only.
    """
    experiment: ExperimentFields | None = None
    """Fields of a new session's experiment; the others have their defaults."""
    owner: Secret | None = None
    """Whose runs are saved and listed: a random text, which only this browser knows."""
    run: Secret | None = None
    """Instead of ``session``: a saved run of the owner to go on with."""


class Play(Command):
    """Train, from the present step on. Under 1 step/s training goes op by op."""

    type: Literal["play"]
    steps_per_second: (
        Annotated[float, Field(ge=MIN_STEPS_PER_SECOND, le=MAX_STEPS_PER_SECOND)] | None
    ) = None
    """Speed; null is as fast as possible. No op takes over 2 s."""


class Pause(Command):
    """Stop training; nothing is lost."""

    type: Literal["pause"]


class Advance(Command):
    """Pause, and train for a few ops, layers, phases, steps or epochs."""

    type: Literal["advance"]
    by: By = "step"
    count: Annotated[int, Field(ge=1, le=MAX_ADVANCE)] = 1


class StepBack(Command):
    """Pause, and undo the last ops or steps, exactly.

    ``applied`` of the ack has how many were undone. Ops are undone up to the last
    change; it is refused if there are none. Steps further back are answered as ``seek``
    is.
    """

    type: Literal["step_back"]
    by: Literal["op", "step"] = "op"
    """A step of which only some ops have run counts as a step."""
    count: Annotated[int, Field(ge=1, le=MAX_ADVANCE)] = 1


class Change(Command, ExperimentFields):
    """Change live fields of the experiment during a run, without a reset."""

    type: Literal["change"]
    run: Literal[0, 1] = 0
    """The network whose fields change. With 0, a field in which the two do not differ
    changes in both; with 1, fields change in the twin only."""
    restore: Count | None = None
    """Instead of fields: a command whose ack was restorable. The session returns to its
    state before that command: step, weights and experiment, of the twin too."""


class SetParameter(Command):
    """Set one weight or bias by hand."""

    type: Literal["set_parameter"]
    layer: Count
    """Layer, counted from 0."""
    row: Count
    """The unit that the weight leads to."""
    column: Count | None = None
    """The input that the weight comes from; null is the bias."""
    value: float


class Reset(Command):
    """Start again at step 0, paused."""

    type: Literal["reset"]
    experiment: ExperimentFields | None = None
    """Fields to merge into the present experiment; null keeps it."""
    seed: Count | None = None
    """A new seed; null keeps the experiment's."""


class Table(Command):
    """Upload a table of samples, in one message or several.

    The ack of the last one names the table, for ``dataset`` of a ``reset``. The session
    holds the newest few; welcomes and acks name a table instead of repeating it.
    """

    type: Literal["table"]
    first: Count = 0
    """How many rows were sent before; 0 begins a new table."""
    x: Matrix
    """Rows of n_features numbers."""
    y: Labels | Matrix
    """One label per row, or one row of numbers per row."""
    is_last: bool = True
    names: Names | None = None
    """With the last rows: the names of the columns of x."""
    target_names: Names | None = None
    """With the last rows: the names of the columns of y; one for labels."""


class Place(Model):
    """A unit, or one of the weights into it; counted from 0."""

    layer: Count
    row: Count
    """The unit."""
    column: Count | None = None
    """The input that the weight comes from; null is the unit itself."""


class Watch(Command):
    """Choose what frames contain; the server computes and sends nothing else."""

    type: Literal["watch"]
    sections: Annotated[
        tuple[WatchedName, ...],
        Field(strict=False, fail_fast=True, max_length=len(WATCHED)),
    ]
    fps: Annotated[int, Field(ge=0, le=MAX_FPS)] = 30
    """Frames a second; with 0 there are none, and a run without observers waits."""
    surface_resolution: Resolution = 50
    """Cells along one side of ``surface``; fewer if network and fps are too large."""
    neuron_resolution: Resolution = 24
    """Cells along one side of one neuron in ``neuron_surface``."""
    probe: Count | None = None
    """Training sample whose z, a, df, delta are sent; null is the mean of the batch."""
    distribution_layer: Count = 0
    """Layer whose ``distributions`` are sent."""
    distribution_row: Count | None = None
    """The unit of that layer; null is the whole layer."""
    place: Place | None = None
    """Where the numbers of the sections are sent as doubles, too."""
    nodes: Annotated[
        tuple[Name, ...], Field(strict=False, fail_fast=True, max_length=16)
    ] = ()
    """The names of the nodes of which ``node_value`` and the like are sent."""


class Seek(Command):
    """Go to a step of the past of this run, or of another branch, paused.

    The answer comes when the session is there. Long ways are told by ``seeking``; any
    command that is not only a question breaks them off, and the session stays where it
    is.
    """

    type: Literal["seek"]
    step: Count
    branch: Count | None = None
    """Null is the current branch."""
    events: Count | None = None
    """How many events of the branch have happened there; null is all of that step."""


class Branch(Command):
    """Do something with a branch of the past; see the event ``timeline``.

    A change in the past makes a branch by itself. What ``delete`` removes, ``undelete``
    brings back, until another one is deleted.
    """

    type: Literal["branch"]
    action: Literal["switch", "rename", "delete", "undelete", "without", "curves"]
    """``switch`` goes to its end; ``without`` trains it again, without one of its
    events, up to the step where the session is now; ``curves`` asks for its
    ``history``."""
    branch: Count
    name: Name | None = None
    """For ``rename``; null removes the name."""
    event: Count | None = None
    """For ``without``: the position of the event among those of the branch."""


class Inspect(Command):
    """Ask how the numbers of one target were computed, in the step on the screen.

    That is the step under way, or the one just applied, or before the first step the
    coming one.
    """

    type: Literal["inspect"]
    run: Literal[0, 1] = 0
    target: Literal["weight", "bias", "neuron", "layer", "input", "output", "loss"]
    """An output is a neuron of the last layer."""
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
    """Ask for the operations of the current step."""

    type: Literal["program"]
    run: Literal[0, 1] = 0


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
    """Where the turn begins: 0, then what the answer before said."""


class Script(Command):
    """Ask for the step as plain NumPy code with its numbers."""

    type: Literal["script"]
    run: Literal[0, 1] = 0


class Load(Command):
    """Go on with a run that was exported as ``run`` or ``run_link``, paused.

    Its branches are added to those of the session, so a restore leads back. The text
    comes in one message or several; the answer to the last one comes when the session
    is there, as that of ``seek`` does.
    """

    type: Literal["load"]
    first: Count = 0
    """How many characters were sent before; 0 begins a new text."""
    text: Annotated[str, Field(max_length=MAX_PIECE)]
    """JSON, of ASCII characters only."""
    is_last: bool = True


class Export(Command):
    """Ask for the run, or for its step, as a file.

    Files are of the branch and the step where the session is.
    """

    type: Literal["export"]
    run: Literal[0, 1] = 0
    kind: ExportKind
    link: Annotated[str, Field(max_length=MAX_LINK, pattern=LINK)] | None = None
    """The address of the page that shows this step; the file mentions it."""


class Against(Command):
    """Ask what the step just applied moved uphill, along its gradient."""

    type: Literal["against"]
    run: Literal[0, 1] = 0


class Grade(Command):
    """Ask whether a prediction of the step just applied was right."""

    type: Literal["grade"]
    run: Literal[0, 1] = 0
    step: Count
    """The step that was predicted, from 1; it must be the last one applied."""
    question: Literal["sign", "direction", "layer", "sample", "against"]
    """Of the gradient of a parameter; how the step changes it; the layer that changes
    most; the sample with the largest share in the gradient; whether anything moves
    uphill, along its gradient."""
    layer: Count = 0
    """The parameter's layer, row and column, as in ``inspect``."""
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


class Graph(Command):
    """Ask for the graph of operations of the step on show, folded by layer."""

    type: Literal["graph"]
    run: Literal[0, 1] = 0
    open: Annotated[
        tuple[Count, ...],
        Field(strict=False, fail_fast=True, max_length=MAX_HIDDEN_LAYERS + 1),
    ] = ()
    """Layers to show by their operations, in the order in which they were opened; the
    first of them stay folded where there would be too many nodes."""
    place: Place | None = None
    """The unit, or the weight, whose numbers are sent; null is all of each layer."""
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


class Twin(Command):
    """Train a second network, run 1, in lock-step with the first, run 0.

    All other commands act on both, or tell by ``run`` on which.
    """

    type: Literal["twin"]
    action: Literal["make", "swap", "promote", "drop"] = "make"
    """``make`` replaces a former twin; ``swap`` exchanges the two; ``promote`` keeps
    the twin as the only network; ``drop`` removes it."""
    change: ExperimentFields | None = None
    """For ``make``: fields in which the twin differs; null is a network that is
    the same."""
    at: Literal["start", "now"] = "start"
    """For ``make``: ``start`` resets both to step 0; ``now`` copies the network as it
    is and changes live fields only."""


class Runs(Command):
    """Ask for the saved runs of this browser, after a change of one of them."""

    type: Literal["runs"]
    action: Literal["list", "rename", "duplicate", "delete", "undelete"] = "list"
    """What ``delete`` removes, ``undelete`` brings back within a day."""
    run: Secret | None = None
    """The run that changes; null for ``list``."""
    name: Name | None = None
    """Of ``rename`` and ``duplicate``; null is no name."""


class FrameAck(Model):
    """Acknowledge a frame that has arrived; there is no answer."""

    type: Literal["frame_ack"]
    seq: Annotated[int, Field(ge=0, le=2**32 - 1)]


Received: TypeAlias = Command | FrameAck
"""What a page may send."""
_MODELS: tuple[type[Received], ...] = (*Command.__subclasses__(), FrameAck)
COMMANDS: dict[str, type[Received]] = {
    get_args(model.model_fields["type"].annotation)[0]: model for model in _MODELS
}
"""By their type; every class of this module is in it."""

"""Commands: the messages from a page, in the version ``backprop-live.v1``.

Events and frames go to the page. Every message is a frozen model, closed to unknown
fields and tagged by ``type``. Nothing here does I/O.
"""

from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import Field

from app.protocol.commands.command import Command
from app.protocol.commands.questions import QUESTIONS, ParameterPlace
from app.protocol.fields import (
    Count,
    ExperimentFields,
    Labels,
    Matrix,
    Model,
    Name,
    Names,
)
from app.protocol.sections import WATCHED, WatchedName

__all__ = [
    "COMMANDS",
    "MAX_FPS",
    "PROTOCOL",
    "Advance",
    "Branch",
    "Change",
    "Command",
    "Export",
    "ExportKind",
    "FrameAck",
    "Hello",
    "Load",
    "Pause",
    "Play",
    "Received",
    "Reset",
    "Runs",
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
    """Whose runs are saved and listed: a random text, which only this browser has."""
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
    place: ParameterPlace | None = None
    """Where the numbers of the sections are sent as doubles, too."""
    nodes: Annotated[
        tuple[Name, ...], Field(strict=False, fail_fast=True, max_length=16)
    ] = ()
    """The names of the nodes of which ``node_value`` and the like are sent."""


class Seek(Command):
    """Go to a step of the past of this run, or of another branch, paused.

    The answer comes when the session is there. A seek that takes long sends
    ``seeking``; any command but a question breaks it off, and the session stays where
    it is.
    """

    type: Literal["seek"]
    step: Count
    branch: Count | None = None
    """Null is the current branch."""
    events: Count | None = None
    """How many events of the branch have happened there; null is all of that step."""


class Branch(Command):
    """Use or edit a branch of the past; see the event ``timeline``.

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
_OWN = tuple(each for each in Command.__subclasses__() if each.__module__ == __name__)
_MODELS: tuple[type[Received], ...] = (*_OWN, *QUESTIONS, FrameAck)
COMMANDS: dict[str, type[Received]] = {
    get_args(model.model_fields["type"].annotation)[0]: model for model in _MODELS
}
"""By their type; every class of this module is in it, and every question."""

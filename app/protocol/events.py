"""Events: the messages of the server. Numbers that are not finite are sent as null."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, create_model

from app.protocol.answers.cells import (
    Explained,
    FullGradientFound,
    InputGradientFound,
    TermsFound,
)
from app.protocol.answers.checks import GradientCheck, GradientsChecked, StepScript
from app.protocol.answers.exports import Exported
from app.protocol.answers.inspection import Derivation
from app.protocol.answers.op_graph import OpGraph
from app.protocol.answers.paths import PathsFound
from app.protocol.answers.predictions import Graded, UphillFound
from app.protocol.answers.program import Program
from app.protocol.answers.samples import SampleFound
from app.protocol.branches import BranchFields
from app.protocol.commands.commands import PROTOCOL
from app.protocol.errors import ErrorCode, ProtocolError
from app.protocol.event import Event, Number, Numbers
from app.protocol.fields import Bounds, Count, Id, Model
from app.protocol.findings import FindingFields
from app.protocol.network import NetworkFields
from app.protocol.saved_runs import RunsListed, Saved, StorageChanged
from app.protocol.sections import KEPT, Dtype, SectionName
from app.protocol.sentence import ChangedField, Sentence

__all__ = [
    "EVENTS",
    "Ack",
    "Audience",
    "Changed",
    "Closing",
    "ClosingReason",
    "DataChanged",
    "DataFields",
    "DiagnosisChanged",
    "Diverged",
    "Error",
    "Event",
    "Exported",
    "FrameLayout",
    "Graded",
    "History",
    "Mark",
    "NetworkChanged",
    "OpGraph",
    "OpInfo",
    "PathsFound",
    "Pictures",
    "Points",
    "RunsListed",
    "SampleFound",
    "Saved",
    "Section",
    "Seeking",
    "Status",
    "StorageChanged",
    "Timeline",
    "TwinChanged",
    "UphillFound",
    "Welcome",
]

ClosingReason = Literal[
    "restart",
    "replaced",
    "session_over",
    "slow_reader",
    "no_hello",
    "too_many_commands",
    "too_many_sessions",
    "too_many_sockets",
    "not_text",
    "unsupported_protocol",
    "internal",
]


class Points(Model):
    """Samples as points in the plane of the two axes."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    label: tuple[float, ...]
    """Class number, or the target's value in a regression; with class numbers even if x
    and y are empty, but for samples with a target at every step."""


class Pictures(Model):
    """The samples of a dataset of pictures."""

    rows: Count
    columns: Count
    pixels: str
    """One byte per pixel, 0 to 255, row by row; training samples, then test samples;
    in base 64."""


class DataFields(Model):
    """The data of a session."""

    task: Literal["classification", "regression"]
    n_samples: tuple[Count, Count]
    """Of training and of test."""
    n_classes: Count
    class_names: tuple[str, ...]
    domain: tuple[Bounds, ...] | None
    """The interval of each axis, one or two; null if the data have no plane.

    With one axis, points carry their target as y.
    """
    axis_names: tuple[str, ...]
    axis_choices: tuple[str, ...]
    """Inputs of which any two can be the axes, by default the first two; empty if there
    is no choice.
    """
    input_names: tuple[str, ...]
    input_ranges: tuple[tuple[float, float], ...]
    """The least and the largest value of each input on the training samples."""
    target_names: tuple[str, ...]
    """Of the values of a regression, or one of the classes; empty without names."""
    target_means: tuple[float, ...]
    target_deviations: tuple[float, ...]
    """How the values of a regression are scaled before they are learnt.

    (value - mean) / deviation; 0 and 1 where they are not. Points, surfaces of outputs
    and answers to ``sample`` are in the units of the samples, losses in those learnt.
    """
    train: Points
    test: Points
    pictures: Pictures | None
    """Null unless every sample is a picture."""


class Welcome(Event):
    """Answer to ``hello``."""

    type: Literal["welcome"] = "welcome"
    id: Id
    session: str
    """The key that was sent, or the secret of a new session, which resumes it."""
    observer_key: str | None
    """The key with which others may observe the session; null for an observer."""
    resumed: bool
    step: Count
    running: bool
    steps_per_second: Number
    """The requested speed; null is full speed."""
    experiment: dict[str, Any]
    """All fields of the experiment."""
    protocol: Literal["backprop-live.v1"] = PROTOCOL
    data: DataFields
    network: NetworkFields


class DataChanged(Event, DataFields):
    """The data have changed."""

    type: Literal["data"] = "data"


class NetworkChanged(Event, NetworkFields):
    """The network has changed."""

    type: Literal["network"] = "network"


class Outcome(Model):
    """The outcome of a command."""

    applied: dict[str, Any]
    """The fields that changed, with their new values: of run 0, or of the twin after a
    ``change`` of it."""
    message: Sentence
    """What happened, for the status line."""
    step: Count
    command: Count
    """Commands applied so far; the first frame with this number shows it."""
    experiment: dict[str, Any] | None = None
    """All fields of run 0's experiment where it may have changed: after ``reset``,
    ``twin`` and ``change``, but for one of the twin."""
    restorable: bool = False
    """Whether ``change`` with ``restore`` of this command restores lost weights."""


class Ack(Event, Outcome):
    """A command was carried out."""

    type: Literal["ack"] = "ack"
    id: Id


class Audience(Event):
    """The number of observers, for the controller."""

    type: Literal["audience"] = "audience"
    observers: Count


class Changed(Event, Outcome):
    """The outcome of a command of the controller, for observers."""

    type: Literal["changed"] = "changed"


class Error(Event):
    """A command was refused and changed nothing."""

    type: Literal["error"] = "error"
    id: Id | None
    code: ErrorCode
    field: str | None = None
    limit: float | int | str | tuple[float, ...] | None = None
    message: Sentence

    @classmethod
    def answering(cls, error: ProtocolError, id: int | None = None) -> "Error":
        """Build the answer to a command that raised ``error``."""
        return cls(
            id=error.id if id is None else id,
            code=error.code,
            field=error.field,
            limit=error.limit,
            message=error.message,
        )


class OpInfo(Model):
    """The op that has run last."""

    phase: str
    layer: int | None
    """Whose numbers it has computed, from 0."""
    name: str
    latex: str
    index: Count
    """Position in the step, from 0."""
    count: Count
    """Ops in a step."""


class Status(Event):
    """The state of the session."""

    type: Literal["status"] = "status"
    running: bool
    step: Count
    epoch: Count
    batch: Count
    """Number of the batch in its epoch, from 0."""
    steps_per_second: Number
    """Measured speed."""
    train_loss: Number
    test_loss: Number
    train_accuracy: Number
    test_accuracy: Number
    train_error: Number
    test_error: Number
    """Root mean square error of a regression, in the units of the samples."""
    op: OpInfo | None
    """The op that has run last, in the middle of a step; null between two steps."""
    message: Sentence


class TwinChanged(Event):
    """The second network as it is now; sent after ``welcome`` and when it changes."""

    type: Literal["twin"] = "twin"
    experiment: dict[str, Any] | None
    """All fields of its experiment; null if there is no twin."""
    network: NetworkFields | None
    differences: dict[str, tuple[Any, Any]]
    """Fields of the experiments that differ, with the values of run 0 and run 1."""
    first_difference: Count | None
    """The step after which the parameters first differed; null while they are equal,
    and where the shapes differ."""


class Diverged(Event):
    """Training has stopped, because a number was no longer finite.

    A step diverges if after it a parameter, a slot of the optimizer or the training
    loss is not finite. Told is the first such step, and the first number of it that was
    not finite: the same for every speed and every unit of an advance. A divergence that
    was not noticed yet is sent before the answer to a command that stops or changes the
    run.
    """

    type: Literal["diverged"] = "diverged"
    run: Count = 0
    """1 if it was the twin's."""
    step: Count
    layer: int | None
    """Counted from 0."""
    quantity: str
    message: Sentence
    last_finite_step: Count
    """The step that the session was rolled back to."""


class DiagnosisChanged(Event):
    """What hinders a network from learning, most severe first; empty if all is well.

    Sent when the findings change, with newer numbers at a pause and every few seconds,
    and on resume if there are findings. None before step 10, but for a divergence.
    """

    type: Literal["diagnosis"] = "diagnosis"
    run: Count = 0
    """0, or 1 for the twin."""
    step: Count
    """The step that the numbers belong to."""
    findings: tuple[FindingFields, ...]


class Mark(Model):
    """Where a run was changed."""

    step: Count
    changes: tuple[ChangedField, ...]


class _History(Event):
    """The curves so far, thinned so that no peak is lost; sent on resume.

    Points are measured with frames and status events, and not between them. Thinning
    drops points; those that stay keep the exact numbers of their steps, and a change at
    the last step does not alter them.
    """

    type: Literal["history"] = "history"
    run: Count = 0
    """1 for the curves of the twin."""
    branch: Count | None = None
    """The branch that was asked for; null for the current one."""
    step: tuple[Count, ...]
    train_loss: Numbers
    test_loss: Numbers
    train_accuracy: Numbers
    test_accuracy: Numbers
    marks: tuple[Mark, ...]


if TYPE_CHECKING:

    class History(_History):
        """The curves so far, and a list of numbers per point for each of `KEPT`."""

        def __init__(self, **fields: Any) -> None: ...

else:
    History = create_model(
        "History",
        __base__=_History,
        __doc__=_History.__doc__,
        __module__=__name__,
        **{
            row.name: (
                tuple[Numbers, ...],
                Field(
                    description=f"One list per point, a number per layer: {row.text}"
                ),
            )
            for row in KEPT
        },
    )


class Timeline(Event):
    """The branches of the past; sent on resume, and when they change.

    While a run trains past the end of its branch, the end moves along, and is not told.
    """

    type: Literal["timeline"] = "timeline"
    branches: tuple[BranchFields, ...]
    """In the order of their ids."""
    current: Count
    """The branch on which the session is."""
    step: Count
    n_events: Count
    """How many events of the branch have happened by now."""


class Seeking(Event):
    """How far a ``seek`` has come that takes long."""

    type: Literal["seeking"] = "seeking"
    id: Id
    step: Count
    """The step that it has reached."""
    goal: Count


class Section(Model):
    """The position of one array in a frame."""

    name: SectionName
    run: Count
    layer: Count | None
    """Counted from 0; null for an array of the whole network."""
    dtype: Dtype
    shape: tuple[Count, ...]
    offset: Count
    """Bytes from the start of the frame, a multiple of 4; of 8 for f8."""
    at: tuple[Count, Count] | None = None
    """Row and column of the only number, at the watch's ``place``; null for all."""


class FrameLayout(Event):
    """How to read the frames with this layout number."""

    type: Literal["layout"] = "layout"
    layout: Count
    bytes: Count
    """Length of a frame, its header of 40 bytes included."""
    nodes: tuple[str, ...]
    """The names of the nodes that the frames carry, those of the watch."""
    sections: tuple[Section, ...]


class Closing(Event):
    """The server is about to close the socket."""

    type: Literal["closing"] = "closing"
    code: Annotated[int, Field(ge=1000, le=4999)]
    """The code that the socket will be closed with."""
    reason: ClosingReason
    message: Sentence


EVENTS: tuple[type[Event], ...] = (
    Welcome,
    Ack,
    Changed,
    Audience,
    Error,
    DataChanged,
    NetworkChanged,
    Derivation,
    GradientCheck,
    GradientsChecked,
    StepScript,
    Exported,
    UphillFound,
    Graded,
    Program,
    SampleFound,
    OpGraph,
    PathsFound,
    TermsFound,
    Explained,
    InputGradientFound,
    FullGradientFound,
    FrameLayout,
    Status,
    TwinChanged,
    Diverged,
    DiagnosisChanged,
    History,
    Timeline,
    Seeking,
    RunsListed,
    Saved,
    StorageChanged,
    Closing,
)

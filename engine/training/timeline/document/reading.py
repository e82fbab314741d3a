"""Reading: makes a `Document` of an unchecked plain value.

Nothing is trained, and no network is built: states are compared with the shapes that
follow from the experiments, and events with what would refuse them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.data.uploaded import UploadedData
from engine.experiment.experiment import Experiment
from engine.limits import MAX_LABEL_LENGTH
from engine.training.timeline.branch import START, Branch, DatedEvent
from engine.training.timeline.branches import MAX_BRANCHES
from engine.training.timeline.document.document import FORMAT, VERSION, Document
from engine.training.timeline.document.machine import machine_from
from engine.training.timeline.document.parts import DocumentPart
from engine.training.timeline.document.plain_events import event_from
from engine.training.timeline.document.states import DIGEST_DIGITS, state_from
from engine.training.timeline.events import subject
from engine.training.timeline.keyframes import Keyframes, Position
from engine.training.timeline.timeline import MAX_EVENTS

__all__ = ["MAX_REPEATED", "MAX_STEP", "reading"]

MAX_STEP = 10**12
"""Far from where a number of JavaScript is no longer exact."""
MAX_REPEATED = 10_000_000
"""Steps from a state that was written, or the start, to what needs one, at most."""
MAX_STATES = 4096
MAX_TABLES = 24
_DOCUMENT = ("format", "version", "machine", "tables", "branches", "current")
_BRANCH = (
    "id",
    "name",
    "parent",
    "forked_at",
    "experiments",
    "events",
    "end",
    "states",
    "digests",
)


def reading(
    value: Any, shared: Callable[[UploadedData], UploadedData] = lambda data: data
) -> Generator[None, None, Document]:
    """Read a document; a generator that can be interrupted, and returns it.

    ``shared`` takes each own table, and returns it or an equal one.

    Raises
    ------
    ExperimentError
        For the first fault; its field is the path of a part of the document.
    """
    root = DocumentPart(value)
    _check_version(root)
    fields = root.fields(_DOCUMENT)
    written_on = machine_from(fields["machine"])
    tables = []
    for each in fields["tables"].items(0, MAX_TABLES):
        each.fields(("x", "y"), ("names", "target_names"))
        with each.errors():
            tables.append(shared(UploadedData.parse(each.value)))
        yield
    known: dict[int, _Read] = {}
    for part in fields["branches"].items(1, MAX_BRANCHES):
        read = yield from _reading_branch(part, known, tables)
        known[read.branch.id] = read
    place = _current(fields["current"], known)
    return Document(
        branches=tuple(each.branch for each in known.values()),
        place=place,
        digests={id_: each.digests for id_, each in known.items()},
        machine=written_on,
    )


def _check_version(root: DocumentPart) -> None:
    """Refuse what is no document, or one of a newer version."""
    value = root.value
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        DocumentPart(value, "format").refuse("this is not a run of Backprop Live")
    version = DocumentPart(value.get("version"), "version")
    if version.integer(1) > VERSION:
        message = f"the run was written by a newer program, in version {version.value}"
        version.refuse(f"{message} of the format", VERSION)


@dataclass(frozen=True, slots=True)
class _Read:
    """A branch, and the plain values that it was read from."""

    branch: Branch
    digests: Mapping[Position, bytes]
    experiments: Any
    events: list[Any]


_Known = Mapping[int, _Read]


def _reading_branch(
    part: DocumentPart, known: _Known, tables: list[UploadedData]
) -> Generator[None, None, _Read]:
    fields = part.fields(_BRANCH)
    id_, name, parent = fields["id"].integer(), None, None
    if id_ in known:
        fields["id"].refuse("is that of another branch")
    if fields["name"].value is not None:
        name = fields["name"].text(MAX_LABEL_LENGTH)
    if fields["parent"].value is not None:
        parent = fields["parent"].integer()
    experiments = fields["experiments"].items(1, 2)
    origin = tuple(_experiment(each, tables) for each in experiments)
    yield
    of_parent = known.get(-1 if parent is None else parent)
    if of_parent and of_parent.experiments != fields["experiments"].value:
        of_parent = None
    events = yield from _reading_events(fields["events"], origin, of_parent)
    branch = Branch(id_, origin, events, Keyframes(), parent=parent, name=name)
    branch.end = _end(fields["end"], branch)
    branch.forked_at = _past(fields["forked_at"], branch)
    if of_parent:
        _share_keyframes(branch, of_parent.branch)
    for each in fields["states"].items(0, MAX_STATES):
        _take_state(each, branch)
        yield
    _check_way(fields["end"], branch, branch.end)
    digests = fields["digests"].items(0, MAX_STATES)
    return _Read(
        branch,
        dict(_digest(each, branch) for each in digests),
        fields["experiments"].value,
        fields["events"].value,
    )


def _experiment(part: DocumentPart, tables: list[UploadedData]) -> Experiment:
    """Return an experiment; its dataset may be the number of a table."""
    if not isinstance(part.value, dict):
        part.refuse("must be an object")
    values, dataset = dict(part.value), part.value.get("dataset")
    if isinstance(dataset, dict) and "table" in dataset:
        of_table = DocumentPart(dataset, f"{part.path}.dataset").fields(("table",))[
            "table"
        ]
        values["dataset"] = tables[of_table.integer(0, len(tables) - 1)]
    with part.errors():
        return Experiment.from_dict(values)


def _reading_events(
    part: DocumentPart, origin: tuple[Experiment, ...], of_parent: _Read | None
) -> Generator[None, None, list[DatedEvent]]:
    """Return the events; those that are equal to the parent's are the parent's."""
    found: list[DatedEvent] = []
    theirs = (
        zip(of_parent.events, of_parent.branch.events, strict=True) if of_parent else ()
    )
    shared = dict(enumerate(theirs))
    for k, each in enumerate(part.items(0, MAX_EVENTS)):
        before = found[-1] if found else None
        if k in shared and shared[k][0] == each.value:
            found.append(shared[k][1])
            continue
        shared = {}
        step, event = each.items(2, 2)
        after = before.experiments if before else origin
        earliest = before.step if before else 0
        dated = event_from(event, step.integer(earliest, MAX_STEP), after)
        changed = subject(dated.event)
        is_one = before is not None and subject(before.event) == changed is not None
        found.append(dated._replace(continues=dated.continues and is_one))
        yield
    return found


def _position(part: DocumentPart) -> Position:
    fields = part.fields(("step", "n_events"))
    step = fields["step"].integer(0, MAX_STEP)
    return Position(step, fields["n_events"].integer(0, MAX_EVENTS))


def _end(part: DocumentPart, branch: Branch) -> Position:
    """Return the end of a branch; later events are ahead of it."""
    end = _position(part)
    steps = [each.step for each in branch.events]
    around = [*steps[: end.n_events][-1:], end.step, *steps[end.n_events :][:1]]
    if end.n_events > len(steps) or around != sorted(around):
        part.refuse("is not a position among the events")
    return end


def _past(part: DocumentPart, branch: Branch) -> Position:
    """Return a position of a branch."""
    found = _position(part)
    try:
        return branch.place(*found).position
    except ValueError:
        part.refuse("is not a position of the branch")


def _share_keyframes(branch: Branch, parent: Branch) -> None:
    """Take the keyframes of the past that a branch has in common with its parent."""
    begun = branch.forked_at
    mine, others = (each.events[: begun.n_events] for each in (branch, parent))
    is_same = all(one is other for one, other in zip(mine, others, strict=False))
    if is_same and len(mine) == len(others) and begun <= parent.end:
        branch.keyframes = parent.keyframes.copy_up_to(begun)


def _take_state(part: DocumentPart, branch: Branch) -> None:
    """Add a keyframe to those of a branch."""
    if not isinstance(part.value, dict) or "at" not in part.value:
        part.refuse("lacks at")
    at = DocumentPart(part.value["at"], f"{part.path}.at")
    position, last = _past(at, branch), branch.keyframes.positions[-1:]
    if position <= max(last, default=Position(-1, 0)):
        at.refuse("must be later than the one before")
    experiments = branch.experiments_at(position.n_events)
    branch.keyframes.add(state_from(part, position, experiments))


def _check_way(part: DocumentPart, branch: Branch, goal: Position) -> None:
    """Refuse a position that takes too many steps to be had again."""
    keyframe = branch.keyframes.up_to(goal)
    begun = keyframe.position if keyframe else START
    if goal.step - begun.step > MAX_REPEATED:
        message = f"is {goal.step - begun.step} steps after the last state"
        part.refuse(f"{message}; the limit is {MAX_REPEATED}", MAX_REPEATED)


def _digest(part: DocumentPart, branch: Branch) -> tuple[Position, bytes]:
    step, n_events, digest = part.items(3, 3)
    at = DocumentPart({"step": step.value, "n_events": n_events.value}, part.path)
    return _past(at, branch), bytes.fromhex(digest.hexadecimal(DIGEST_DIGITS))


def _current(part: DocumentPart, known: _Known) -> Any:
    fields = part.fields(("branch", "step", "n_events"))
    id_ = fields["branch"].integer()
    if id_ not in known:
        fields["branch"].refuse("is no branch of the document")
    branch, steps = known[id_].branch, ("step", "n_events")
    at = DocumentPart({key: fields[key].value for key in steps}, part.path)
    here = _past(at, branch)
    _check_way(part, branch, here)
    return branch.place(*here)

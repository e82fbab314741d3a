"""The timeline of a session as the protocol describes it."""

from collections.abc import Container, Iterator, Sequence
from itertools import islice
from operator import is_
from typing import NamedTuple
from weakref import WeakKeyDictionary

from app.protocol.branches import BranchFields, EventKind, TimelineEvent
from app.protocol.events import Timeline
from app.protocol.sentence import ChangedField
from app.session.run.run import Run
from engine import Experiment
from engine.training.timeline.branch import Branch, DatedEvent
from engine.training.timeline.events import Change, Drop, Edit, Event, Swap, Twin

__all__ = [
    "MAX_LISTED",
    "begins_branch",
    "last_gesture",
    "timeline_event",
    "version_of",
]

MAX_LISTED = 200
"""Of the events of a branch, the newest."""
_KINDS: dict[type[Event], EventKind] = {
    Change: "change",
    Edit: "edit",
    Twin: "twin",
    Swap: "swap",
    Drop: "drop",
}


class _Described(NamedTuple):
    """An event as it is sent, and what it describes."""

    about: tuple[DatedEvent, DatedEvent, tuple[Experiment, ...]]
    event: TimelineEvent


_KNOWN: WeakKeyDictionary[Run, dict[tuple[int, int], _Described]] = WeakKeyDictionary()
"""Of each run, by branch and index."""


def version_of(run: Run) -> tuple[object, ...]:
    """Return a value that changes when there is something new to send."""
    timeline = run.timeline
    branches = [
        (each.id, each.name, len(each.events), each.end.n_events)
        for each in timeline.branches
    ]
    return timeline.branch.id, timeline.position.n_events, *branches


def timeline_event(run: Run) -> Timeline:
    """Describe the present branch, and those that were trained."""
    timeline = run.timeline
    listed = [
        each
        for each in timeline.branches
        if each.has_own_steps or each is timeline.branch
    ]
    branches = tuple(_branch_fields(run, each) for each in listed)
    _forget_all_but(branches, run)
    return Timeline(
        branches=branches,
        current=timeline.branch.id,
        step=timeline.position.step,
        n_events=timeline.position.n_events,
    )


def last_gesture(run: Run) -> TimelineEvent | None:
    """Describe what happened last to the present branch, if anything did."""
    return next(_gestures(run, run.timeline.branch), None)


def begins_branch(run: Run) -> bool:
    """Return whether what happened last made a branch, beside one that went on."""
    branch = run.timeline.branch
    if branch.parent is None or (last := last_gesture(run)) is None:
        return False
    forked_at = branch.forked_at
    parents = [each for each in run.timeline.branches if each.id == branch.parent]
    is_first = last.index <= forked_at.n_events < len(branch.events)
    return is_first and any(each.end.step > forked_at.step for each in parents)


def _branch_fields(run: Run, branch: Branch) -> BranchFields:
    first = branch.origin[0]
    is_present = branch is run.timeline.branch
    newest = islice(_gestures(run, branch), MAX_LISTED)
    return BranchFields(
        id=branch.id,
        name=branch.name,
        parent=branch.parent,
        forked_at=branch.forked_at.step,
        end=(run.timeline.end if is_present else branch.end).step,
        loss=run.records.last_loss(branch),
        dataset=first.dataset if isinstance(first.dataset, str) else "own",
        network=first.network,
        hidden=first.hidden,
        activation=_first_activation(first),
        events=tuple(newest)[::-1],
    )


def _first_activation(experiment: Experiment) -> str:
    """Return that of the first layer, which without hidden ones is the output's."""
    if experiment.is_dense:
        return experiment.activations[0]
    return experiment.hidden_activation


def _gestures(run: Run, branch: Branch) -> Iterator[TimelineEvent]:
    """Yield what happened to a branch, the newest first; a gesture is one event.

    Each is described once, as long as its events stay the same.
    """
    known, stop = _KNOWN.setdefault(run, {}), len(branch.events)
    for first in reversed(range(stop)):
        if branch.events[first].continues:
            continue
        ends = branch.events[first], branch.events[stop - 1]
        about = *ends, branch.experiments_at(first)
        found = known.get((branch.id, first))
        if found is None or not all(map(is_, about, found.about)):
            found = _Described(about, _described(branch, first, stop))
            known[branch.id, first] = found
        yield found.event
        stop = first


def _forget_all_but(branches: Sequence[BranchFields], run: Run) -> None:
    """Drop the descriptions of events that are not listed any more."""
    known = _KNOWN.get(run, {})
    if len(known) > sum(len(each.events) for each in branches):
        listed = {(each.id, event.index) for each in branches for event in each.events}
        for key in known.keys() - listed:
            del known[key]


def _described(branch: Branch, first: int, stop: int) -> TimelineEvent:
    """Describe the events from ``first`` up to, not including, ``stop`` as one."""
    dated, last = branch.events[first], branch.events[stop - 1]
    event, before = dated.event, branch.experiments_at(first)
    kind, run = _KINDS[type(event)], 0
    changes: list[ChangedField] = []
    if isinstance(event, Change):
        run = int(len(before) > 1 and not event.fields[0])
        pair = before[run], last.experiments[run]
        changes = list(_changes(*pair, event.fields[run]))
    elif isinstance(event, Twin):
        run = 1
        changes = list(_changes(before[0], dated.experiments[1], event.fields))
    elif isinstance(event, Edit):
        run = event.run
        changes = [_edited(event, dated.former, last.event)]
    elif isinstance(event, Drop):
        run = event.run
    return TimelineEvent(
        index=first, step=dated.step, kind=kind, run=run, changes=tuple(changes)
    )


def _changes(
    before: Experiment, after: Experiment, names: Container[str]
) -> Iterator[ChangedField]:
    """Yield the named fields that differ."""
    for name, (old, new) in before.changes_to(after, names).items():
        yield ChangedField(field=name, before=old, after=new)


def _edited(event: Edit, former: float | None, last: object) -> ChangedField:
    return ChangedField(
        field="b" if event.column is None else "W",
        before=former,
        after=last.value if isinstance(last, Edit) else event.value,
        layer=event.layer,
        row=event.row,
        column=event.column,
    )

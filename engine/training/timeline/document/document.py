"""Document: a run with its branches as one JSON value.

Whatever was trained can be trained again, so a document has the experiments at step 0
and the events, and of the past only some states. `reading` beside this module
makes a `Document` of the plain value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.data.uploaded import UploadedData
from engine.experiment.experiment import Experiment
from engine.training.timeline.branch import Branch, TimelinePlace
from engine.training.timeline.document.captured import Captured, WrittenBranch
from engine.training.timeline.document.machine import machine
from engine.training.timeline.document.plain_events import event_to_plain
from engine.training.timeline.document.states import state_to_plain
from engine.training.timeline.keyframes import Keyframe, Position

__all__ = ["FORMAT", "VERSION", "Document", "to_plain"]

FORMAT, VERSION = "backprop-live-run", 1


@dataclass(frozen=True, slots=True)
class Document:
    """A run that was read; its branches are in no timeline yet.

    Attributes
    ----------
    branches : tuple of Branch
        Each with its events, and the keyframes that were written.
    place : TimelinePlace
        The present of the run.
    digests : mapping
        By the id of a branch: hashes of the parameters at some positions, as they were.
    machine : mapping
        Where it was written; see `engine.training.timeline.document.machine`.
    """

    branches: tuple[Branch, ...]
    place: TimelinePlace
    digests: Mapping[int, Mapping[Position, bytes]]
    machine: Mapping[str, str]

    @property
    def branch(self) -> Branch:
        """The current one."""
        (found,) = (each for each in self.branches if each.id == self.place.branch)
        return found

    @property
    def present(self) -> Keyframe | None:
        """The state of the present, if it was written."""
        here = self.place.position
        found = self.branch.keyframes.up_to(here)
        return found if found and found.position == here else None

    @property
    def is_same_machine(self) -> bool:
        """Whether a repetition here has the same bits."""
        return self.machine == machine()


def to_plain(captured: Captured, max_bytes: int) -> dict[str, Any]:
    """Return a run as JSON values.

    ``max_bytes`` is for the states of the past; see `Captured.written_branches`.
    """
    tables: list[UploadedData] = []
    branches = [
        _branch_to_plain(each, tables) for each in captured.written_branches(max_bytes)
    ]
    return {
        "format": FORMAT,
        "version": VERSION,
        "machine": machine(),
        "tables": [table.to_dict() for table in tables],
        "branches": branches,
        "current": captured.place._asdict(),
    }


def _branch_to_plain(kept: WrittenBranch, tables: list[UploadedData]) -> dict[str, Any]:
    branch = kept.branch
    return {
        "id": branch.id,
        "name": branch.name,
        "parent": branch.parent,
        "forked_at": branch.forked_at._asdict(),
        "experiments": [_experiment_to_plain(e, tables) for e in branch.origin],
        "events": [[each.step, event_to_plain(each)] for each in branch.events],
        "end": branch.end._asdict(),
        "states": [state_to_plain(each) for each in kept.states],
        "digests": [[*each.position, each.digest.hex()] for each in kept.digests],
    }


def _experiment_to_plain(e: Experiment, tables: list[UploadedData]) -> dict[str, Any]:
    plain = e.to_dict(with_samples=False)
    if e.uploaded is not None:
        known = [k for k, table in enumerate(tables) if table == e.uploaded]
        if not known:
            tables.append(e.uploaded)
        plain["dataset"] = {"table": known[0] if known else len(tables) - 1}
    return plain

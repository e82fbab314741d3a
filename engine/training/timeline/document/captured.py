"""Captured: a run at one moment, as it can be written while it trains on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from engine.training.snapshot import LockstepSnapshot
from engine.training.timeline.branch import Branch, TimelinePlace
from engine.training.timeline.keyframes import Keyframe, Position, digest_of
from engine.training.timeline.timeline import Timeline

__all__ = ["FOREVER", "Captured", "WrittenBranch", "captured"]

FOREVER = Position(sys.maxsize, sys.maxsize)
"""Later than any."""
DIGESTS = 64
"""Hashes of keyframes that are written for a branch."""


class WrittenBranch(NamedTuple):
    """What is written of the past of one branch, after it left its parent."""

    branch: Branch
    states: list[Keyframe]
    digests: list[Keyframe]


@dataclass(frozen=True, slots=True)
class Captured:
    """A run at one moment; nothing of it changes any more.

    Attributes
    ----------
    branches : tuple of Branch
    place : TimelinePlace
        The present, between two steps.
    present : LockstepSnapshot
    """

    branches: tuple[Branch, ...]
    place: TimelinePlace
    present: LockstepSnapshot

    def without_past(self) -> Captured:
        """Return the run as one branch that ends at the present."""
        here = self.place.position
        (branch,) = (each for each in self.branches if each.id == self.place.branch)
        alone = branch.fork(0, here)
        alone.parent, alone.forked_at, alone.name = None, Position(0, 0), branch.name
        return Captured((alone,), TimelinePlace(0, *here), self.present)

    def written_branches(self, max_bytes: int) -> Iterator[WrittenBranch]:
        """Yield what is written of each branch.

        Always written is the state of the present; those of other keyframes where they
        fit into ``max_bytes``, as far apart as needed, the last of a branch first.
        """
        written = {each.id for each in self.branches}
        n_left, left = len(self.branches), max_bytes
        for branch in self.branches:
            begun = branch.forked_at if branch.parent in written else None
            own = [
                each for each in branch.keyframes if not begun or each.position > begun
            ]
            states = fitting(own, left // n_left)
            if branch.id == self.place.branch:
                own = _with(own, self._present())
                states = _with(states, self._present())
            n_left, left = n_left - 1, left - sum(each.n_bytes for each in states)
            left = max(left, 0)
            yield WrittenBranch(branch, states, thinned(own, DIGESTS))

    def _present(self) -> Keyframe:
        here = self.place.position
        return Keyframe(here, self.present, digest_of(self.present))


def captured(timeline: Timeline) -> Captured:
    """Return what a run is now, at the cost of one snapshot; numbers are not copied."""
    branches = [
        replace(
            each,
            events=each.events.copy(),
            keyframes=each.keyframes.copy_up_to(FOREVER),
            end=timeline.end if each is timeline.branch else each.end,
        )
        for each in timeline.branches
    ]
    present = timeline.lockstep.snapshot().between_steps()
    return Captured(tuple(branches), timeline.place, present)


def fitting(keyframes: list[Keyframe], max_bytes: int) -> list[Keyframe]:
    """Return as many as fit, the last one always among them."""
    n_bytes = sum(each.n_bytes for each in keyframes)
    if n_bytes <= max_bytes:
        return keyframes
    largest = max(each.n_bytes for each in keyframes)
    return thinned(keyframes, max_bytes // largest)


def thinned(keyframes: list[Keyframe], most: int) -> list[Keyframe]:
    """Return at most ``most`` of them, evenly spaced, with the last one."""
    n = len(keyframes)
    if n <= most:
        return keyframes
    return [keyframes[(k + 1) * n // most - 1] for k in range(most)]


def _with(keyframes: list[Keyframe], one: Keyframe) -> list[Keyframe]:
    """Return them and one more, in the order of their positions."""
    others = [each for each in keyframes if each.position != one.position]
    return sorted([*others, one], key=lambda each: each.position)

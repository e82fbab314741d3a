"""Keyframes: states of a run at some steps, the more the newer, within a bound.

A state between two keyframes is had by training again from the one before.  So the gap
before a step is the price of going there.  Where the keyframes of a long run take more
memory than they may, those in the past are thinned: what is allowed as a gap grows with
the age of a step.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from engine.training.snapshot import LockstepSnapshot

__all__ = ["MAX_BYTES", "OVERHEAD", "Keyframe", "Keyframes", "Position", "digest_of"]

MAX_BYTES = 14 << 20
"""Of all keyframes together."""
OVERHEAD = 4096
"""The bytes that a snapshot takes besides its parameters and slots, or less."""
SHARE_OF_AGE = 1 / 128
"""The gap that is allowed between two keyframes, as a share of their age ..."""
SHORTEST, LONGEST = 64, 4096
"""... within these bounds, as long as the memory holds so many."""
FREED = 0.9
"""The share of `MAX_BYTES` that keyframes take after thinning, at most."""


class Position(NamedTuple):
    """A place in the past: finished steps, and events applied."""

    step: int
    n_events: int


class Keyframe(NamedTuple):
    """The state of a run at a position.

    ``digest`` is a hash of the parameters of all its networks.
    """

    position: Position
    snapshot: LockstepSnapshot
    digest: bytes

    @property
    def n_bytes(self) -> int:
        """The memory that it takes, a little more rather than less."""
        held = (*self.snapshot.snapshots, *self.snapshot.equal)
        return sum([each.state.nbytes + OVERHEAD for each in held])


def digest_of(snapshot: LockstepSnapshot) -> bytes:
    """Return a hash (16 bytes) of the parameters of all networks."""
    found = hashlib.blake2b(digest_size=16)
    for each in snapshot.snapshots:
        found.update(each.state[0].tobytes())
    return found.digest()


class Keyframes:
    """The keyframes of a run, in the order of their positions.

    The first one is never removed: without it nothing could be repeated.
    """

    def __init__(self, first: Keyframe, *, max_bytes: int = MAX_BYTES) -> None:
        self._all = [first]
        self._max_bytes = max_bytes
        self.n_bytes = first.n_bytes

    def copy(self) -> Keyframes:
        """Return the same keyframes, to which others can be added."""
        copy = Keyframes(self._all[0], max_bytes=self._max_bytes)
        copy._all, copy.n_bytes = self._all.copy(), self.n_bytes
        return copy

    @property
    def positions(self) -> list[Position]:
        """The positions that have one."""
        return [each.position for each in self._all]

    @property
    def last(self) -> Keyframe:
        """The newest one."""
        return self._all[-1]

    def add(self, keyframe: Keyframe) -> None:
        """Add one that is later than all others, and thin them if they are too many.

        One that does not fit beside the first is not kept.
        """
        if self._all[0].n_bytes + keyframe.n_bytes > self._max_bytes:
            return
        self._all.append(keyframe)
        self.n_bytes += keyframe.n_bytes
        if self.n_bytes > self._max_bytes:
            self._thin()

    def up_to(self, position: Position) -> Keyframe:
        """Return the last one that is not after a position."""
        i = bisect_right(self._all, position, key=lambda each: each.position)
        return self._all[i - 1]

    def cut(self, position: Position) -> None:
        """Remove those after a position."""
        i = bisect_right(self._all, position, key=lambda each: each.position)
        self.n_bytes -= sum(each.n_bytes for each in self._all[i:])
        del self._all[i:]

    def _thin(self) -> None:
        """Remove some in the past, until `FREED` of the memory is kept or two are."""
        scale = 1.0
        while self.n_bytes > FREED * self._max_bytes and len(self._all) > 2:
            self._all = self._without_short_gaps(scale)
            self.n_bytes = sum(each.n_bytes for each in self._all)
            scale *= 1.25

    def _without_short_gaps(self, scale: float) -> list[Keyframe]:
        """Return those without which a gap would be longer than is allowed."""
        first, *rest = self._all
        now = rest[-1].position.step
        kept = [first]
        for each, after in pairwise(rest):
            gap = after.position.step - kept[-1].position.step
            age = now - each.position.step
            if gap > scale * min(max(age * SHARE_OF_AGE, SHORTEST), LONGEST):
                kept.append(each)
        return [*kept, rest[-1]]

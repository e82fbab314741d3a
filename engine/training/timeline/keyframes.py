"""Keyframes: states of a run at some steps, densest at its end, within a bound.

A state between two keyframes is restored by training again from the one before.  So the
gap before a step is the cost of going there.  Where the keyframes of a long run take
more memory than they may, those in the past are thinned: the gap that is allowed grows
with the age of a step.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from engine.training.snapshot import LockstepSnapshot

__all__ = ["MAX_BYTES", "OVERHEAD", "Keyframe", "Keyframes", "Position", "digest_of"]

MAX_BYTES = 14 << 20
"""Of all keyframes together."""
OVERHEAD = 4608
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
        """The memory that it takes, estimated from above."""
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

    Parameters
    ----------
    max_bytes : int
        Of all of them; the start of the run is a keyframe that takes none.
    """

    def __init__(self, *, max_bytes: int = MAX_BYTES) -> None:
        self._all: list[Keyframe] = []
        self._max_bytes = max_bytes
        self.n_bytes = 0

    def copy_up_to(self, position: Position) -> Keyframes:
        """Return the same keyframes up to a position; others can be added to them."""
        copy = Keyframes(max_bytes=self._max_bytes)
        copy._all, copy.n_bytes = self._all.copy(), self.n_bytes
        copy.cut(position)
        return copy

    def __iter__(self) -> Iterator[Keyframe]:
        """Yield all, in the order of their positions."""
        return iter(self._all)

    @property
    def positions(self) -> list[Position]:
        """The positions that have one."""
        return [each.position for each in self._all]

    def add(self, keyframe: Keyframe) -> None:
        """Add one that is later than all others, and thin them if they are too many.

        One that is not later, or does not fit, is not kept.
        """
        is_later = not self._all or keyframe.position > self._all[-1].position
        if is_later and keyframe.n_bytes <= self._max_bytes:
            self._all.append(keyframe)
            self.n_bytes += keyframe.n_bytes
            self.limit(self._max_bytes)

    def limit(self, max_bytes: int) -> None:
        """Keep no more than so many bytes; the newest one stays longest."""
        self._max_bytes = max_bytes
        if self.n_bytes > max_bytes:
            self._thin()
        while self.n_bytes > max_bytes:
            self.n_bytes -= self._all.pop(0).n_bytes

    def up_to(self, position: Position) -> Keyframe | None:
        """Return the last one that is not after a position; None is the start."""
        i = bisect_right(self._all, position, key=lambda each: each.position)
        return self._all[i - 1] if i else None

    def cut(self, position: Position) -> None:
        """Remove those after a position."""
        i = bisect_right(self._all, position, key=lambda each: each.position)
        self.n_bytes -= sum(each.n_bytes for each in self._all[i:])
        del self._all[i:]

    def _thin(self) -> None:
        """Remove some in the past, until `FREED` of the memory is kept or one is."""
        scale = 1.0
        while self.n_bytes > FREED * self._max_bytes and len(self._all) > 1:
            self._all = self._without_short_gaps(scale)
            self.n_bytes = sum(each.n_bytes for each in self._all)
            scale *= 1.25

    def _without_short_gaps(self, scale: float) -> list[Keyframe]:
        """Return those without which a gap would be longer than is allowed."""
        now = self._all[-1].position.step
        kept: list[Keyframe] = []
        for each, after in pairwise(self._all):
            before = kept[-1].position.step if kept else 0
            age = now - each.position.step
            allowed = min(max(age * SHARE_OF_AGE, SHORTEST), LONGEST)
            if after.position.step - before > scale * allowed:
                kept.append(each)
        return [*kept, self._all[-1]]

"""StepStarts: the newest beginnings of steps, to which a run can step back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from engine.program.trace import Trace
    from engine.training.snapshot import Snapshot

__all__ = ["MAX_BYTES", "MAX_STARTS", "StepStart", "StepStarts"]

MAX_STARTS = 8
"""The most beginnings of steps that are kept."""
MAX_BYTES = 8 << 20
"""Of all of them together; the newest is kept even if it is larger."""


class StepStart(NamedTuple):
    """The beginning of a step.

    ``trace`` is that of the step before, if the run was changed after it; ``n_bytes``
    is the memory that both take, but for a few kilobytes.
    """

    snapshot: Snapshot
    trace: Trace | None
    n_bytes: int


class StepStarts:
    """The newest beginnings of steps of a run without changes, the oldest first."""

    __slots__ = ("_n_bytes", "_starts")

    def __init__(self) -> None:
        self._starts: list[StepStart] = []
        self._n_bytes = 0

    def add(self, snapshot: Snapshot, trace: Trace | None = None) -> None:
        """Add the beginning of a step; it must be later than those that are kept."""
        starts, n_bytes = self._starts, snapshot.state.nbytes
        if trace is not None:
            for vector in (trace.tape, trace.gradient, trace.before, trace.after):
                n_bytes += vector.nbytes
        starts.append(StepStart(snapshot, trace, n_bytes))
        self._n_bytes += n_bytes
        while len(starts) > MAX_STARTS or (
            self._n_bytes > MAX_BYTES and len(starts) > 1
        ):
            self._n_bytes -= starts.pop(0).n_bytes

    def clear(self) -> None:
        """Drop all: the run has changed."""
        self._starts.clear()
        self._n_bytes = 0

    def up_to(self, step: int) -> list[StepStart]:
        """Return those that are not after ``step`` finished steps."""
        return [each for each in self._starts if each.snapshot.step <= step]

    @property
    def first_step(self) -> int | None:
        """The finished steps of the oldest one; None if there is none."""
        return self._starts[0].snapshot.step if self._starts else None

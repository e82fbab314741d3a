"""Step back: return to an earlier op or step of a run, exactly.

While a run goes on, the newest snapshots from which its steps began are kept.  To undo
ops, the run returns to one of them, and repeats whole steps and ops up to where it
shall be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from engine.program.trace import Trace
    from engine.training.snapshot import Snapshot
    from engine.training.stepper import Stepper

__all__ = ["MAX_BYTES", "MAX_STARTS", "Start", "Starts", "position_before", "return_to"]

MAX_STARTS = 8
"""The most beginnings of steps that are kept."""
MAX_BYTES = 8 << 20
"""Of all of them together; the newest is kept even if it is larger."""


class Start(NamedTuple):
    """The beginning of a step.

    ``trace`` is that of the step before, if the run was changed after it.
    """

    snapshot: Snapshot
    trace: Trace | None


class Starts:
    """The newest beginnings of steps of a run without changes, the oldest first."""

    __slots__ = ("_n_bytes", "_starts")

    def __init__(self) -> None:
        self._starts: list[Start] = []
        self._n_bytes = 0

    def add(self, snapshot: Snapshot, trace: Trace | None = None) -> None:
        """Keep one more, which is later than all others."""
        starts = self._starts
        starts.append(Start(snapshot, trace))
        self._n_bytes += _n_bytes(snapshot, trace)
        while len(starts) > MAX_STARTS or (
            self._n_bytes > MAX_BYTES and len(starts) > 1
        ):
            self._n_bytes -= _n_bytes(*starts.pop(0))

    def clear(self) -> None:
        """Drop all: the run has changed."""
        self._starts.clear()
        self._n_bytes = 0

    def up_to(self, step: int) -> list[Start]:
        """Return those that are not after ``step`` finished steps."""
        return [each for each in self._starts if each.snapshot.step <= step]

    @property
    def first_step(self) -> int | None:
        """The finished steps of the oldest one; None if there is none."""
        return self._starts[0].snapshot.step if self._starts else None


def _n_bytes(snapshot: Snapshot, trace: Trace | None) -> int:
    """Return the memory that both take, but for a few kilobytes."""
    vectors = [snapshot.state]
    if trace is not None:
        vectors += [trace.tape, trace.gradient, trace.before, trace.after]
    return sum(vector.nbytes for vector in vectors)


def position_before(
    position: tuple[int, int], by: str, count: int, *, n_ops: int
) -> tuple[int, int]:
    """Return the finished steps, and the ops of the next, before the last units.

    Undoing a step of which only some ops have run is undoing it as a step.
    """
    step, op_index = position
    if by == "op":
        return divmod(step * n_ops + op_index - count, n_ops)
    return step + (op_index > 0) - count, 0


def return_to(stepper: Stepper, step: int, op_index: int) -> None:
    """Return to a position of the run that is not before the oldest start.

    Between two steps the last one is repeated, so that it can be traced; at the oldest
    start there is no trace, unless it has one.
    """
    starts = stepper.state.starts
    possible = starts.up_to(step if op_index else step - 1) or starts.up_to(step)
    *earlier, start = possible
    stepper.restore(start.snapshot, start.trace)
    for each in earlier:
        starts.add(*each)
    stepper.step(step - stepper.step_count)
    while stepper.state.op_index < op_index:
        stepper.run_op()
    if stepper.step_count == start.snapshot.step and not op_index:
        starts.add(*start)

"""Step back: return to an earlier op or step of a run, exactly.

A run keeps the states in which its newest steps began
(`engine.training.stepping.step_starts`).  To undo ops, it returns to one of these
states, and runs whole steps and ops again up to the wanted op.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.training.stepping.stepper import Stepper

__all__ = ["position_before", "return_to"]


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
        starts.add(each.snapshot, each.trace)
    stepper.step(step - stepper.step_count)
    while stepper.state.op_index < op_index:
        stepper.run_op()
    if stepper.step_count == start.snapshot.step and not op_index:
        starts.add(start.snapshot, start.trace)

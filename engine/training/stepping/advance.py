"""Advance: go through a run op by op, or by layers, phases, steps, epochs.

The calls are those of `Stepper.step`, so the bits are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.training.stepping.stepper import Stepper

__all__ = ["UNITS", "advance"]

UNITS = ("op", "layer", "phase", "step", "epoch")


def advance(stepper: Stepper, by: str, count: int = 1) -> None:
    """Run ``count`` units of a run.

    A *layer* is a sequence of ops on the same layer and phase, a *phase* one of ops of
    the same phase.  A step or an epoch that has begun is finished.

    Raises
    ------
    ValueError
        If ``by`` is not one of `UNITS`.
    DivergenceError
        When a step gives a number that is not finite; see `Stepper.step`.
    """
    if by not in UNITS:
        message = f"by must be one of {', '.join(UNITS)}, not {by!r}"
        raise ValueError(message)
    for _ in range(count):
        if by == "step":
            _advance_step(stepper)
        elif by == "epoch":
            _advance_epoch(stepper)
        else:
            _advance_within(stepper, by)


def _advance_step(stepper: Stepper) -> None:
    if stepper.state.is_within:
        stepper.finish_step()
    else:
        stepper.step(1)


def _advance_epoch(stepper: Stepper) -> None:
    epoch = stepper.epoch
    _advance_step(stepper)
    while stepper.epoch == epoch and not stepper.has_stopped:
        stepper.step(stepper.work.n_batches - stepper.batch_index)


def _advance_within(stepper: Stepper, by: str) -> None:
    def place() -> object:
        op = stepper.next_op
        return (op.phase, op.layer) if by == "layer" else op.phase

    here = place()
    stepper.run_op()
    while by != "op" and stepper.state.is_within and place() == here:
        stepper.run_op()

"""Edit: single parameters that are set by hand between two steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.limits import checked_finite, checked_parameter

if TYPE_CHECKING:
    from engine.training.stepping.stepper import Stepper

__all__ = ["set_parameter"]


def set_parameter(
    stepper: Stepper, layer: int, row: int, column: int | None, value: float
) -> float:
    """Set one weight, or a bias where ``column`` is None; indices from 0.

    A step of which only some ops have run starts again.

    Returns
    -------
    float
        The former value.

    Raises
    ------
    ExperimentError
        If there is no such parameter, or the value is not finite.
    """
    pairs = stepper.work.layout.pairs(stepper.work.state[0])
    target = checked_parameter(pairs, layer, row, column)
    checked_finite("value", value)
    stepper.settle()
    old = float(target[row, column or 0])
    target[row, column or 0] = value
    return old

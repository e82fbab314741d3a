"""Gradient: the sums that the gradient of a parameter of any network is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.inspection.explanation.explanation import explained
from engine.inspection.explanation.shares import Terms, shares_of, terms_of
from engine.inspection.inspector.bars import Bars, bars
from engine.inspection.readout.followed import Followed, followed
from engine.limits import checked_index, checked_parameter
from engine.program.one_sample import share_of

if TYPE_CHECKING:
    from engine.program.trace import Trace
    from engine.training.trainer import Trainer

__all__ = ["Gradient", "check_place", "gradient_terms", "part_of"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gradient:
    """The gradient of one parameter as sums.

    Attributes
    ----------
    followed : Followed
        The step, and where the followed sample is.
    symbol : str
        LaTeX of the parameter.
    gradient, value : float
        dL/dw of the step, and the followed sample's share of it; without one the same.
    terms : Terms
        What ``value`` is the sum of.
    bars : Bars
        What each sample of the batch adds to ``gradient``.
    """

    followed: Followed
    symbol: str
    gradient: float
    value: float
    terms: Terms
    bars: Bars


def gradient_terms(
    trainer: Trainer,
    block: int,
    row: int,
    column: int | None,
    *,
    sample: int | None = None,
) -> Gradient:
    """Return the terms of dL/dw, or of dL/db where ``column`` is None.

    Parameters
    ----------
    sample : int or None
        The training sample whose share is meant; None means the batch.

    Raises
    ------
    ExperimentError
        If there is no such parameter or sample.
    """
    found = followed(trainer, sample)
    step, part = found.step, part_of(found)
    check_place(step, block, row, column)
    parameter = step.placement.graph.parameters[block]
    of_step, of_part = (
        explained(each).leaves.parameter_gradient(parameter, row, column)
        for each in (step, part)
    )
    return Gradient(
        followed=found,
        symbol=explained(step).leaves.weight(parameter, row, column).symbol,
        gradient=of_step.value,
        value=of_part.value,
        terms=terms_of(part, parameter, row, column),
        bars=bars(step, *shares_of(step, parameter, row, column)),
    )


def part_of(found: Followed) -> Trace:
    """Return the step, or what the followed sample adds to it."""
    if found.column is None:
        return found.step
    return share_of(found.trace, found.column)


def check_place(trace: Trace, block: int, row: int, column: int | None) -> None:
    """Raise `ExperimentError` for a parameter that a network does not have."""
    checked_index("block", block, len(trace.layout.parameters))
    checked_parameter(trace.layout.pairs(trace.gradient), block, row, column)

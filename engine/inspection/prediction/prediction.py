"""Predictions: questions about a step, whose answer is read from its trace.

sign       the sign of dL/dw of a parameter: ``positive``, ``negative``, ``zero``
direction  what the step does to the parameter: ``up``, ``down``, ``stays``
layer      the layer, or the block of parameters of a network that is not dense, whose
           weights change most, by their root mean square: its number, from 0
sample     the sample of the batch with the largest share in the parameter's
           gradient: its index among the training samples
uphill     whether the step moves any parameter uphill, along its gradient: ``yes``,
           ``no``
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.inspection.explanation.shares import shares_of
from engine.inspection.prediction.uphill import ParameterPlace, uphill_moves
from engine.limits import ExperimentError, checked_parameter

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["QUESTIONS", "Solution", "solve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The right answers to a question.

    Attributes
    ----------
    right : tuple of str
        More than one where several are equal.
    value : float
        The number that decides: the gradient, the change, the root mean square, the
        share, or the count.
    least : float
        The same number of the layer or sample with the smallest; else 0.
    """

    right: tuple[str, ...]
    value: float
    least: float = 0.0


def solve(trace: Trace, question: str, place: ParameterPlace) -> Solution:
    """Return the right answer to a question about a whole step.

    ``place`` is the parameter that ``sign``, ``direction`` and ``sample`` ask about.

    Raises
    ------
    ExperimentError
        If there is no such question or parameter.
    """
    if question not in QUESTIONS:
        message = f"question must be one of {', '.join(QUESTIONS)}, not {question!r}"
        raise ExperimentError("question", question, message, list(QUESTIONS))
    return QUESTIONS[question](trace, place)


def _sign(trace: Trace, place: ParameterPlace) -> Solution:
    value = _at(trace, trace.gradient, place)
    return Solution(right=(_word(value, "positive", "negative", "zero"),), value=value)


def _direction(trace: Trace, place: ParameterPlace) -> Solution:
    value = _at(trace, trace.update, place)
    return Solution(right=(_word(value, "up", "down", "stays"),), value=value)


def _layer(trace: Trace, place: ParameterPlace) -> Solution:  # noqa: ARG001
    pairs = trace.layout.pairs(trace.update)
    sizes = [math.sqrt(np.mean(W**2)) for W, _ in pairs]
    return _largest({str(k): size for k, size in enumerate(sizes)})


def _sample(trace: Trace, place: ParameterPlace) -> Solution:
    layer, row, column = place
    checked_parameter(trace.layout.pairs(trace.gradient), layer, row, column)
    parameter = trace.placement.graph.parameters[layer]
    shares = shares_of(trace, parameter, row, column).products.tolist()
    samples = trace.batch_indices.tolist()
    return _largest(dict(zip(map(str, samples), shares, strict=True)))


def _uphill(trace: Trace, place: ParameterPlace) -> Solution:  # noqa: ARG001
    n = uphill_moves(trace).n
    return Solution(right=("yes" if n else "no",), value=float(n))


QUESTIONS: dict[str, Callable[[Trace, ParameterPlace], Solution]] = {
    "sign": _sign,
    "direction": _direction,
    "layer": _layer,
    "sample": _sample,
    "uphill": _uphill,
}
"""By name: what solves it."""


def _at(trace: Trace, vector: Array, place: ParameterPlace) -> float:
    layer, row, column = place
    pairs = trace.layout.pairs(vector)
    return float(checked_parameter(pairs, layer, row, column)[row, column or 0])


def _word(value: float, above: str, below: str, zero: str) -> str:
    return above if value > 0 else below if value < 0 else zero


def _largest(values: dict[str, float]) -> Solution:
    """Return whose number is the largest in size; a share keeps its sign."""
    most = max(map(abs, values.values()))
    right = tuple(name for name, value in values.items() if abs(value) == most)
    least = min(values.values(), key=abs)
    return Solution(right=right, value=values[right[0]], least=least)

"""Check all: the gradients of a step beside differences, some parameters at a time.

A difference takes two forward passes per parameter.  So a check is made in turns, each
about as long as `WORK` allows, and a network with very many parameters is checked at
evenly spaced ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.inspection.check.gradcheck import Checker, GradientCheck
from engine.inspection.check.loss_curve import OF_NODE
from engine.networks.networks import multiply_adds

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["CheckedParameter", "Turn", "check_some", "checked_indices", "is_ready"]

WORK = 20_000_000
"""Multiply-adds in one turn: about 20 ms."""
OVERHEAD = 400_000
"""The multiply-adds that take as long as the calls of a forward pass themselves."""
MAX_TURNS = 60
"""Turns of a whole check."""


@dataclass(frozen=True, slots=True)
class CheckedParameter:
    """A parameter, by layer, row and column (None for a bias), and its check."""

    layer: int
    row: int
    column: int | None
    check: GradientCheck


@dataclass(frozen=True, slots=True)
class Turn:
    """Some of the checks of a step.

    Attributes
    ----------
    checked : list of CheckedParameter
    after : int or None
        Where the next turn begins; None at the end.
    n, of : int
        How many parameters are checked in all turns, and how many there are.
    """

    checked: list[CheckedParameter]
    after: int | None
    n: int
    of: int


def is_ready(trace: Trace) -> bool:
    """Return whether all gradients of a step have been computed."""
    return not np.isnan(trace.gradient).any()


def check_some(trace: Trace, first: int, *, work: int = WORK) -> Turn:
    """Check the parameters of one turn, from the ``first`` of `checked_indices`."""
    indices = checked_indices(trace, work=work)
    stop = min(len(indices), first + _per_turn(trace, work))
    checker = Checker(trace)
    checked = []
    for k in indices[first:stop]:
        place = trace.layout.place(k)
        checked.append(CheckedParameter(*place, checker.check(*place)))
    after = stop if stop < len(indices) else None
    return Turn(checked, after, len(indices), trace.layout.n_parameters)


def checked_indices(trace: Trace, *, work: int = WORK) -> list[int]:
    """Return the places in the parameter vector that are checked in all turns."""
    n = trace.layout.n_parameters
    most = min(n, MAX_TURNS * _per_turn(trace, work))
    places = np.unique(np.linspace(0, n - 1, most).round().astype(int))
    return [int(k) for k in places]


def _per_turn(trace: Trace, work: int) -> int:
    graph = trace.placement.graph
    calls = max(OVERHEAD, OF_NODE * len(graph.nodes))
    each = multiply_adds(graph) * trace.batch_size + calls
    return max(1, work // (2 * each))

"""Loss curve: the loss of a step's batch as one of its parameters varies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.inspection.check.gradcheck import Checker
from engine.networks.networks import multiply_adds

if TYPE_CHECKING:
    from engine.arrays import Array
    from engine.program.trace import Trace

__all__ = ["OF_NODE", "loss_curve"]

MAX_POINTS = 61
WORK = 60_000_000
"""Multiply-adds of a curve: about 50 ms, and many times those of the largest step."""
OF_NODE = 5_000
"""The multiply-adds that take as long as the calls of a node themselves."""


def loss_curve(
    trace: Trace, layer: int, row: int, column: int | None, *, span: float | None = None
) -> tuple[Array, Array]:
    """Return values of a parameter around its own, and the loss at each.

    Parameters
    ----------
    trace : Trace
        The loss is that of its batch, without penalties.
    span : float or None
        How far to go to each side; None is the parameter's size, and at least 1.

    Returns
    -------
    values, losses : Array
        (n,), the parameter's own value in the middle; fewer for a large network.

    Raises
    ------
    ExperimentError
        If there is no such parameter.
    """
    checker, place = Checker(trace), (layer, row, column)
    value = checker.value(place)
    graph = trace.placement.graph
    each = max(multiply_adds(graph) * trace.batch_size, OF_NODE * len(graph.nodes))
    n = max(3, min(MAX_POINTS, WORK // each))
    span = max(1.0, abs(value)) if span is None else span
    offsets = np.linspace(-span, span, n - (n + 1) % 2)
    values = value + offsets
    return values, np.array([checker.loss_at(place, float(w)) for w in values])

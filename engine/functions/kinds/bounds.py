"""Bounds: what no number of a value exceeds in size, from the bounds of its inputs.

NaN where infinite inputs make NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from engine.graph import Node

__all__ = [
    "FURTHER",
    "SAFE",
    "Bound",
    "Bounds",
    "no_bound",
    "of_largest",
    "of_norm",
    "of_product",
    "of_products",
    "of_range",
    "of_shares",
    "of_sum",
]

SAFE = 1e140
"""The sum of the squares of 1e20 numbers below it is finite."""
FURTHER = 1.0
"""No activation of z is further from 0 than z by more than this."""

Bounds = list[float]
"""The bounds of a node's inputs."""
Bound = Callable[[Node, Bounds], float]


def no_bound(node: Node, before: Bounds) -> float:  # noqa: ARG001
    """Return that there is no bound."""
    return math.inf


def of_largest(node: Node, before: Bounds) -> float:  # noqa: ARG001
    """Return the largest of the bounds; NaN if one is."""
    return math.nan if any(map(math.isnan, before)) else max(before)


def of_sum(node: Node, before: Bounds) -> float:  # noqa: ARG001
    """Return the bound of a sum."""
    return sum(before)


def of_product(node: Node, before: Bounds) -> float:  # noqa: ARG001
    """Return the bound of a product number by number, or of a mean by shares."""
    return math.prod(before)


def of_products(node: Node, before: Bounds) -> float:
    """Return the bound of sums of products, one per row of the first input."""
    return math.prod(before) * node.inputs[0].n_rows


def of_shares(node: Node, before: Bounds) -> float:  # noqa: ARG001
    """Return the bound of a softmax."""
    return 1.0 if before[0] < SAFE else math.nan


def of_norm(node: Node, before: Bounds) -> float:
    """Return the bound of a column divided by its root mean square."""
    return math.sqrt(node.n_rows) if before[0] < SAFE else math.nan


def of_range(low: float, high: float) -> Bound:
    """Return the bound of an activation whose values are from ``low`` to ``high``."""
    largest = max(math.fabs(low), math.fabs(high))

    def bound(node: Node, before: Bounds) -> float:  # noqa: ARG001
        return math.nan if math.isnan(before[0]) else min(before[0] + FURTHER, largest)

    return bound

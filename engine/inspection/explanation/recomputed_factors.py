"""Recomputed factors: numbers that are functions of others, by training's calls."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from engine.functions.kinds.kinds import kind_of
from engine.graph import Node
from engine.inspection.explanation.dependence import of_gradient, of_value
from engine.inspection.explanation.factor import Factor
from engine.inspection.explanation.leaves import Leaves
from engine.inspection.explanation.recomputed import loss_function

__all__ = [
    "Numbers",
    "recomputed_gradient",
    "recomputed_loss_gradient",
    "recomputed_value",
]


class Numbers(Protocol):
    """The explained numbers of a step."""

    leaves: Leaves

    def value(self, node: Node, row: int, n: int, depth: int = 1) -> Factor:
        """Return an element of a node's value."""

    def gradient(self, node: Node, row: int, n: int, depth: int = 1) -> Factor:
        """Return an element of the gradient of a node's value."""


def recomputed_value(
    numbers: Numbers, given: Factor, node: Node, row: int, n: int, depth: int
) -> Factor:
    """Return an element of a value as a function of inputs of a depth."""
    kind = kind_of(node.kind)
    source, rows, _, function = of_value(kind, node, row, n)
    return replace(
        given,
        operation="function",
        formula=kind.latex,
        factors=tuple(numbers.value(source, r, n, depth) for r in rows),
        function=function,
    )


def recomputed_gradient(
    numbers: Numbers, given: Factor, user: Node, row: int, n: int, depth: int
) -> Factor | None:
    """Return what a node passes to row ``row`` of its input.

    It is None where nothing is passed.
    """
    kind = kind_of(user.kind)
    found = of_gradient(kind, user, row, n)
    if found is None:
        return None
    a = (numbers.value(found.node, r, n, 0) for r in found.rows)
    da = (numbers.gradient(user, r, n, depth) for r in found.gradients)
    return replace(
        given,
        operation="function",
        formula=kind.latex_backward,
        factors=(*a, *da),
        function=found.function,
    )


def recomputed_loss_gradient(
    numbers: Numbers,
    given: Factor,
    loss: Node,
    row: int,
    n: int,
    shape: tuple[int, int],
) -> Factor:
    """Return the gradient of a loss at one output.

    ``shape`` is that of all targets, over which the loss is a mean.
    """
    kind, a = kind_of(loss.kind), loss.inputs[-1].node
    return replace(
        given,
        operation="function",
        formula=kind.latex_backward,
        factors=(numbers.value(a, row, n, 0), numbers.leaves.target(loss, row, n)),
        function=loss_function(kind, shape, row),
    )

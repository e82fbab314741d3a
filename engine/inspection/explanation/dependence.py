"""Dependence: the numbers that a number of a node without terms is a function of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.arrays import Array
from engine.functions.kinds.kind import Kind
from engine.graph import Node
from engine.inspection.explanation.recomputed import (
    Function,
    SequencePosition,
    gradient_function,
    patch_function,
    patch_gradient_function,
    value_function,
)
from engine.inspection.explanation.terms import rows_of

__all__ = ["Dependence", "of_gradient", "of_value"]


class Dependence(NamedTuple):
    """What a number is a function of.

    Attributes
    ----------
    node : Node
        The node whose values come first, all of one column.
    rows : sequence of int
        The rows of these values.
    gradients : sequence of int
        The rows of the gradient of the other node that come behind them.
    function : callable
    """

    node: Node
    rows: Sequence[int]
    gradients: Sequence[int]
    function: Function


def of_value(kind: Kind, node: Node, row: int, n: int) -> Dependence:
    """Return what a number of a node's value depends on, in its column."""
    start, stop = rows_of(node, 0)
    rows: Sequence[int]
    if kind.places is not None:
        rows = (start + _members(kind, node)[:, row]).tolist()
        function = patch_function(kind)
    elif kind.is_elementwise:
        rows, function = [start + row], value_function(kind, 1, 0)
    else:
        rows, row = _head(node, range(start, stop), row)
        function = value_function(kind, len(rows), row, _position(node, n))
    return Dependence(node.inputs[0].node, rows, (), function)


def of_gradient(kind: Kind, user: Node, row: int, n: int) -> Dependence | None:
    """Return what the gradient of row ``row`` of a node's input depends on.

    It is None for a pixel that is in no patch, to which nothing is passed.
    """
    if kind.places is None:
        gradients, row = _head(user, range(user.n_rows), row)
        function = gradient_function(kind, len(gradients), row, _position(user, n))
        if kind.needs_input:
            read = range(*rows_of(user, 0))
            return Dependence(user.inputs[0].node, read, gradients, function)
        return Dependence(user, gradients, gradients, function)
    members = _members(kind, user)
    for member, p in np.argwhere(members == row).tolist():
        function = patch_gradient_function(kind, member)
        rows_read = (rows_of(user, 0)[0] + members[:, p]).tolist()
        return Dependence(user.inputs[0].node, rows_read, [p], function)
    return None


def _position(node: Node, n: int) -> SequencePosition:
    """Return where a column is in its sample."""
    return SequencePosition(node.n_positions, n % node.n_positions)


def _head(node: Node, rows: range, row: int) -> tuple[range, int]:
    """Return the rows of the head that a row belongs to, and which one it is of them.

    Weights have a row for each position; other values have one head.
    """
    if node.n_positions == 1:
        return rows, row
    head, row = divmod(row, node.n_positions)
    first = head * node.n_positions
    return rows[first : first + node.n_positions], row


def _members(kind: Kind, node: Node) -> Array:
    """Return the rows of what is read that are the members of all patches.

    Returns
    -------
    Array
        (members, n_rows) of int.
    """
    assert kind.places is not None
    rows, _ = kind.places(node, 0, 1)
    members: Array = rows[..., 0]
    return members

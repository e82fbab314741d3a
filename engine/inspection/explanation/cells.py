"""Cells: the elements of operands that the letters of a kind's terms count."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from engine.arrays import Array
from engine.functions.kinds.kind import Places
from engine.graph import Node

__all__ = ["Cells", "PlacesOf"]

Indices = tuple[int, ...]
PlacesOf = Callable[[Node, str | int, int], Places]
"""See `engine.functions.kinds.kind.Kind.places`."""


class Cells:
    """The elements of a node's operands, by their letters.

    Where letters are not an operand's row and column, an element can be counted several
    times, such as a pixel that many patches have.

    Parameters
    ----------
    node : Node
    places : callable
        Of the node's kind.
    n_columns : int
        B.
    """

    def __init__(self, node: Node, places: PlacesOf, n_columns: int) -> None:
        self._node, self._places, self._n_columns = node, places, n_columns

    def shape(self, operand: str | int) -> Indices:
        """Return how far each letter of an operand counts."""
        if operand == "share":
            return ()
        if operand == "W":
            assert self._node.parameter is not None
            return self._node.parameter.shape
        shape: Indices = self._table(operand).shape[1:]
        return shape

    def at(self, operand: str | int, counted: Indices) -> Indices:
        """Return the row and the column of an element."""
        if operand in ("W", "share"):
            return counted
        rows, columns = self._table(operand)
        return int(rows[counted]), int(columns[counted])

    def counted(self, operand: str | int, place: Indices) -> list[Indices]:
        """Return all that the letters can count for the element at a place."""
        if operand == "W":
            return [place]
        rows, columns = self._table(operand)
        found = np.argwhere((rows == place[0]) & (columns == place[1]))
        return [tuple(each) for each in found.tolist()]

    def _table(self, operand: str | int) -> Array:
        return _table(self._places, self._node, operand, self._n_columns)


@lru_cache(maxsize=64)
def _table(places: PlacesOf, node: Node, operand: str | int, n_columns: int) -> Array:
    """Return rows and columns, (2, *shape of the letters)."""
    table: Array = np.stack(np.broadcast_arrays(*places(node, operand, n_columns)))
    return table

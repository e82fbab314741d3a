"""Tape: the memory of all quantities of a graph that have a column per sample."""

from __future__ import annotations

from typing import Any

from engine.arrays import Array, aligned_zeros
from engine.graph import Node
from engine.program.memory.placement import Placement

__all__ = ["Tape"]


class Tape:
    """All quantities of a step, in one matrix (n_rows, B).

    Parameters
    ----------
    placement : Placement
    n_columns : int
        B.
    flat : Array or None
        A copy of another tape's `flat`; None makes an empty tape.
    has_gradients : bool
        If not, there are the values alone, whose rows come first.

    Attributes
    ----------
    flat : Array
        (n_rows * B,): all of them; copying it copies the step.
    matrix : Array
        (n_rows, B): the same memory.
    """

    def __init__(
        self,
        placement: Placement,
        n_columns: int,
        dtype: Any,
        flat: Array | None = None,
        *,
        has_gradients: bool = True,
    ) -> None:
        self.placement = placement
        n_rows = placement.n_rows if has_gradients else placement.n_value_rows
        n = n_rows * n_columns
        self.flat = aligned_zeros(n, dtype) if flat is None else flat
        self.matrix = self.flat.reshape(n_rows, n_columns)
        if flat is None:
            for row in placement.ones:
                self.matrix[row] = 1
        self._views: dict[str, dict[Node, Array]] = {}

    def views(self, quantity: str) -> dict[Node, Array]:
        """Return a quantity of all nodes that have it, (n_rows, B) each."""
        found = self._views.get(quantity)
        if found is None:
            matrix, rows = self.matrix, self.placement.rows[quantity]
            found = self._views[quantity] = {
                node: matrix[start : start + node.n_rows]
                for node, (start, _) in rows.items()
            }
        return found

    def full(self, quantity: str, node: Node) -> Array:
        """Return a node's block with its extra row, (n_rows + 1, B)."""
        start, stop = self.placement.rows[quantity][node]
        block: Array = self.matrix[start:stop]
        return block

    def view(self, quantity: str, node: Node) -> Array:
        """Return a quantity of a node, (n_rows, B)."""
        start, _ = self.placement.rows[quantity][node]
        block: Array = self.matrix[start : start + node.n_rows]
        return block

    def stretch(self, quantity: str, name: str) -> Array:
        """Return a quantity of all nodes of a name, with the rows between them."""
        start, stop = self.placement.stretches[quantity, name]
        block: Array = self.matrix[start:stop]
        return block

    def block(self, quantity: str, first: Node, last: Node) -> Array:
        """Return a quantity of adjacent nodes, first to last, as a flat stretch."""
        rows = self.placement.rows[quantity]
        start, stop = rows[first][0], rows[last][1]
        block: Array = self.matrix[start:stop]
        return block.reshape(-1)

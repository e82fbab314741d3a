"""Memory: the arrays that the ops of a graph work on, by node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.graph import Edge, Node
from engine.program.placement import Placement
from engine.program.tape import Tape

__all__ = ["Memory"]


class Memory:
    """The arrays of a graph for one batch size.

    Parameters
    ----------
    placement : Placement
    n_columns : int
        B.
    given : mapping of Node to Array
        Masks of dropout that are given and not drawn, (n_rows, B), divided by 1 - p.

    Attributes
    ----------
    tape : Tape
    x : Array
        (n_rows, B): the input, below it a row of ones if one is read.
    y : Array
        (n_outputs, B): the targets; empty without a loss.
    masks : dict of Node to Array
        The masks of dropout.
    t : Array
        Scratch.
    """

    def __init__(
        self,
        placement: Placement,
        n_columns: int,
        dtype: Any,
        given: Mapping[Node, Array] | None = None,
    ) -> None:
        self.placement, self.n_columns, self.dtype = placement, n_columns, dtype
        self.tape = Tape(placement, n_columns, dtype)
        self.x = np.ones((placement.n_input_rows, n_columns), dtype)
        loss = placement.loss
        n_outputs = 0 if loss is None else loss.inputs[0].node.n_rows
        self.y = np.zeros((n_outputs, n_columns), dtype)
        self.given, self.masks = given or {}, dict(given or {})
        for node in placement.masked:
            if node not in self.masks:
                self.masks[node] = np.ones((node.n_rows, n_columns), dtype)
        self.t = np.empty(placement.n_scratch * n_columns, dtype)
        self._copies: dict[Node, Array] = {}

    def scratch(self, n_rows: int) -> Array:
        """Return scratch (n_rows, B)."""
        return self.t[: n_rows * self.n_columns].reshape(n_rows, self.n_columns)

    def value(self, edge: Edge) -> Array:
        """Return the rows of a value that an edge reads."""
        node, rows, _ = edge
        value = self.tape.view("value", node) if node.inputs else self.x[: node.n_rows]
        return value if rows is None else value[slice(*rows)]

    def inputs(self, node: Node) -> tuple[Array, ...]:
        """Return what a node reads, with a row of ones below if it reads one."""
        if not node.reads_ones:
            return tuple([self.value(edge) for edge in node.inputs])
        ((source, rows, _),) = node.inputs
        if rows is not None:
            return (self.copy(node),)
        return (self.tape.full("value", source) if source.inputs else self.x,)

    def copy(self, node: Node) -> Array:
        """Return memory for some rows of a value above a row of ones of their own."""
        if node not in self._copies:
            n_rows = len(self.value(node.inputs[0]))
            self._copies[node] = np.ones((n_rows + 1, self.n_columns), self.dtype)
        return self._copies[node]

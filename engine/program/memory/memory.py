"""Memory: the arrays that the ops of a graph work on, by node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.functions.kinds.kind import Operands
from engine.graph import Edge, Node
from engine.program.memory.placement import Placement
from engine.program.memory.tape import Tape

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
    tape : Tape or None
        That of a step that has run; None makes an empty one.
    x : Array or None
        The input, which is not changed; None makes one to be filled.

    Attributes
    ----------
    tape : Tape
    x : Array
        (n_rows, B): the input, below it a row of ones if one is read.
    y : Array
        (n_outputs, B): the targets; empty without a loss.
    masks : dict of Node to Array
        The masks of dropout.
    kept : dict of Node to Array
        What the forward pass keeps for the way back, see `Operands`.
    t : Array
        Scratch.
    """

    def __init__(
        self,
        placement: Placement,
        n_columns: int,
        dtype: Any,
        given: Mapping[Node, Array] | None = None,
        *,
        tape: Tape | None = None,
        x: Array | None = None,
    ) -> None:
        self.placement, self.n_columns, self.dtype = placement, n_columns, dtype
        self.tape = Tape(placement, n_columns, dtype) if tape is None else tape
        shape = placement.n_input_rows, n_columns
        self.x = np.ones(shape, dtype) if x is None else x
        loss = placement.loss
        n_outputs = 0 if loss is None else loss.inputs[0].node.n_rows
        self.y = np.zeros((n_outputs, n_columns), dtype)
        self.given, self.masks = given or {}, dict(given or {})
        for node in placement.masked:
            if node not in self.masks:
                self.masks[node] = np.ones((node.n_rows, n_columns), dtype)
        self.kept: dict[Node, Array] = {}
        for node, kind in placement.kinds.items():
            if kind.n_kept is not None and node.patches is not None:
                n_rows = kind.n_kept(node.patches)
                self.kept[node] = np.ones((n_rows, n_columns), dtype)
        self.t = np.empty(placement.n_scratch * n_columns, dtype)
        self._copies: dict[Node, Array] = {}
        self._inputs: dict[Node, tuple[Array, ...]] = {}
        self._scratch: dict[int, Array] = {}

    def scratch(self, n_rows: int) -> Array:
        """Return scratch (n_rows, B)."""
        if n_rows not in self._scratch:
            t = self.t[: n_rows * self.n_columns]
            self._scratch[n_rows] = t.reshape(n_rows, self.n_columns)
        return self._scratch[n_rows]

    def operands(self, node: Node) -> Operands:
        """Return the operands of a node that have nothing to do with its direction."""
        o = Operands()
        o.n_positions = node.n_positions
        if node.patches is not None:
            o.patches, o.kept = node.patches, self.kept[node]
        return o

    def value(self, edge: Edge) -> Array:
        """Return the rows of a value that an edge reads."""
        node, rows, _ = edge
        if node is self.placement.graph.x:
            value = self.x[: node.n_rows]
        else:
            value = self.tape.view("value", node)
        return value if rows is None else value[slice(*rows)]

    def inputs(self, node: Node) -> tuple[Array, ...]:
        """Return what a node reads; all that a map reads, and ones, are one array."""
        if node not in self._inputs:
            self._inputs[node] = self._inputs_of(node)
        return self._inputs[node]

    def _inputs_of(self, node: Node) -> tuple[Array, ...]:
        if node.parameter is None:
            return tuple([self.value(edge) for edge in node.inputs])
        if node in self.placement.copied:
            return (self.copy(node),)
        span = self.placement.span("value", node)
        if span is not None:
            return (self.tape.matrix[slice(*span)],)
        return (self.x if node.reads_ones else self.value(node.inputs[0]),)

    def copy(self, node: Node) -> Array:
        """Return memory for what a map reads, above a row of ones if it reads one."""
        if node not in self._copies:
            n_rows = sum(edge.n_rows for edge in node.inputs) + node.reads_ones
            self._copies[node] = np.ones((n_rows, self.n_columns), self.dtype)
        return self._copies[node]

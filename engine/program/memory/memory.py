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
    has_gradients : bool
        If not, there is memory for values alone, and what reads a value after dropout
        reads it before, unless its mask is given.

    Attributes
    ----------
    tape : Tape
    x : Array
        (n_rows, B): the input, below it a row of ones if one is read.
    values : dict of Node to Array
        (n_rows, B): the values of all nodes, the input among them.
    y : Array
        (n_outputs, B): the targets; empty without a loss.
    masks : dict of Node to Array
        The masks of dropout.
    before : dict of Node to Node
        The node before dropout, by that of dropout, where nothing is dropped.
    kept : dict of Node to Array
        What the forward pass keeps for the backward pass, see `Operands`.
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
        has_gradients: bool = True,
    ) -> None:
        self.placement, self.n_columns, self.dtype = placement, n_columns, dtype
        if tape is None:
            tape = Tape(placement, n_columns, dtype, has_gradients=has_gradients)
        self.tape = tape
        if x is None:
            x = np.empty((placement.n_input_rows, n_columns), dtype)
            x.fill(1)
        self.x, node = x, placement.graph.x
        self.values = {**tape.views("value"), node: x[: node.n_rows]}
        loss = placement.loss if has_gradients else None
        n_outputs = 0 if loss is None else loss.inputs[0].node.n_rows
        self.y = np.zeros((n_outputs, n_columns), dtype)
        self.given = given or {}
        self.masks: dict[Node, Array] = {**self.given}
        self.before: dict[Node, Node] = {}
        for node in placement.masked:
            if has_gradients and node not in self.masks:
                self.masks[node] = np.ones((node.n_rows, n_columns), dtype)
            elif node not in self.masks:
                before = self.before[node] = node.inputs[0].node
                self.values[node] = self.values[before]
        self.kept: dict[Node, Array] = {}
        for node, n_rows in placement.kept.items():
            self.kept[node] = np.ones((n_rows, n_columns), dtype)
        n_rows = placement.n_scratch if has_gradients else placement.n_value_scratch
        self.t = np.empty(n_rows * n_columns, dtype)
        self._copies: dict[Node, Array] = {}
        self._operands: dict[Node, Operands] = {}
        self._scratch: dict[int, Array] = {}

    def scratch(self, n_rows: int) -> Array:
        """Return scratch (n_rows, B)."""
        found = self._scratch.get(n_rows)
        if found is None:
            t = self.t[: n_rows * self.n_columns]
            found = self._scratch[n_rows] = t.reshape(n_rows, self.n_columns)
        return found

    def operands(self, node: Node) -> Operands:
        """Return the operands of a node, one object that all its ops use.

        Those of one direction, and of a parameter, are to be set.  The loss, which has
        no value on the tape, has none.
        """
        o = self._operands.get(node)
        if o is None:
            o = self._operands[node] = Operands()
            o.inputs = self.inputs(node)
            o.value = self.values[node]
            if node.parameter is None:
                o.t = self.scratch(node.n_rows)
                if node in self.masks:
                    o.mask = self.masks[node]
            if node.n_positions != 1:
                o.n_positions = node.n_positions
            if node.patches is not None:
                o.patches, o.kept = node.patches, self.kept[node]
        return o

    def value(self, edge: Edge) -> Array:
        """Return the rows of a value that an edge reads."""
        node, rows, _ = edge
        value = self.values[node]
        return value if rows is None else value[slice(*rows)]

    def inputs(self, node: Node) -> tuple[Array, ...]:
        """Return what a node reads; all that a map reads, and ones, are one array."""
        if node.parameter is not None:
            return (self._block(node),)
        if len(node.inputs) == 1:
            return (self.value(node.inputs[0]),)
        return tuple([self.value(edge) for edge in node.inputs])

    def _block(self, node: Node) -> Array:
        """Return all that a map reads, above a row of ones if it reads one."""
        if node in self.placement.copied:
            return self.copy(node)
        before = self.before.get(node.inputs[-1].node)
        span = self.placement.span("value", node, before)
        if span is not None:
            start, stop = span
            block: Array = self.tape.matrix[start:stop]
            return block
        return self.x if node.reads_ones else self.value(node.inputs[0])

    def copy(self, node: Node) -> Array:
        """Return memory for what a map reads, above a row of ones if it reads one."""
        if node not in self._copies:
            n_rows = sum(edge.n_rows for edge in node.inputs) + node.reads_ones
            self._copies[node] = np.ones((n_rows, self.n_columns), self.dtype)
        return self._copies[node]

"""Edges: all local derivatives of a node by one of its inputs, for one sample.

A number is an element of a value; of sequences whose positions are columns it is one
position of a row, and its place is the row times the positions plus the position.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from engine.arrays import Array
from engine.graph import JOIN, Node
from engine.inspection.explanation.terms import operand_of, rows_of
from engine.inspection.operations.jacobian import (
    Arrays,
    connected,
    jacobian,
    jacobian_over_positions,
    loss_gradient,
    own_derivatives,
)
from engine.program.memory.placement import Placement

__all__ = ["Edges", "LocalDerivatives", "full"]


class Edges(NamedTuple):
    """The local derivatives of a node by one of its inputs.

    Attributes
    ----------
    derivatives : Array
        (rows that are read, m): from each number of the input to m of the value.
    rows : Array
        (rows that are read, m): the rows of these m; (1, m) where they are the same for
        each.
    exists : Array or None
        (rows that are read, m) of bool, where not all of them are.
    """

    derivatives: Array
    rows: Array
    exists: Array | None = None


class LocalDerivatives:
    """The edges of one sample of the batch, node by node.

    Parameters
    ----------
    placement : Placement
    array : callable
        Ref -> Array: the array of a quantity.
    n : int
        The sample, from 0.
    """

    def __init__(self, placement: Placement, array: Arrays, n: int) -> None:
        self._placement, self._array, self._n = placement, array, n
        self._n_positions = placement.graph.n_positions

    def edges(self, user: Node, k: int) -> Edges:
        """Return the local derivatives of a node by its input k."""
        T, rows = self._n_positions, np.arange(self.size(user.inputs[k].n_rows))
        if user.kind == JOIN:
            above = self.size(operand_of(user, k)[1])
            return Edges(np.ones((len(rows), 1)), above + rows[:, None])
        if self._placement.kinds[user].is_elementwise:
            own = np.stack([own_derivatives(*at) for at in self._each(user, k)], axis=1)
            return Edges(own.reshape(-1, 1), rows[:, None])
        if user is self._placement.loss:
            at = (self._placement, self._array)
            ends = [loss_gradient(*at, self._n * T + t) for t in range(T)]
            return Edges(np.stack(ends, axis=1).reshape(-1, 1), np.zeros((1, 1), int))
        if user.n_positions > 1 or user.patches is not None:
            at_once = (self._placement, self._array, user, k, self._n)
            whole = jacobian_over_positions if T > 1 else jacobian
            exists = connected(self._placement, user, k).T
            return _to_all(whole(*at_once).T)._replace(exists=exists)
        by_position = [jacobian(*at).T for at in self._each(user, k)]
        if T == 1:
            return _to_all(by_position[0])
        derivatives = np.stack(by_position, axis=1).reshape(len(rows), -1)
        after = np.arange(user.n_rows) * T
        return Edges(derivatives, after + (rows % T)[:, None])

    def _each(
        self, user: Node, k: int
    ) -> Iterator[tuple[Placement, Arrays, Node, int, int]]:
        """Yield what the derivatives of each position are computed from."""
        for t in range(self._n_positions):
            column = self._n * self._n_positions + t
            yield self._placement, self._array, user, k, column

    def size(self, n_rows: int) -> int:
        """Return how many numbers rows are: one for each position."""
        return n_rows * self._n_positions

    def read(self, user: Node, k: int) -> slice:
        """Return which numbers of an input are read."""
        start, stop = rows_of(user, k)
        return slice(self.size(start), self.size(stop))


def _to_all(derivatives: Array) -> Edges:
    """Return edges that lead from each number to all."""
    return Edges(derivatives, np.arange(derivatives.shape[1])[None])


def full(edges: Edges) -> Edges:
    """Return edges with the rows of each."""
    rows = np.broadcast_to(edges.rows, edges.derivatives.shape)
    return edges._replace(rows=rows)

r"""Path sums: how many paths lead from a number to the loss, and which weigh most.

The derivative of the loss by any number of a step is a sum over all paths to the loss
of the product of the local derivatives on the path:

.. math:: \frac{\partial L}{\partial v} = \sum_{\text{paths}} \prod_{\text{edges}}
          \frac{\partial v_{after}}{\partial v_{before}}

The paths are too many to go through, but those that begin at a number are one local
derivative longer than those that begin where it leads to.  So one pass from the loss
back counts them, adds up their products, and keeps the largest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.arrays import Array
from engine.graph import Node, Ref
from engine.inspection.operations.jacobian import Arrays
from engine.inspection.paths.edges import Edges, LocalDerivatives, full
from engine.program.memory.placement import Placement

__all__ = ["Hop", "PathSums"]


@dataclass(frozen=True, slots=True)
class Hop:
    """One local derivative on a path: that of a node's value by its input k.

    Attributes
    ----------
    node : Node
        The loss at the end of a path.
    row, column : int
        The number of the value, and that of the input's whole value; of sequences whose
        positions are columns, row times positions plus position.
    """

    node: Node
    k: int
    row: int
    column: int
    value: float


@dataclass(slots=True)
class _Sums:
    """What is known of the paths that begin at the numbers of one value.

    Attributes
    ----------
    count, active : Array
        (n_rows,) of Python's integers: all paths, and those whose product is not 0.
    total : Array
        (n_rows,): the sum of their products.
    product : Array
        (n_rows, most): the products of the largest.
    exists : Array
        (n_rows, most): False where there are fewer paths.
    after : Array
        (n_rows, most, 3): which contribution the path goes through, the row where it
        arrives, and the rank there.
    """

    count: Array
    active: Array
    total: Array
    product: Array
    exists: Array
    after: Array


def _empty(n_rows: int, most: int) -> _Sums:
    return _Sums(
        count=np.zeros(n_rows, dtype=object),
        active=np.zeros(n_rows, dtype=object),
        total=np.zeros(n_rows),
        product=np.zeros((n_rows, most)),
        exists=np.zeros((n_rows, most), dtype=bool),
        after=np.zeros((n_rows, most, 3), dtype=np.intp),
    )


class PathSums:
    """The paths from every number of a step to the loss, for one sample of the batch.

    Parameters
    ----------
    placement : Placement
    array : callable
        Ref -> Array: the array of a quantity.
    n : int
        The sample, from 0.
    most : int
        How many of the largest paths are kept for each number.
    """

    def __init__(
        self, placement: Placement, array: Arrays, n: int, most: int = 5
    ) -> None:
        self._placement, self._array = placement, array
        self._local, self._most = LocalDerivatives(placement, array, n), most

    @cached_property
    def _edges(self) -> dict[tuple[Node, int], Edges]:
        """The local derivatives by each input of the nodes that pass a gradient."""
        return {
            (user, k): self._local.edges(user, k)
            for users in self._placement.contributions.values()
            for user, k in users
        }

    @cached_property
    def is_known(self) -> bool:
        """Whether all local derivatives have been computed."""
        loss, contributions = self._placement.loss, self._placement.contributions
        numbers = [edges.derivatives for edges in self._edges.values()]
        numbers += [
            self._array(Ref("grad", node))
            for node, users in contributions.items()
            if any(user is loss for user, _ in users)
        ]
        return not any(np.isnan(each).any() for each in numbers)

    @cached_property
    def _sums(self) -> dict[Node, _Sums]:
        loss, most = self._placement.loss, self._most
        assert loss is not None
        end = _empty(1, most)
        end.count[0] = end.active[0] = 1
        end.total[0] = end.product[0, 0] = 1.0
        end.exists[0, 0] = True
        found = {loss: end}
        for node in reversed(self._placement.placed):
            if node in self._placement.contributions:
                found[node] = self._sums_of(node, found)
        return found

    def _sums_of(self, node: Node, found: dict[Node, _Sums]) -> _Sums:
        sums = _empty(self._local.size(node.n_rows), self._most)
        for index, (user, k) in enumerate(self._placement.contributions[node]):
            (derivatives, rows, exists), after = self._edges[user, k], found[user]
            read, count = self._local.read(user, k), after.count[rows]
            if exists is not None:
                count = np.where(exists, count, 0)
            sums.count[read] += count.sum(axis=1)
            sums.active[read] += _n_active(derivatives, after.active[rows])
            sums.total[read] += (derivatives * after.total[rows]).sum(axis=1)
            self._keep_largest(sums, index, read, self._edges[user, k], after)
        return sums

    def _keep_largest(
        self, sums: _Sums, index: int, read: slice, edges: Edges, after: _Sums
    ) -> None:
        """Add the paths through one node, and keep the largest of all so far."""
        most, n_rows = self._most, len(edges.derivatives)
        derivatives, rows, is_there = _of_largest(edges, after, most)
        through = (derivatives[:, :, None] * after.product[rows]).reshape(n_rows, -1)
        product = np.hstack([sums.product[read], through])
        there = after.exists[rows]
        if is_there is not None:
            there = there & is_there[:, :, None]
        exists = np.hstack([sums.exists[read], there.reshape(n_rows, -1)])
        order = _largest(np.where(exists, np.abs(product), -1.0), most)
        sums.product[read] = np.take_along_axis(product, order, axis=1)
        sums.exists[read] = np.take_along_axis(exists, order, axis=1)
        place, rank = np.divmod(order - most, most)
        row = np.take_along_axis(rows, np.maximum(place, 0), axis=1)
        new = np.stack([np.full_like(row, index), row, rank], axis=2)
        kept = order[:, :, None]
        old = np.take_along_axis(sums.after[read], np.minimum(kept, most - 1), axis=1)
        sums.after[read] = np.where(kept < most, old, new)

    # ---- of one number ---------------------------------------------------------------

    def count(self, node: Node, row: int) -> int:
        """Return the number of paths from an element of a value to the loss."""
        return int(self._sums[node].count[row])

    def active(self, node: Node, row: int) -> int:
        """Return the number of paths without a local derivative of 0."""
        return int(self._sums[node].active[row])

    def total(self, node: Node, row: int) -> float:
        """Return the sum of the products of all paths, which is the gradient."""
        return float(self._sums[node].total[row])

    def products(self, node: Node, row: int) -> list[float]:
        """Return the products that are largest in size, in order."""
        sums = self._sums[node]
        found: list[float] = sums.product[row, sums.exists[row]].tolist()
        return found

    def path(self, node: Node, row: int, rank: int) -> tuple[Hop, ...]:
        """Return the path with one of these products."""
        hops = []
        while node is not self._placement.loss:
            index, below, after_rank = map(int, self._sums[node].after[row, rank])
            user, k = self._placement.contributions[node][index]
            derivatives, rows, _ = full(self._edges[user, k])
            place = row - self._local.read(user, k).start
            (value,) = map(float, derivatives[place, rows[place] == below])
            hops.append(Hop(user, k, below, row, value))
            node, row, rank = user, below, after_rank
        return tuple(hops)

    def n_edges(self, starts: list[tuple[Node, int]]) -> int:
        """Return how many local derivatives all paths from some elements share."""
        reached = {
            node: np.zeros(self._local.size(node.n_rows), dtype=bool)
            for node in self._placement.placed
        }
        for node, row in starts:
            reached[node][row] = True
        found = 0
        for node in self._placement.placed:
            for user, k in self._placement.contributions.get(node, []):
                _, rows, exists = full(self._edges[user, k])
                leads_on = self._sums[user].count.astype(bool)[rows]
                if exists is not None:
                    leads_on = leads_on & exists
                is_used = reached[node][self._local.read(user, k)]
                after = rows[is_used][leads_on[is_used]]
                found += after.size
                if user is not self._placement.loss:
                    reached[user][after] = True
        return found


def _n_active(derivatives: Array, after: Array) -> Array:
    """Count the paths that go on through a derivative that is not 0, for each row.

    Few derivatives are 0, and Python's integers are slow to add: so all are counted
    once, and those through a 0 are taken off.
    """
    n_paths, is_zero = after.sum(axis=1), derivatives == 0
    if not is_zero.any():
        return np.asarray(n_paths)
    return np.asarray(n_paths - np.where(is_zero, after, 0).sum(axis=1))


def _largest(sizes: Array, most: int) -> Array:
    """Return the positions of each row's largest sizes, in order, (n_rows, most)."""
    order = np.argpartition(-sizes, most - 1, axis=1)[:, :most]
    ranks = np.argsort(-np.take_along_axis(sizes, order, axis=1), axis=1)
    return np.take_along_axis(order, ranks, axis=1)


def _of_largest(edges: Edges, after: _Sums, most: int) -> Edges:
    """Return the edges whose largest paths are the largest: no other can matter."""
    derivatives, rows, exists = edges
    if rows.shape[1] <= most:
        return full(edges)
    sizes = np.abs(derivatives * after.product[rows, 0])
    is_way = after.exists[rows, 0] if exists is None else after.exists[rows, 0] & exists
    order = _largest(np.where(is_way, sizes, -1.0), most)
    derivatives, rows, exists = full(edges)
    return Edges(
        np.take_along_axis(derivatives, order, axis=1),
        np.take_along_axis(rows, order, axis=1),
        None if exists is None else np.take_along_axis(exists, order, axis=1),
    )

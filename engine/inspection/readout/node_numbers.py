"""Node numbers: values and gradients of the nodes of some names, and their sizes.

The numbers of several nodes are one flat vector, node by node in the order of
`engine.inspection.readout.node_groups`, each (n_rows, n_positions) row by row.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.inspection.figures.root_mean_square import (
    HIGHEST,
    LOWEST,
    root_mean_square,
)
from engine.inspection.readout.node_groups import node_groups
from engine.program.memory.placement import placement_of

if TYPE_CHECKING:
    from engine.graph import Graph, Node
    from engine.program.trace import StepVectors

__all__ = ["NodeNumbers", "NodeRows", "node_rows"]


class NodeRows:
    """The rows in memory of one quantity of some nodes.

    Parameters
    ----------
    graph : Graph
    quantity : str
        ``value`` or ``grad``.
    nodes : list of (Node, bool)
        Each with whether it has the quantity; one that has not has zeros.

    Attributes
    ----------
    n_nodes, n_rows : int
        The nodes, and the rows of all of them together.
    n_numbers : int
        The length of the flat vector: one number per row and position.
    """

    def __init__(
        self, graph: Graph, quantity: str, nodes: list[tuple[Node, bool]]
    ) -> None:
        rows = placement_of(graph).rows.get(quantity, {})
        sizes = [node.n_rows for node, _ in nodes]
        ends = np.cumsum([0, *sizes])
        self.n_nodes, self.n_rows = len(nodes), int(ends[-1])
        self.n_numbers = self.n_rows * graph.n_positions
        self._starts, self._sizes = ends[:-1], np.array(sizes, dtype=np.float64)
        self._places = [slice(*pair) for pair in pairwise(ends)]
        self._tape_rows = np.zeros(self.n_rows, np.intp)
        self._of_input: list[slice] = []
        self._of_none: list[slice] = []
        for (node, has), place in zip(nodes, self._places, strict=True):
            if node is graph.x:
                self._of_input.append(place)
            elif has:
                start, _ = rows[node]
                self._tape_rows[place] = np.arange(start, start + node.n_rows)
            else:
                self._of_none.append(place)

    def taken(self, step: StepVectors, columns: slice) -> Array:
        """Return the rows of a step in some columns, (n_rows, n_columns)."""
        found: Array = step.rows()[:, columns].take(self._tape_rows, 0)
        for place in self._of_input:
            found[place] = step.x[:, columns]
        for place in self._of_none:
            found[place] = 0
        return found

    def sizes(self, taken: Array) -> Array:
        """Return the root mean square of each node's numbers, (n_nodes,).

        It is exact also where squares underflow or overflow.
        """
        with np.errstate(all="ignore"):
            squares = np.add.reduce(np.square(taken), axis=1)
            roots = np.add.reduceat(squares, self._starts)
            roots /= self._sizes * taken.shape[1]
            np.sqrt(roots, roots)
            for i in np.flatnonzero((roots <= LOWEST) | (roots >= HIGHEST)):
                roots[i] = root_mean_square(taken[self._places[i]].ravel())
        return roots


@lru_cache(maxsize=256)
def node_rows(graph: Graph, quantity: str, names: frozenset[str]) -> NodeRows:
    """Return the rows of a quantity of the nodes of some names, made once.

    Groups of nodes that no gradient reaches are left out of ``grad``.
    """
    groups = [group for group in node_groups(graph) if group.name in names]
    if quantity == "value":
        nodes = [(node, True) for group in groups for node in group.nodes]
    else:
        nodes = [
            pair
            for group in groups
            if group.has_gradient
            for pair in zip(group.nodes, group.reached, strict=True)
        ]
    return NodeRows(graph, quantity, nodes)


class NodeNumbers:
    """One quantity of some nodes in a step, of its batch or of one sample.

    Parameters
    ----------
    rows : NodeRows
    step : StepVectors
    n_positions : int
        The columns of a sample.
    sample : int or None
        The sample's number in the batch; None means all samples.
    """

    def __init__(
        self, rows: NodeRows, step: StepVectors, n_positions: int, sample: int | None
    ) -> None:
        start = 0 if sample is None else sample * n_positions
        stop = None if sample is None else start + n_positions
        self._rows, self._n_positions = rows, n_positions
        self._taken = rows.taken(step, slice(start, stop))

    @cached_property
    def _by_position(self) -> Array:
        """The numbers of each sample, (n_rows, n_samples, n_positions)."""
        return self._taken.reshape(self._rows.n_rows, -1, self._n_positions)

    def sums(self) -> Array:
        """Return the sum over the samples, (n_numbers,)."""
        total: Array = np.add.reduce(self._by_position, axis=1)
        return total.ravel()

    def means(self) -> Array:
        """Return the mean over the samples, (n_numbers,)."""
        mean: Array = self.sums() / self._by_position.shape[1]
        return mean

    def sizes(self) -> Array:
        """Return the root mean square of each node's numbers, (n_nodes,)."""
        return self._rows.sizes(self._taken)

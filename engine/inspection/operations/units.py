"""Units: which number of each value belongs to a unit, a weight or a number chosen.

A unit has one number in all values that elementwise operations make of each other: z, f
and dropout of a neuron, or the gates, the cell and the output of an LSTM's cell, at
every time step.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from engine.functions.kinds.kinds import kind_of
from engine.graph import Graph, Node, Parameter
from engine.inspection.explanation.nodes import node_named
from engine.inspection.explanation.terms import read_at
from engine.limits import checked_index

__all__ = ["Selection", "cell_at", "weight_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is chosen in a network.

    Attributes
    ----------
    units : dict of Node to int
        The row of each value that belongs to it.
    weight : (Parameter, row, column) or None
        The column of a unit, or of a bias, is None.
    position : int or None
        The column of each sample; None means all.
    """

    units: dict[Node, int] = field(default_factory=dict)
    weight: tuple[Parameter, int, int | None] | None = None
    position: int | None = None


def weight_at(graph: Graph, block: int, row: int, column: int | None) -> Selection:
    """Return a weight with the units at its ends, or the unit of a row.

    A weight that several operations use has only the unit that it leads to, and one of
    a filter has none: it leads to all of a map.

    Raises
    ------
    ExperimentError
        If there is no such weight.
    """
    checked_index("layer", block, len(graph.parameters))
    parameter = graph.parameters[block]
    checked_index("row", row, parameter.shape[0])
    if column is not None:
        checked_index("column", column, parameter.fan_in)
    users = graph.users[parameter]
    ends = {user: row for user in users if user.patches is None}
    if column is not None and len(ends) == 1:
        node, at = read_at(users[0], 0, column)
        ends[node] = at
    weight = (parameter, row, column)
    return Selection(units=_aligned(graph, ends), weight=weight)


def cell_at(
    graph: Graph, name: str, site: int | None, row: int, position: int | None
) -> Selection:
    """Return a number of a value, with those that belong to the same unit.

    Raises
    ------
    ExperimentError
        If there is no such number.
    """
    node = node_named(graph, name, site)
    checked_index("row", row, node.n_rows)
    if position is not None:
        checked_index("column", position, graph.n_positions)
    return Selection(units=_aligned(graph, {node: row}), position=position)


def _aligned(graph: Graph, ends: dict[Node, int]) -> dict[Node, int]:
    """Return the rows that belong together, those nearest to the first ones."""
    found, waiting = dict(ends), deque(ends)
    while waiting:
        node = waiting.popleft()
        for other, row in _beside(graph, node, found[node]):
            if other not in found:
                found[other] = row
                waiting.append(other)
    return found


def _beside(graph: Graph, node: Node, row: int) -> list[tuple[Node, int]]:
    """Return the rows of inputs and readers that are at the same place."""
    found = []
    if _is_aligned(node):
        found += [(edge.node, edge.span[0] + row) for edge in node.inputs]
    for reader, k in graph.readers[node]:
        start, stop = reader.inputs[k].span
        if _is_aligned(reader) and start <= row < stop:
            found.append((reader, row - start))
    return found


def _is_aligned(node: Node) -> bool:
    """Return whether the rows of a value are those of each of its inputs."""
    if not node.inputs or node.parameter is not None or node.patches is not None:
        return False
    if len(node.inputs) > 1 and not kind_of(node.kind).is_elementwise:
        return False
    return all(edge.n_rows == node.n_rows for edge in node.inputs)

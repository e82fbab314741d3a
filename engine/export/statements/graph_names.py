"""Graph names: what the arrays of a network are called in a script.

A value has the name of its node, and its gradient has a d before it, or is delta; what
a map reads, with its row of ones, is x_ and the name of the map.  Where several nodes
have one name their numbers follow, as in h3 or h[t].
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.export.statements.loops import array, arrays, span
from engine.graph import JOIN, Edge, Graph, Node

__all__ = ["GraphNames", "index_of", "listed"]

ASSIGNED = re.compile(r"^(\w+(?:, \w+)*) = ", re.MULTILINE)


class GraphNames:
    """The names of a graph's arrays, as marks of `engine.export.statements.loops`.

    Parameters
    ----------
    graph : Graph
    rows : str
        How rows of an array are taken.
    """

    def __init__(self, graph: Graph, *, rows: str = "[{}]") -> None:
        self._graph, self._rows = graph, rows
        names = [_name(node) for node in graph.nodes]
        self._several = {name for name in names if names.count(name) > 1}
        self._own = set(names)

    def value(self, node: Node) -> str:
        """Return the name of a value."""
        return self.of("", node)

    def gradient(self, node: Node) -> str:
        """Return the name of the gradient of a value."""
        name, index = self.gradient_place(node)
        return name if index is None else array(name, index)

    def gradient_place(self, node: Node) -> tuple[str, int | None]:
        """Return the name of the gradient of a value, and its number if it has one."""
        name, index = self.place("d", node)
        return "delta" if name == "dz" else name, index

    def read(self, node: Node) -> str:
        """Return the name of all that a map reads."""
        (first, *others) = node.inputs
        if others or node.reads_ones:
            return self.of("x_", node)
        return self.value_of(first)

    def value_of(self, edge: Edge) -> str:
        """Return the rows of a value that an edge reads."""
        return self._rows_of(self.value(edge.node), edge)

    def gradient_of(self, edge: Edge) -> str:
        """Return the rows of the gradient that belong to an edge."""
        return self._rows_of(self.gradient(edge.node), edge)

    def of(self, before: str, node: Node) -> str:
        """Return the name of an array of a node that is not its value."""
        name, index = self.place(before, node)
        return name if index is None else array(name, index)

    def place(self, before: str, node: Node) -> tuple[str, int | None]:
        """Return the name of an array of a node, and its number if it has one."""
        name = _name(node)
        return before + name, index_of(node) if name in self._several else None

    def _rows_of(self, name: str, edge: Edge) -> str:
        if edge.rows is None:
            return name
        return name + self._rows.format(span(*edge.rows))

    def joined(self, join: Node) -> str:
        """Return the list of what a join reads."""
        nodes = [edge.node for edge in join.inputs]
        names = {_name(node) for node in nodes}
        if len(names) == 1 < len(nodes) and all(
            edge.rows is None for edge in join.inputs
        ):
            (name,) = names
            return listed(name, map(index_of, nodes))
        return f"[{', '.join(map(self.value_of, join.inputs))}]"

    def statements(self, template: str, names: dict[str, object]) -> list[str]:
        """Return statements of a table with names in them, a line each.

        A variable that is theirs alone gets another name than a value has.
        """
        for found in ASSIGNED.findall(template):
            for name in self._own.intersection(found.split(", ")):
                template = re.sub(rf"\b{name}\b", f"{name}_", template)
        return template.format(**names).split("\n")


def index_of(node: Node) -> int:
    """Return the number of a node among those of its name, as formulas have it."""
    return (node.site or 0) + 1


def listed(name: str, indices: Iterable[int]) -> str:
    """Return the list of some arrays of a name."""
    places = list(indices)
    if places == list(range(places[0], places[-1] + 1)):
        return arrays(name, places[0], places[-1])
    return f"[{', '.join(array(name, place) for place in places)}]"


def _name(node: Node) -> str:
    name = re.sub(r"\W", "_", node.name)
    return f"all_{name}" if node.kind == JOIN else name

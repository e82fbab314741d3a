"""Graph: the operations of a network, and the values that pass between them.

A graph is data.  `engine.networks` makes the graph of an experiment, the table in
`engine.functions.kinds` describes what each operation computes, and `engine.program`
turns both into a flat list of NumPy calls.  Columns of every value are samples, or the
positions of samples that are sequences, sample by sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from engine.patches import Patches

__all__ = ["JOIN", "START", "Edge", "Graph", "Labels", "Node", "Parameter", "Ref"]

START = "start"
"""The kind of a state before the first time step, which is 0."""
JOIN = "join"
"""The kind of values that are one value, the first on top."""

Labels = tuple[tuple[str, int], ...]
"""Labels and lengths of stretches of units."""


def _length(labels: Labels) -> int:
    """Return the length of all stretches together."""
    n = 0
    for _, length in labels:
        n += length
    return n


@dataclass(slots=True, eq=False)
class Parameter:
    """One block ``[W | b]`` of the parameter vector; several nodes may use it.

    Nothing changes it; like `Node`, it is not frozen.

    Attributes
    ----------
    rows, columns : tuple of (str, int)
        Labels and lengths of the stretches of units that W's rows and columns are, such
        as ``hidden 1``.  Of a label like ``input: x1`` the part before the colon is the
        layer.
    use_bias : bool
        Whether a column b follows W: the weights from a unit that is always 1.
    """

    name: str
    rows: Labels
    columns: Labels
    use_bias: bool = True

    @property
    def fan_in(self) -> int:
        """The number of columns of W, which is where a column b is."""
        return _length(self.columns)

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of the block with the bias, (fan_out, fan_in + 1)."""
        return _length(self.rows), _length(self.columns) + self.use_bias

    def place(self, row: int, column: int | None) -> tuple[int, int]:
        """Return where a weight is in the block; without a column, a bias."""
        return row, self.fan_in if column is None else column


class Edge(NamedTuple):
    """The value of a node as the input of another.

    Attributes
    ----------
    node : Node
    rows : (int, int) or None
        The rows that are read, from and to; None means all.
    stop : bool
        Whether the backward pass ends here: no gradient passes.
    """

    node: Node
    rows: tuple[int, int] | None = None
    stop: bool = False

    @property
    def span(self) -> tuple[int, int]:
        """The rows that are read, from and to."""
        return self.rows or (0, self.node.n_rows)

    @property
    def n_rows(self) -> int:
        """The number of rows that are read."""
        start, stop = self.span
        return stop - start


@dataclass(slots=True, eq=False)
class Node:
    """One operation and its value (n_rows, B).

    Nothing changes a node; it is not frozen because that makes it four times as slow
    to create, and a network has many.

    Attributes
    ----------
    kind : str
        A name of `engine.functions.kinds.kinds.KINDS`, an activation or a loss; of a
        node without inputs `START`, if its value is 0 in every step, else ``input``.
    inputs : tuple of Edge
        An affine map reads them as one value, the first on top.
    name : str
        What the value is, such as ``z``; nodes of one name are next to each other in
        memory.
    site : int or None
        The layer or the time step; it tells nodes of one name apart.
    option : float
        A constant of the operation.
    patches : Patches or None
        What is read of a picture, if the input is one.
    n_positions : int
        How many adjacent columns are one sample, for an operation that mixes them.
    """

    kind: str
    inputs: tuple[Edge, ...]
    n_rows: int
    name: str
    site: int | None = None
    parameter: Parameter | None = None
    option: float = 0.0
    patches: Patches | None = None
    n_positions: int = 1

    @property
    def joins_inputs(self) -> bool:
        """Whether the node reads its inputs as one value, the first on top."""
        return self.parameter is not None or self.kind == JOIN

    @property
    def reads_ones(self) -> bool:
        """Whether the node reads a row of ones below its inputs.

        A map of patches does not: it writes patches and ones to memory of its own.
        """
        return (
            self.parameter is not None
            and self.parameter.use_bias
            and self.patches is None
        )


class Ref(NamedTuple):
    """A quantity of a step.

    Attributes
    ----------
    quantity : str
        ``value``, ``grad``, ``local``, ``mask`` of a node, ``y`` of a loss; ``W`` or
        ``dW``, each with its bias, of a parameter; ``dW`` of one of the nodes that
        share it; ``update``.
    of : Node, Parameter or None
        None means all parameters.
    """

    quantity: str
    of: Node | Parameter | None


class Graph:
    """All operations in the order of the forward pass; a loss, if any, comes last.

    Parameters
    ----------
    nodes : tuple of Node

    Attributes
    ----------
    x : Node
        The node whose value is the input of the network.
    users : dict of Parameter to list of Node
        The nodes that use each parameter, which come in the order of first use.
    composed : list of Node
        The maps that read several values, or some rows of one.
    learning : set of Node
        The nodes whose value depends on a parameter.
    """

    def __init__(self, nodes: tuple[Node, ...]) -> None:
        self.nodes = nodes
        users: dict[Parameter, list[Node]] = {}
        learning: set[Node] = set()
        given: list[Node] = []
        self.composed: list[Node] = []
        for node in nodes:
            if node.parameter is not None:
                users.setdefault(node.parameter, []).append(node)
                learning.add(node)
                if len(node.inputs) > 1 or node.inputs[0].rows is not None:
                    self.composed.append(node)
            elif node.inputs:
                for source, _, _ in node.inputs:
                    if source in learning:
                        learning.add(node)
                        break
            elif node.kind != START:
                given.append(node)
        self.users, self.learning = users, learning
        (self.x,) = given

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters in the order of first use; if dense, one for each layer."""
        return tuple(self.users)

    @cached_property
    def _by_name(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.name, []).append(node)
        return found

    def named(self, name: str) -> list[Node]:
        """Return the nodes of a name."""
        return self._by_name.get(name, [])

    @cached_property
    def n_positions(self) -> int:
        """How many adjacent columns are one sample."""
        return max([node.n_positions for node in self.nodes])

    @cached_property
    def n_values(self) -> int:
        """The numbers that the values of all nodes have for one sample."""
        return self.n_positions * sum(node.n_rows for node in self.nodes)

    @cached_property
    def readers(self) -> dict[Node, list[tuple[Node, int]]]:
        """The nodes that read the value of each node, with the index of their input."""
        found: dict[Node, list[tuple[Node, int]]] = {node: [] for node in self.nodes}
        for node in self.nodes:
            for k, edge in enumerate(node.inputs):
                found[edge.node].append((node, k))
        return found

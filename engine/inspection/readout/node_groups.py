"""Node groups: the nodes of a graph that are one operation at several sites."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from engine.graph import Graph, Node
from engine.program.memory.placement import placement_of

__all__ = ["NodeGroup", "node_groups"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NodeGroup:
    """Nodes of one name that compute the same with the same parameters.

    Attributes
    ----------
    name, kind : str
        See `engine.graph.Node`.
    n_rows : int
        The rows of each value.
    block : int or None
        The number of the block of parameters that all of them use.
    nodes : tuple of Node
        In the order of the graph.
    reached : tuple of bool
        Whether a gradient reaches each node.
    """

    name: str
    kind: str
    n_rows: int
    block: int | None
    nodes: tuple[Node, ...]
    reached: tuple[bool, ...]

    @property
    def has_gradient(self) -> bool:
        """Whether a gradient reaches any node."""
        return any(self.reached)


@lru_cache(maxsize=256)
def node_groups(graph: Graph) -> tuple[NodeGroup, ...]:
    """Return the groups of a training step's graph, but for its loss; made once.

    They are in the order in which their first nodes are computed.
    """
    blocks = {parameter: i for i, parameter in enumerate(graph.parameters)}
    found: dict[tuple[str, str, int, int | None], list[Node]] = {}
    for node in graph.nodes[:-1]:
        block = None if node.parameter is None else blocks[node.parameter]
        found.setdefault((node.name, node.kind, node.n_rows, block), []).append(node)
    reached = placement_of(graph).contributions
    return tuple(
        NodeGroup(
            name=name,
            kind=kind,
            n_rows=n_rows,
            block=block,
            nodes=tuple(nodes),
            reached=tuple(node in reached for node in nodes),
        )
        for (name, kind, n_rows, block), nodes in found.items()
    )

"""Groups: the parts of a network that its operations belong to, read from its graph.

The operations of a network that begins with a state belong to time steps, those of one
whose positions read each other to the parts of a transformer's block, and all others to
layers.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.graph import START, Graph, Node

__all__ = ["PARTS", "GroupKey", "group_keys", "part_of"]

PARTS = ("embedding", "attention", "hidden", "output")
"""The parts of a transformer, in the order of the forward pass."""
NAMED = {
    "h": ("embedding", "attention", "hidden"),
    "n": ("attention", "hidden", "output"),
    "z": ("hidden", "output"),
    "a": ("hidden", "output"),
    "m": ("hidden",),
}
"""The parts of nodes by name and site; all other nodes belong to the attention."""


class GroupKey(NamedTuple):
    """What an operation belongs to.

    Attributes
    ----------
    name : str
        ``layer``, ``step``, ``output``, or another one of `PARTS`.
    number : int
        From 0; no two groups of a network have the same.
    """

    name: str
    number: int


def part_of(node: Node) -> str:
    """Return the part of a transformer that a node belongs to."""
    parts = NAMED.get(node.name)
    return parts[node.site or 0] if parts else "attention"


def group_keys(graph: Graph) -> dict[Node, GroupKey]:
    """Return what nodes belong to.

    The input, the loss, states before the first step and what is joined belong to
    nothing.
    """
    nodes = [node for node in graph.nodes[:-1] if node.inputs and node.site is not None]
    if graph.n_positions > 1:
        parts = {node: part_of(node) for node in nodes}
        return {node: GroupKey(part, PARTS.index(part)) for node, part in parts.items()}
    states = [node for node in graph.nodes if node.kind == START]
    if states:
        return _by_step(graph, nodes, len(graph.named(states[0].name)) - 1)
    last = len(graph.parameters) - 1
    found = {}
    for node in nodes:
        assert node.site is not None
        found[node] = GroupKey("output" if node.site == last else "layer", node.site)
    return found


def _by_step(graph: Graph, nodes: list[Node], n_steps: int) -> dict[Node, GroupKey]:
    """Return the time step of each node; what not every step has is the output."""
    found = {}
    for node in nodes:
        assert node.site is not None
        is_repeated = len(graph.named(node.name)) >= n_steps
        name, number = ("step", node.site) if is_repeated else ("output", n_steps)
        found[node] = GroupKey(name, number)
    return found

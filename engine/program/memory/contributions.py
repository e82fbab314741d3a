"""Contributions: which nodes pass a gradient to which, from the loss on."""

from __future__ import annotations

from engine.functions.kinds.kind import Kind
from engine.graph import Graph, Node

__all__ = ["Passed", "Users", "contributions_of"]

Users = list[tuple[Node, int]]
"""Nodes that read a value, with the index of their input."""
Passed = list[tuple[int, bool]]
"""Inputs to which a node passes a gradient, and whether it is the first that does."""


def contributions_of(
    graph: Graph, kinds: dict[Node, Kind]
) -> tuple[dict[Node, Users], dict[Node, Passed]]:
    """Return which nodes pass a gradient to each node, and to which of its inputs each.

    Both are in the order of the backward pass, which begins at the last node, the loss.
    ``kinds`` are those of all nodes but inputs.
    """
    learning, loss = graph.learning, graph.nodes[-1]
    found: dict[Node, Users] = {}
    all_passed: dict[Node, Passed] = {}
    for node in reversed(kinds):
        if node is not loss and node not in found:
            continue
        into = kinds[node].into
        passed: Passed = []
        for k, (source, _, stop) in enumerate(node.inputs):
            if source not in learning or stop or not (into is None or k in into):
                continue
            users = found.get(source)
            passed.append((k, users is None))
            if users is None:
                found[source] = [(node, k)]
            else:
                users.append((node, k))
        all_passed[node] = passed
    return found, all_passed

"""Guests: rows of the network's input that are above the value that a map reads last.

A map of several inputs reads them as one block of memory without copying a value that
a step computes; only the input, which is known from the start, is copied there.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.graph import Edge, Graph, Node

__all__ = ["copied_of", "guests_of", "lead_of"]


def guests_of(graph: Graph) -> dict[Node, int]:
    """Return the number of guests that each map reads above its last input.

    All maps that read a value and guests above it read the same guests.
    """
    found: dict[Node, int] = {}
    hosts: dict[Node, tuple[Edge, ...]] = {}
    for node in graph.composed:
        if len(node.inputs) == 1:
            continue
        *above, last = node.inputs
        if last.rows is None and last.node is not graph.x:
            if all(edge.node is graph.x for edge in above):
                if hosts.setdefault(last.node, tuple(above)) == tuple(above):
                    found[node] = sum(edge.n_rows for edge in above)
    return found


def copied_of(graph: Graph, guests: Mapping[Node, int]) -> frozenset[Node]:
    """Return the maps whose inputs are no one block of memory, but have to be."""
    return frozenset(
        [
            node
            for node in graph.composed
            if (len(node.inputs) > 1 or node.reads_ones) and node not in guests
        ]
    )


def lead_of(guests: Mapping[Node, int]) -> dict[str, int]:
    """Return the number of rows above each value of a name."""
    lead: dict[str, int] = {}
    for node, n_rows in guests.items():
        name = node.inputs[-1].node.name
        lead[name] = max(lead.get(name, 0), n_rows)
    return lead

"""Reduced: the graph of a training step without dropout, or without its loss.

Whole data sets and the grid of a surface are evaluated without both.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from engine.graph import Edge, Graph, Node

__all__ = ["forward_part", "without_dropout"]


@lru_cache(maxsize=256)
def forward_part(graph: Graph) -> Graph:
    """Return all nodes but the loss, which is the last one; made once."""
    return Graph(graph.nodes[:-1])


@lru_cache(maxsize=256)
def without_dropout(graph: Graph) -> Graph:
    """Return a graph in which what reads a value after dropout reads it before.

    It is made once, and the same graph if nothing is dropped; parameters are the same.
    """
    if not any(node.kind == "dropout" for node in graph.nodes):
        return graph
    made: dict[Node, Node] = {}
    for node in graph.nodes:
        if node.kind == "dropout":
            made[node] = made[node.inputs[0].node]
        else:
            edges = (Edge(made[e.node], e.rows, e.stop) for e in node.inputs)
            made[node] = replace(node, inputs=tuple(edges))
    return Graph(tuple(dict.fromkeys(made.values())))

"""Nodes: operations of a graph by the name that others use."""

from __future__ import annotations

from engine.graph import Graph, Node
from engine.limits import ExperimentError

__all__ = ["node_named"]


def node_named(graph: Graph, name: str | None, site: int | None) -> Node:
    """Return a node by its name and site; -1 means no site where there is no such site.

    Raises
    ------
    ExperimentError
        If there is no such node, or it is the loss.
    """
    nodes = [node for node in graph.nodes[:-1] if node.name == name]
    if not nodes:
        names = list(dict.fromkeys(node.name for node in graph.nodes[:-1]))
        message = f"node must be one of {', '.join(names)}, not {name!r}"
        raise ExperimentError("node", name, message, names)
    by_site = {node.site: node for node in nodes}
    if site == -1 and site not in by_site:
        site = None
    if site not in by_site:
        sites = [each for each in by_site if each is not None]
        message = f"{name} has no site {site}, only {min(sites)} to {max(sites)}"
        raise ExperimentError("site", site, message, max(sites))
    return by_site[site]

"""Joins: values that are parts of the memory of another, one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.graph import JOIN, Node

__all__ = ["join_of", "rows_before", "silent_joins"]


def join_of(users: Iterable[tuple[Node, int]]) -> tuple[Node, int] | None:
    """Return the first of the users of a value, if any, that joins it with others.

    Users are nodes that read the value, with the index of their input; a join of only
    some of its rows does not count.
    """
    joins = (
        (user, k)
        for user, k in users
        if user.kind == JOIN and user.inputs[k].rows is None
    )
    return next(joins, None)


def rows_before(join: Node, k: int) -> int:
    """Return the number of rows above part k of a join."""
    return sum(edge.n_rows for edge in join.inputs[:k])


def silent_joins(
    placed: Iterable[Node], owners: Mapping[tuple[str, Node], Node]
) -> dict[Node, list[Node]]:
    """Return the joins whose parts are all in place, by the node that is the last one.

    ``owners`` are those of `Placement`, ``placed`` all nodes that are computed.
    """
    order = {node: i for i, node in enumerate(placed)}
    last_of: dict[Node, Node] = {}
    found: dict[Node, list[Node]] = {}
    for node in order:
        if node.kind != JOIN:
            continue
        parts = {edge.node for edge in node.inputs if edge.rows is None}
        are_in_place = (owners.get(("value", part)) is node for part in parts)
        if len(parts) == len(node.inputs) and all(are_in_place):
            last = max(parts, key=order.__getitem__)
            last_of[node] = last_of.get(last, last)
            found.setdefault(last_of[node], []).append(node)
    return found

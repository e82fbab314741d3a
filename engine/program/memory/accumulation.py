"""Accumulation: which contributions to a gradient are written, and which are added.

Contributions to different rows do not meet, so each is written to its own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from engine.graph import Node
from engine.program.memory.placement import Placement

__all__ = ["Accumulation", "accumulation"]


class Accumulation(NamedTuple):
    """How the gradient of a node's value comes together.

    Attributes
    ----------
    added : frozenset of (Node, int)
        The contributions, by node and index of its input, that are added to rows to
        which an earlier one went; all others are written.
    cleared : tuple of (int, int)
        Rows, from and to, that are set to 0 before, because none is written there.
    """

    added: frozenset[tuple[Node, int]]
    cleared: tuple[tuple[int, int], ...]


@lru_cache(maxsize=4096)
def accumulation(placement: Placement, node: Node) -> Accumulation:
    """Return how the contributions to a node's gradient come together."""
    added, taken, rest = set(), set[int](), set(range(node.n_rows))
    for user, k in placement.contributions[node]:
        rows = range(*user.inputs[k].span)
        if taken.isdisjoint(rows):
            rest.difference_update(rows)
        else:
            added.add((user, k))
        taken.update(rows)
    starts = sorted(row for row in rest if row - 1 not in rest)
    stops = sorted(row + 1 for row in rest if row + 1 not in rest)
    return Accumulation(frozenset(added), tuple(zip(starts, stops, strict=True)))

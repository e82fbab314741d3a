"""Step numbers: how many numbers a step, or a forward pass, holds for each sample."""

from __future__ import annotations

from functools import lru_cache

from engine.graph import Graph
from engine.networks.reduced import forward_part
from engine.program.memory.placement import Placement, placement_of

__all__ = ["forward_numbers", "step_numbers"]


def step_numbers(graph: Graph) -> int:
    """Count the numbers of one sample in a step, with what is copied or kept."""
    return _numbers(placement_of(graph))


def forward_numbers(graph: Graph) -> int:
    """Count those of a forward pass, with its scratch."""
    placement = placement_of(forward_part(graph))
    return _numbers(placement) + placement.n_scratch * placement.graph.n_positions


@lru_cache(maxsize=256)
def _numbers(placement: Placement) -> int:
    copied = sum(edge.n_rows for node in placement.copied for edge in node.inputs)
    masks = sum(node.n_rows for node in placement.masked)
    kept = sum(
        kind.n_kept(node.patches)
        for node, kind in placement.kinds.items()
        if kind.n_kept is not None and node.patches is not None
    )
    n_rows = placement.n_rows + placement.n_input_rows + copied + masks + kept
    return n_rows * placement.graph.n_positions

"""Step numbers: how many numbers a step, or a forward pass, holds for each sample."""

from __future__ import annotations

from functools import lru_cache

from engine.graph import Graph
from engine.program.memory.placement import Placement, placement_of

__all__ = ["forward_numbers", "step_numbers"]


def step_numbers(graph: Graph) -> int:
    """Count the numbers of one sample in a step, with what is copied or kept."""
    placement = placement_of(graph)
    return (placement.n_rows + _others(placement)) * graph.n_positions


def forward_numbers(graph: Graph) -> int:
    """Count those of a forward pass, with its scratch."""
    placement = placement_of(graph)
    n_rows = placement.n_value_rows + placement.n_value_scratch
    return (n_rows + _others(placement)) * graph.n_positions


@lru_cache(maxsize=256)
def _others(placement: Placement) -> int:
    """Count the rows that are outside the tape."""
    copied = sum(edge.n_rows for node in placement.copied for edge in node.inputs)
    masks = sum(node.n_rows for node in placement.masked)
    return placement.n_input_rows + copied + masks + sum(placement.kept.values())

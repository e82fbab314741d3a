"""Step numbers: how many numbers a training step holds in memory for each sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.program.memory.placement import placement_of_step

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = ["step_numbers"]


def step_numbers(experiment: Experiment) -> int:
    """Count the numbers of one sample: its quantities, and what is copied or kept."""
    placement = placement_of_step(experiment)
    copied = sum(edge.n_rows for node in placement.copied for edge in node.inputs)
    masks = sum(node.n_rows for node in placement.masked)
    kept = sum(
        kind.n_kept(node.patches)
        for node, kind in placement.kinds.items()
        if kind.n_kept is not None and node.patches is not None
    )
    n_rows = placement.n_rows + placement.n_input_rows + copied + masks + kept
    return n_rows * placement.graph.n_positions

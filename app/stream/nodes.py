"""Nodes in frames: values and gradients of the operations that a watch names."""

from functools import partial
from typing import Any, Literal, TypeAlias

import numpy as np

from app.protocol.commands.commands import Watch
from engine import Readout, Trainer
from engine.inspection.readout.node_numbers import NodeRows, node_rows

__all__ = [
    "NodeSection",
    "node_gradient_sizes",
    "node_gradients",
    "node_sizes",
    "node_values",
]

Quantity: TypeAlias = Literal["value", "grad"]


class NodeSection:
    """A section of numbers of some nodes, or of their sizes.

    Attributes
    ----------
    layer : None
        It belongs to no layer.
    dimensions : dict
        Its length, by the name in the table.
    """

    def __init__(
        self,
        rows: NodeRows,
        quantity: Quantity,
        names: frozenset[str],
        *,
        of_sizes: bool,
    ) -> None:
        self._quantity, self._names, self._of_sizes = quantity, names, of_sizes
        counted = {"value": "values", "grad": "gradients"}[quantity]
        length = rows.n_numbers
        if of_sizes:
            counted = {"value": "value nodes", "grad": "gradient nodes"}[quantity]
            length = rows.n_nodes
        self.layer = None
        self.dimensions: dict[str, int] = {counted: length}

    def write(self, readout: Readout, view: Any) -> None:
        """Fill the view; with NaN where there is no step to read."""
        found = readout.node_numbers(self._quantity, self._names)
        if found is None:
            view.fill(np.nan)
        elif self._of_sizes:
            np.copyto(view, found.sizes())
        else:
            is_mean = self._quantity == "value"
            numbers = found.means() if is_mean else found.sums()
            np.copyto(view, numbers, "same_kind")


def _section_of(
    trainer: Trainer,
    watch: Watch,
    *,
    fps: int,  # noqa: ARG001
    quantity: Quantity,
    of_sizes: bool,
) -> NodeSection | None:
    """Return what writes a section; None of a dense network and without such nodes."""
    if trainer.experiment.is_dense:
        return None
    names = frozenset(watch.nodes)
    rows = node_rows(trainer.graph, quantity, names)
    if not rows.n_nodes:
        return None
    return NodeSection(rows, quantity, names, of_sizes=of_sizes)


node_values = partial(_section_of, quantity="value", of_sizes=False)
node_gradients = partial(_section_of, quantity="grad", of_sizes=False)
node_sizes = partial(_section_of, quantity="value", of_sizes=True)
node_gradient_sizes = partial(_section_of, quantity="grad", of_sizes=True)

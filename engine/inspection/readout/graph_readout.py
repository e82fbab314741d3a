"""Graph readout: what can be read of any kind of network, parameters and nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.inspection.readout.followed import (
    Followed,
    coming_forward_pass,
    followed,
    own_step,
)
from engine.inspection.readout.node_numbers import NodeNumbers, node_rows
from engine.program.batches import in_columns

if TYPE_CHECKING:
    from engine.program.trace import Trace
    from engine.training.trainer import Trainer

__all__ = ["GraphReadout"]


class GraphReadout:
    """Reads the parameters and the nodes of a network once, if they are asked for.

    Parameters
    ----------
    trainer : Trainer
    probe : int or None
        Training sample whose signals are read; None is the mean over the batch.  All
        its numbers are of one step, see `engine.inspection.readout.followed`; before
        the first step it has its values, with the present weights.
    """

    def __init__(self, trainer: Trainer, *, probe: int | None = None) -> None:
        self.trainer = trainer
        self.probe = probe
        self._step = trainer.last_step()
        self._followed: Followed | None = None
        self._nodes: dict[tuple[str, frozenset[str]], NodeNumbers | None] = {}

    # ---- parameters ------------------------------------------------------------------

    def parameters(self) -> Array:
        """Return all weights and biases as they are now, (P,)."""
        return self.trainer.vector

    def forward_parameters(self) -> Array | None:
        """Return those before the step just applied, (P,).

        A probe has the present ones where there is no step yet.
        """
        if self._step is None:
            return None if self.probe is None else self.parameters()
        before: Array = self._step.before[0]
        return before

    def gradient(self) -> Array | None:
        """Return all gradients of the step just applied, (P,).

        Of a probe what it adds to them, or its own if it was not in the batch.
        """
        if self._step is None or self.probe is None:
            return None if self._step is None else self._step.gradient
        trace, column = self._own_trace()
        if not trace.experiment.is_dense:
            return self._gradient_alone()
        own = np.full_like(trace.gradient, np.nan)
        for layer, (W, b) in zip(trace.layers, trace.layout.pairs(own), strict=True):
            delta = layer.delta[:, column, None]
            np.multiply(delta, layer.a_prev[:, column], W)
            if b is not None:
                b[...] = delta
        own[np.isnan(trace.gradient)] = np.nan
        return own

    def _gradient_alone(self) -> Array:
        """Return what the probe adds to the gradients, by a step of its own."""
        found = self._followed
        assert found is not None
        assert self.probe is not None
        if not found.in_batch:
            return found.trace.gradient
        alone = own_step(self.trainer, found.step, self.probe)
        share: Array = alone.gradient / found.step.batch_size
        return share

    def update(self) -> Array | None:
        """Return what that step added to the parameters, (P,)."""
        step = self._step
        return None if step is None else np.subtract(step.after[0], step.before[0])

    # ---- nodes of the graph ----------------------------------------------------------

    def node_numbers(self, quantity: str, names: frozenset[str]) -> NodeNumbers | None:
        """Return a quantity, ``value`` or ``grad``, of the nodes of some names.

        Of the batch in the step just applied; of the probe in the same step, or with
        the present weights before the first step.  None where there is no step.
        """
        key = quantity, names
        if key not in self._nodes:
            self._nodes[key] = self._node_numbers(quantity, names)
        return self._nodes[key]

    def _node_numbers(self, quantity: str, names: frozenset[str]) -> NodeNumbers | None:
        graph, sample, step = self.trainer.graph, None, self._step
        if self.probe is not None:
            trace, sample = self._own_trace()
            if not trace.done or trace.placement.graph is not graph:
                trace, sample = coming_forward_pass(self.trainer, self.probe), 0
            step = trace.vectors
        if step is None or step.placement.graph is not graph:
            return None
        return NodeNumbers(
            node_rows(graph, quantity, names), step, graph.n_positions, sample
        )

    def targets(self) -> Array | None:
        """Return the targets of the probe, (n_rows, n_positions); None without one."""
        if self.probe is None:
            return None
        y = self.trainer.data.train_y[:, self.probe, None]
        return in_columns(y, self.trainer.graph.n_positions)

    def _own_trace(self) -> tuple[Trace, int]:
        """Return where the numbers of the probe are."""
        if self._followed is None:
            is_live = not self.trainer.op_index
            self._followed = followed(self.trainer, self.probe, is_live=is_live)
        return self._followed.trace, self._followed.column or 0

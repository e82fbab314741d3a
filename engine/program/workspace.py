"""Workspace: the memory and the programs of an experiment.

It holds data, parameters, gradient, optimizer slots and the compiled programs of a
full batch and of a smaller last one.  A batch is a block of an epoch buffer, into which
the samples are copied in the order of each epoch; so only the three calls that use x or
y differ from batch to batch.  The program of a smaller last batch, and the calls of
each batch, are made at their first use.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Array, Call, frozen
from engine.data.cache import shared_data
from engine.experiment.experiment import Experiment
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.update_buffers import N_FIXED_ROWS
from engine.networks.networks import layout_of
from engine.program.batches import Batches
from engine.program.memory.placement import placement_of_step
from engine.program.ops.op import Clock
from engine.program.ops.update import changes_gradient
from engine.program.program import Program, Vectors
from engine.program.trace import StepVectors

__all__ = ["Workspace"]


class Workspace:
    """The memory of one experiment.

    Attributes
    ----------
    data : SplitData
    layout : ParameterLayout
    placement : Placement
        Of the experiment's graph.
    matrix : Array
        (4 + k, P), see `engine.functions.update_buffers`.
    state : Array
        (1 + k, P): its rows of parameters and slots.
    vector : Array
        (P,): the parameters, read-only.
    before : Array
        The state before the step that began last.
    gradient : Array
        (P,), without penalties.
    order : Array
        (n_train,): the order of samples in this epoch.
    slices : list of slice
        The batches of an epoch.
    vectors : dict
        For each batch, the buffers that hold its step after it has run.
    """

    def __init__(
        self,
        experiment: Experiment,
        *,
        dtype: Any,
        clock: Clock,
        dropout_rng: np.random.Generator,
    ) -> None:
        self.experiment, self.dtype = experiment, dtype
        self._clock, self._dropout_rng = clock, dropout_rng
        self.data = shared_data(experiment)
        self.placement = placement_of_step(experiment)
        self.layout = layout_of(experiment, self.placement.graph)
        self._allocate()
        self._lay_out_batches()

    def _allocate(self) -> None:
        e = self.experiment
        rows = N_FIXED_ROWS + len(OPTIMIZERS[e.optimizer].slots)
        self.matrix = np.zeros((rows, self.layout.n_parameters), self.dtype)
        self.state = self.matrix[N_FIXED_ROWS - 1 :]
        self.vector = frozen(self.state[0].view())
        is_apart = changes_gradient(e)
        self.gradient = np.zeros_like(self.state[0]) if is_apart else self.matrix[1]
        self.before = np.zeros_like(self.state)

    def _lay_out_batches(self) -> None:
        batch = self.experiment.batch
        n_positions = self.placement.graph.n_positions
        given = self.data.train_x
        n_train, self._n_inputs = given.shape[1], len(given) // n_positions
        shape = (n_positions, self.placement.n_input_rows, n_train)
        train_x = np.ones(shape, self.dtype)
        train_x[:, : self._n_inputs] = given.reshape(n_positions, -1, n_train)
        self._x = Batches(train_x.reshape(-1, n_train), batch, n_positions)
        self._y = Batches(self.data.train_y.astype(self.dtype), batch, n_positions)
        self._in_order = np.arange(n_train)
        self.order = self._in_order.copy()
        starts = range(0, n_train, batch)
        self.slices = [slice(k, min(k + batch, n_train)) for k in starts]
        self._programs = {batch: self._compiled(batch)}
        self._bound: list[list[Call] | None] = [None] * len(self.slices)
        self.vectors: dict[int, StepVectors] = {}

    def _compiled(self, batch: int) -> Program:
        return Program(
            experiment=self.experiment,
            placement=self.placement,
            layout=self.layout,
            vectors=Vectors(self.matrix, self.gradient),
            n_columns=batch * self.placement.graph.n_positions,
            clock=self._clock,
            dropout_rng=self._dropout_rng,
        )

    def set_scalars(self, experiment: Experiment) -> None:
        """Take over an experiment that differs in the fields `SCALARS` only."""
        self.experiment = experiment
        for program in self._programs.values():
            program.set_scalars(experiment)

    @property
    def n_batches(self) -> int:
        """The number of steps of an epoch."""
        return len(self.slices)

    def program(self, batch_index: int) -> Program:
        """Return the program of a batch; the last may be a smaller one."""
        here = self.slices[batch_index]
        size = here.stop - here.start
        found = self._programs.get(size)
        if found is None:
            found = self._programs[size] = self._compiled(size)
        return found

    def x(self, batch_index: int) -> Array:
        """Return the inputs (n_inputs, n_columns) of a batch."""
        return self._x.blocks[batch_index][: self._n_inputs]

    def y(self, batch_index: int) -> Array:
        """Return the targets (n_outputs, n_columns) of a batch."""
        return self._y.blocks[batch_index]

    def calls(self, batch_index: int) -> list[Call]:
        """Return all calls of the step on a batch."""
        calls = self._bound[batch_index]
        if calls is None:
            x, y = self._x.blocks[batch_index], self._y.blocks[batch_index]
            calls = self.program(batch_index).bind(x, y)
            self._bound[batch_index] = calls
        return calls

    def upcoming(self, batch_index: int, n_steps: int) -> list[list[Call]]:
        """Return the calls of up to n_steps steps that need no new order of samples.

        A full batch never needs one.
        """
        if len(self.slices) == 1:
            return [self.calls(0)] * n_steps
        stop = min(batch_index + n_steps, len(self.slices))
        return [self._bound[k] or self.calls(k) for k in range(batch_index, stop)]

    def draw_order(self, rng: np.random.Generator) -> None:
        """Draw an order and copy the samples into it; a full batch keeps its order."""
        if len(self.slices) == 1:
            return
        np.copyto(self.order, self._in_order)
        rng.shuffle(self.order)
        self._x.take(self.order)
        self._y.take(self.order)

"""Workspace: everything that an experiment fixes, laid out in memory once.

Data, parameters, gradient, optimizer slots and the compiled programs of a full batch
and of a leftover one.  A batch is a slice of one epoch buffer, into which every epoch's
order of samples is taken; so only the three calls that touch x or y differ from batch
to batch, and their lists are made when a batch is first visited.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Array, Call
from engine.data import build_data
from engine.experiment import Experiment
from engine.forward import with_ones
from engine.initializers import INITIALIZERS
from engine.layers import Layout
from engine.optimizers import N_FIXED_ROWS, OPTIMIZERS
from engine.program import Clock, Program

__all__ = ["Workspace", "initial_vector"]


class Workspace:
    """The memory of one experiment.

    Attributes
    ----------
    data : Data
    layout : Layout
    matrix : Array
        (4 + k, P), see `engine.optimizers`.
    state : Array
        (1 + k, P): its rows of parameters and slots.
    before : Array
        The state before the step last begun.
    gradient : Array
        (P,), without penalties.
    order : Array
        (n_train,): the order of samples in this epoch.
    slices : list of slice
        The batches of an epoch.
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
        self.data = build_data(experiment)
        self.layout = Layout(
            experiment.sizes, experiment.activations, use_bias=experiment.use_bias
        )
        self._allocate()
        self._lay_out_batches()

    def _allocate(self) -> None:
        e = self.experiment
        rows = N_FIXED_ROWS + len(OPTIMIZERS[e.optimizer].slots)
        self.matrix = np.zeros((rows, self.layout.n_parameters), self.dtype)
        self.state = self.matrix[N_FIXED_ROWS - 1 :]
        penalized = e.l1 > 0 or e.l2 > 0
        self.gradient = np.zeros_like(self.state[0]) if penalized else self.matrix[1]
        self.before = np.zeros_like(self.state)
        self.checkpoint = np.zeros_like(self.state)

    def _lay_out_batches(self) -> None:
        e, extra = self.experiment, self.layout.extra
        self._train_x = with_ones(self.data.train_x, extra, self.dtype)
        self._train_y = self.data.train_y.astype(self.dtype)
        n_train, batch = self._train_x.shape[1], e.batch
        self._shuffles = batch < n_train
        self.epoch_x = self._train_x.copy() if self._shuffles else self._train_x
        self.epoch_y = self._train_y.copy() if self._shuffles else self._train_y
        self.order = np.arange(n_train)
        starts = range(0, n_train, batch)
        self.slices = [slice(k, min(k + batch, n_train)) for k in starts]
        self._whole = self._compiled(batch)
        rest = n_train % batch
        self._rest = self._compiled(rest) if rest else self._whole
        self._bound: list[list[Call] | None] = [None] * len(self.slices)

    def _compiled(self, n_columns: int) -> Program:
        return Program(
            experiment=self.experiment,
            layout=self.layout,
            matrix=self.matrix,
            gradient=self.gradient,
            n_columns=n_columns,
            clock=self._clock,
            dropout_rng=self._dropout_rng,
        )

    @property
    def n_batches(self) -> int:
        """Steps of an epoch."""
        return len(self.slices)

    def program(self, batch_index: int) -> Program:
        """Return the program of a batch; the last may be a smaller one."""
        return self._rest if batch_index == len(self.slices) - 1 else self._whole

    def calls(self, batch_index: int) -> list[Call]:
        """Return all calls of the step on a batch."""
        calls = self._bound[batch_index]
        if calls is None:
            here, program = self.slices[batch_index], self.program(batch_index)
            calls = program.bind(self.epoch_x[:, here], self.epoch_y[:, here])
            self._bound[batch_index] = calls
        return calls

    def draw_order(self, rng: np.random.Generator) -> None:
        """Draw this epoch's order and take the samples into it; a full batch keeps."""
        if not self._shuffles:
            return
        self.order[:] = np.arange(len(self.order))
        rng.shuffle(self.order)
        np.take(self._train_x, self.order, axis=1, out=self.epoch_x, mode="clip")
        np.take(self._train_y, self.order, axis=1, out=self.epoch_y, mode="clip")


def initial_vector(
    experiment: Experiment, layout: Layout, rng: np.random.Generator
) -> Array:
    """Return the parameters (P,) that a run starts with."""
    vector = np.zeros(layout.n_parameters)
    initializer = INITIALIZERS[experiment.initializer]
    scale = experiment.initializer_scale
    if scale is None:
        scale = initializer.scale or 0.0
    given = experiment.initial_parameters
    for (W, b), layer in zip(layout.pairs(vector), layout.layers, strict=True):
        if given is None:
            W[...] = initializer.draw(layer.fan_in, layer.fan_out, rng, scale)
            continue
        W[...] = given[layer.index][0]
        if b is not None:
            b[:, 0] = given[layer.index][1]
    return vector

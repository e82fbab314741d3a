"""A training loop over a compiled graph, without an experiment."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from engine.arrays import execute
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS, Constants
from engine.functions.update_buffers import N_FIXED_ROWS, UpdateBuffers
from engine.program.compiled import Compiled
from engine.program.memory.placement import Placement


class TrainingLoop:
    """Trains a graph on batches that it is fed.

    Attributes
    ----------
    x, y : ndarray
        (n_rows, n_columns) of the batch, to be filled.
    vector : ndarray
        (P,): all parameters, in the order of the graph.
    n_calls : int
        The calls of a step, update and all.
    """

    def __init__(self, graph, n_columns, *, optimizer="adam", rate=0.01, **constants):
        self.optimizer, self.rate = OPTIMIZERS[optimizer], rate
        self.constants, self.t = Constants(**constants), 0
        sizes = [int(np.prod(p.shape)) for p in graph.parameters]
        n_rows = N_FIXED_ROWS + len(self.optimizer.slots)
        self.buffers = UpdateBuffers(np.zeros((n_rows, sum(sizes))))
        self.vector, self.graph = self.buffers.parameters, graph
        ends = np.cumsum([0, *sizes])
        self.blocks, gradients = (
            {
                parameter: vector[start:stop].reshape(parameter.shape)
                for parameter, (start, stop) in zip(
                    graph.parameters, pairwise(ends), strict=True
                )
            }
            for vector in (self.vector, self.buffers.g)
        )
        self.compiled = Compiled(
            Placement(graph), n_columns, parameters=self.blocks, gradients=gradients
        )
        update = self.optimizer.build(self.buffers, self.constants)
        self._calls = [call for op in self.compiled.ops for call in op.calls]
        self._calls += [call for _, _, calls in update for call in calls]
        self._calls.append((np.add, (self.vector, self.buffers.update, self.vector)))
        self.n_calls = len(self._calls)
        self.x = self.compiled.memory.x[: graph.nodes[0].n_rows]
        self.y = self.compiled.memory.y

    def draw(self, seed, scale=1.0):
        """Draw weights of variance scale^2 / fan_in; biases are 0."""
        rng = np.random.default_rng(seed)
        for parameter, block in self.blocks.items():
            fan_in = parameter.fan_in
            block[:, :fan_in] = rng.normal(
                0, scale / np.sqrt(fan_in), (len(block), fan_in)
            )

    def step(self):
        """Make one update by what ``x`` and ``y`` hold."""
        self.t += 1
        scalars = self.optimizer.scalars(self.t, self.rate, self.constants)
        self.buffers.set_scalars(scalars)
        execute(self._calls)

    def forward(self, vector):
        """Compute the outputs of what ``x`` holds, by other parameters (P,)."""
        self.vector[...] = vector
        ops = (op for op in self.compiled.ops if op.phase == "forward")
        execute(call for op in ops for call in op.calls)

    def outputs(self):
        """Return the outputs of the last forward pass, (n_outputs, n_columns)."""
        a = self.graph.nodes[-1].inputs[1].node
        return self.compiled.memory.tape.view("value", a)

    def loss(self):
        """Return the loss of the last forward pass."""
        z, a = (edge.node for edge in self.graph.nodes[-1].inputs)
        view = self.compiled.memory.tape.view
        loss = LOSSES[self.graph.nodes[-1].kind]
        return loss.value(view("value", z), view("value", a), self.y).real

"""Graph step: a network that is no experiment, compiled and trained on one batch."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np

from engine.graph import Graph
from engine.program.compiled import Compiled
from engine.program.memory.placement import placement_of

__all__ = ["GraphStep"]


class GraphStep:
    """A step of gradient descent on random numbers.

    Attributes
    ----------
    x, y : Array
        (n_rows, B) of the batch.
    vector : Array
        (P,) of all parameters.
    blocks : list of Array
        Views ``[W | b]`` of it.
    """

    def __init__(
        self, graph: Graph, n_columns: int, *, rate: float, scale: float = 0.4
    ) -> None:
        rng = np.random.default_rng(0)
        shapes = [parameter.shape for parameter in graph.parameters]
        ends = list(accumulate((rows * columns for rows, columns in shapes), initial=0))
        self.vector = rng.normal(0, scale, ends[-1])
        gradient = np.zeros(ends[-1])
        self.blocks, gradients = (
            [
                vector[start:stop].reshape(shape)
                for (start, stop), shape in zip(pairwise(ends), shapes, strict=True)
            ]
            for vector in (self.vector, gradient)
        )
        compiled = Compiled(
            placement_of(graph),
            n_columns,
            parameters=dict(zip(graph.parameters, self.blocks, strict=True)),
            gradients=dict(zip(graph.parameters, gradients, strict=True)),
        )
        memory, update = compiled.memory, np.empty_like(gradient)
        memory.x[...] = rng.normal(size=memory.x.shape)
        memory.y[...] = rng.normal(size=memory.y.shape)
        self.x, self.y = memory.x, memory.y
        self._calls = (
            *(call for op in compiled.ops for call in op.calls),
            (np.multiply, (gradient, np.array(rate), update)),
            (np.subtract, (self.vector, update, self.vector)),
        )

    def run(self, n_steps: int) -> None:
        """Train for some steps."""
        calls = self._calls
        for _ in range(n_steps):
            for function, args in calls:
                function(*args)

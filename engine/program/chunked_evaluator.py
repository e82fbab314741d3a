"""ChunkedEvaluator: a forward pass over many inputs, which keeps the outputs alone.

Parts that fit into the processor's cache are computed one after the other, on the same
memory: a pass takes less time, and no more memory than its outputs.  All parts have as
many samples, so the last one may begin within the one before.
"""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Array
from engine.graph import Graph
from engine.layout import ParameterLayout
from engine.program.evaluator import Evaluator

__all__ = ["ChunkedEvaluator", "part_size"]

MAX_NUMBERS = 500_000
"""Numbers of a part."""
FEWEST = 16
"""Samples of a part, however many numbers they have."""


def part_size(graph: Graph, n_samples: int) -> int:
    """Return how many of some samples are computed at once; all parts have so many."""
    most = max(FEWEST, MAX_NUMBERS // graph.n_values)
    return math.ceil(n_samples / math.ceil(n_samples / most))


class ChunkedEvaluator:
    """A forward pass over fixed inputs.

    Parameters
    ----------
    graph : Graph
        Of a training step.
    layout : ParameterLayout
    x : Array
        Inputs (n_inputs, n_columns).
    dtype : dtype
        The type of all computations.

    Attributes
    ----------
    output_z, output : Array
        What the loss reads, (n_rows, n_columns), filled by `evaluate`.
    n_passes : int
        How often they were filled.
    """

    def __init__(
        self, graph: Graph, layout: ParameterLayout, x: Array, *, dtype: object
    ) -> None:
        n, n_positions = x.shape[1] // graph.n_positions, graph.n_positions
        size = part_size(graph, n)
        starts = (min(start, n - size) for start in range(0, n, size))
        self._parts = [
            slice(start * n_positions, (start + size) * n_positions) for start in starts
        ]
        self._evaluator = Evaluator(graph, layout, x[:, self._parts[0]], dtype=dtype)
        self._x = x
        self._filled_for: bytes | None = None
        n_rows = len(self._evaluator.output)
        self.output, self.output_z = np.empty((2, n_rows, x.shape[1]), dtype)  # type: ignore[call-overload]
        self.n_passes = 0

    def evaluate(self, parameters: Array) -> Array:
        """Fill the outputs for a vector (P,); return `output`.

        Nothing is computed if the last vector was equal.
        """
        content = parameters.tobytes()
        if content != self._filled_for:
            self._filled_for = None  # should it not come to an end
            evaluator = self._evaluator
            for part in self._parts:
                a = evaluator.evaluate_on(self._x[:, part], parameters)
                self.output[:, part], self.output_z[:, part] = a, evaluator.output_z
            self._filled_for = content
            self.n_passes += 1
        outputs: Array = self.output
        return outputs

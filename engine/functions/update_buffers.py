"""Update buffers: the flat vectors that an optimizer reads and writes.

They are the rows of one matrix (4 + k, P), so that two of them can be one array:

    row 0  g*g      1  g      2  update      3  parameters      4...  slots
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array

__all__ = ["N_FIXED_ROWS", "UpdateBuffers"]

N_FIXED_ROWS = 4
"""The rows above the slots."""


class UpdateBuffers:
    """The vectors of one optimizer, views on the rows of ``matrix`` (4 + k, P).

    Attributes
    ----------
    g, update, parameters : Array
        Vectors (P,): gradient, change to add, parameters.
    g_pair : Array
        (2, P): g*g above g.
    slots : Array
        (k, P): the optimizer's state, in the order of `Optimizer.slots`.
    state : Array
        (1 + k, P): the parameters and the slots.
    rate, eps, decay : Array
        0-d: minus the learning rate, eps, and minus the decay of the coming update.
    t, t2 : Array
        Scratch (P,) and (2, P).
    """

    def __init__(self, matrix: Array) -> None:
        self.g_pair = matrix[0:2]
        self.g = matrix[1]
        self.update = matrix[2]
        self.parameters = matrix[3]
        self.slots = matrix[N_FIXED_ROWS:]
        self.state = matrix[N_FIXED_ROWS - 1 :]
        self.t2 = np.empty(self.g_pair.shape, matrix.dtype)
        self.t = self.t2[0]
        scalars = self._scalars = np.zeros(3, matrix.dtype)
        self.rate, self.eps, self.decay = (
            scalars[0, ...],
            scalars[1, ...],
            scalars[2, ...],
        )

    def set_scalars(self, values: tuple[float, float, float]) -> None:
        """Set rate, eps and decay for the coming update."""
        self._scalars[0], self._scalars[1], self._scalars[2] = values

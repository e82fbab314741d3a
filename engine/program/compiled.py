"""Compiled: a graph as ops on memory of its own, forward and backward."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.graph import Node, Parameter, Ref
from engine.program.memory.memory import Memory
from engine.program.memory.placement import Placement
from engine.program.ops.backward import Backward
from engine.program.ops.forward import forward_parts
from engine.program.ops.local import local_parts
from engine.program.ops.op import Op, Part

__all__ = ["Compiled"]


class Compiled:
    """A graph with a loss, from its inputs to the gradients of its parameters.

    Parameters
    ----------
    placement : Placement
    n_columns : int
        B.
    parameters, gradients : mapping of Parameter to Array
        Their blocks ``[W | b]`` and ``[dW | db]``.
    rng : Generator or None
        Draws the masks of dropout.
    masks : mapping of Node to Array
        Masks that are given and not drawn.

    Attributes
    ----------
    memory : Memory
        Its ``x`` and ``y`` are to be filled.
    parts : list of Part
    """

    def __init__(
        self,
        placement: Placement,
        n_columns: int,
        *,
        parameters: Mapping[Parameter, Array],
        gradients: Mapping[Parameter, Array],
        rng: np.random.Generator | None = None,
        masks: Mapping[Node, Array] | None = None,
        dtype: Any = np.float64,
    ) -> None:
        self.memory = Memory(placement, n_columns, dtype, masks)
        self._parameters, self._gradients = parameters, gradients
        self._backward = Backward(self.memory, parameters, gradients)
        self.parts: list[Part] = [
            *forward_parts(self.memory, parameters, rng),
            self._backward.loss_part(),
            *local_parts(self.memory),
            *self._backward.parts(),
        ]

    @cached_property
    def ops(self) -> tuple[Op, ...]:
        """The parts with their words."""
        placement = self.memory.placement
        return tuple(
            describe(placement, node, calls, *rest)
            for node, calls, describe, rest in self.parts
        )

    def array(self, ref: Ref) -> Array:
        """Return the array of a quantity, which the next run of the ops overwrites."""
        quantity, of = ref
        if isinstance(of, Parameter):
            return (self._gradients if quantity == "dW" else self._parameters)[of]
        assert of is not None
        if quantity == "y":
            return self.memory.y
        if of is self.memory.placement.graph.x:
            return self.memory.x[: of.n_rows]
        if quantity == "mask":
            return self.memory.masks[of]
        if quantity == "dW":
            return self._backward.uses[of]
        return self.memory.tape.view(quantity, of)

"""Evaluator: a forward pass over fixed inputs, without a backward pass.

Whole data sets and the grid of a surface are computed by the ops of a training batch,
on memory of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.arrays import Array, execute
from engine.graph import Graph
from engine.layout import ParameterLayout
from engine.networks.reduced import forward_part, without_dropout
from engine.program.memory.memory import Memory
from engine.program.memory.placement import placement_of
from engine.program.ops.forward import forward_parts

__all__ = ["Evaluator"]


class Evaluator:
    """A forward pass over fixed inputs.

    Parameters
    ----------
    graph : Graph
        Of a training step.
    layout : ParameterLayout
    x : Array
        Inputs (n_inputs, n_columns).  With a row of ones below, and of that type, they
        are read where they are.
    dtype : dtype
        The type of all computations; parameters are cast to it.
    masks : mapping of int to Array
        Dropout masks (fan_out, n_columns) by hidden layer, divided by 1 - p; without
        them there is no dropout.
    keep_z : bool
        If false, z and a share memory: faster for a grid larger than the cache.

    Attributes
    ----------
    z, a : list of Array
        (fan_out, n_columns) per node of that name, which in a dense network are the
        layers, filled by `evaluate`; z is empty unless kept.
    output_z, output : Array
        What the loss reads, (n_rows, n_columns); one array unless z is kept.
    memory : Memory
        The values of all nodes; without masks those after dropout are those before it.
        Unless z is kept, the nodes are those of a graph without dropout.
    n_passes : int
        How often they were filled; what was read of them holds until it grows.
    """

    def __init__(
        self,
        graph: Graph,
        layout: ParameterLayout,
        x: Array,
        *,
        dtype: object = np.float64,
        masks: Mapping[int, Array] | None = None,
        keep_z: bool = True,
    ) -> None:
        self._parameters = np.zeros(layout.n_parameters, dtype=dtype)  # type: ignore[call-overload]
        self._filled_for: bytes | None = None
        self.n_passes = 0
        if keep_z:
            placement = placement_of(graph)  # known already; values come first in it
        else:
            graph = graph if masks else without_dropout(graph)
            placement = placement_of(forward_part(graph), in_place=True)
        given = {
            node: masks[node.site]
            for node in placement.masked
            if masks and node.site is not None
        }
        n_inputs, n_columns = graph.x.n_rows, x.shape[1]
        whole = x[: placement.n_input_rows] if len(x) > n_inputs else None
        memory = Memory(
            placement,
            n_columns,
            self._parameters.dtype,
            given,
            x=whole,
            has_gradients=False,
        )
        self.memory = memory
        self._x = memory.x[:n_inputs]
        if whole is None:
            self._x[...] = x
        blocks = layout.blocks(self._parameters)
        parts = forward_parts(memory, dict(zip(graph.users, blocks, strict=True)))
        self._calls = tuple([call for _, calls, _, _ in parts for call in calls])
        values = memory.values
        self.z = [values[node] for node in graph.named("z")] if keep_z else []
        self.a = [values[node] for node in graph.named("a")]
        of_z, of_a = graph.nodes[-1].inputs
        self.output = memory.value(of_a)
        self.output_z = memory.value(of_z) if keep_z else self.output

    def evaluate(self, parameters: Array) -> Array:
        """Fill ``z`` and ``a`` for a vector (P,); return the output.

        Nothing is computed if the last vector was equal.
        """
        content = parameters.tobytes()
        if content != self._filled_for:
            self._filled_for = None  # should it not come to an end
            with np.errstate(all="ignore"):
                np.copyto(self._parameters, parameters, casting="same_kind")
                execute(self._calls)
            self._filled_for = content
            self.n_passes += 1
        return self.output

    def evaluate_on(self, x: Array, parameters: Array) -> Array:
        """Do the same for other inputs, of as many columns."""
        self._x[...] = x
        self._filled_for = None
        return self.evaluate(parameters)

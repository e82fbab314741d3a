"""Evaluator: a forward pass over fixed inputs, without a way back.

Whole data sets and the grid of a surface are computed by the ops of a training batch,
on memory of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.arrays import Array, execute
from engine.layout import ParameterLayout
from engine.networks.dense import dense
from engine.program.forward import forward_ops
from engine.program.memory import Memory
from engine.program.placement import placement_of

__all__ = ["Evaluator"]


class Evaluator:
    """A forward pass over fixed inputs.

    Parameters
    ----------
    layout : ParameterLayout
    x : Array
        Inputs (n_inputs, n_columns).
    dtype : dtype
        The type of all computations; parameters are cast to it.
    masks : mapping of int to Array
        Dropout masks (fan_out, n_columns) by hidden layer, divided by 1 - p.
    keep_z : bool
        If false, z and a share memory: faster for a grid larger than the cache.

    Attributes
    ----------
    z, a : list of Array
        (fan_out, n_columns) per layer, filled by `evaluate`; z is empty unless kept.
    n_passes : int
        How often they were filled; what was read of them holds until it grows.
    """

    def __init__(
        self,
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
        graph = dense(
            layout.sizes,
            layout.activations,
            use_bias=layout.use_bias,
            dropout=0.5 if masks else 0.0,  # the masks are given: p does not matter
        )
        given = {
            node: masks[node.site]
            for node in graph.nodes
            if masks and node.name == "dropout" and node.site is not None
        }
        placement = placement_of(graph, in_place=not keep_z)
        memory = Memory(placement, x.shape[1], self._parameters.dtype, given)
        memory.x[: len(x)] = x
        blocks = layout.blocks(self._parameters)
        ops = forward_ops(memory, dict(zip(graph.users, blocks, strict=True)))
        self._calls = tuple(call for op in ops for call in op.calls)
        z, a = (graph.named(name) for name in ("z", "a"))
        self.z = [memory.tape.view("value", node) for node in z] if keep_z else []
        self.a = [memory.tape.view("value", node) for node in a]

    def evaluate(self, parameters: Array) -> Array:
        """Fill ``z`` and ``a`` for a vector (P,); return the last a.

        Nothing is computed if the last vector was equal.
        """
        content = parameters.tobytes()
        if content != self._filled_for:
            with np.errstate(all="ignore"):
                np.copyto(self._parameters, parameters, casting="same_kind")
                execute(self._calls)
            self._filled_for = content
            self.n_passes += 1
        return self.a[-1]

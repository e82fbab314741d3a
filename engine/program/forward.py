"""Forward pass: the affine map and f of every layer, for any number of columns.

Training batches, whole data sets and the grid of a surface use the same calls on
different buffers.  An activation buffer that a layer with biases reads ends in a row of
ones, so ``[W | b] @ [a; 1]`` is the whole affine map.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.arrays import Array, Calls, constant, execute
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import softmax_calls
from engine.layout import LayerSpec, ParameterLayout

__all__ = ["Evaluator", "activation_calls", "with_ones"]


def with_ones(x: Array, extra: int, dtype: object = None) -> Array:
    """Return a copy of x (n, columns) with ``extra`` rows of ones below."""
    out = np.ones((x.shape[0] + extra, x.shape[1]), dtype=dtype or x.dtype)  # type: ignore[call-overload]
    out[: x.shape[0]] = x
    return out  # type: ignore[no-any-return]


def activation_calls(layer: LayerSpec, z: Array, a: Array, t: Array) -> Calls:
    """Return the calls for ``a = f(z)`` of one layer; all (fan_out, columns)."""
    if layer.activation == "softmax":
        return softmax_calls(z, a, t)
    return ACTIVATIONS[layer.activation].forward(z, a, t)


def _in_place_calls(
    layer: LayerSpec, block: Array, a_prev: Array, a: Array, t: Array
) -> Calls:
    """Return the calls of a layer whose z is not kept; they may overwrite ``block``.

    A sigmoid is computed as (1 + tanh(z/2)) / 2, with one pass less through memory; in
    float32 that is precise enough for a picture.
    """
    affine: Calls = ((block.dot, (a_prev, a)),)
    if layer.activation != "sigmoid":
        return affine + activation_calls(layer, a, a, t[: layer.fan_out])
    half = constant(0.5, a.dtype)
    return (
        (np.multiply, (block, half, block)),
        *affine,
        (np.tanh, (a, a)),
        (np.multiply, (a, half, a)),
        (np.add, (a, half, a)),
    )


class Evaluator:
    """A forward pass over fixed inputs, without a backward pass.

    Parameters
    ----------
    layout : ParameterLayout
    x : Array
        Inputs (n_inputs, n_columns).
    dtype : dtype
        The type of all computations; parameters are cast to it.
    masks : mapping of int to Array
        Dropout masks (fan_out, n_columns) by layer, divided by 1 - p.
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
        n_columns, extra = x.shape[1], layout.extra
        self._parameters = np.zeros(layout.n_parameters, dtype=dtype)  # type: ignore[call-overload]
        self._filled_for: bytes | None = None
        self.n_passes = 0
        a_prev = with_ones(x, extra, dtype)
        self.z: list[Array] = []
        self.a: list[Array] = []
        widest = max(layer.fan_out for layer in layout.layers)
        scratch = np.empty((widest, n_columns), a_prev.dtype)
        calls: list[Calls] = []
        for layer, block in zip(
            layout.layers, layout.blocks(self._parameters), strict=True
        ):
            a_full = np.ones((layer.fan_out + extra, n_columns), a_prev.dtype)
            a = a_full[: layer.fan_out]
            if keep_z:
                z = np.empty_like(a)
                self.z.append(z)
                calls.append(((block.dot, (a_prev, z)),))
                calls.append(activation_calls(layer, z, a, scratch[: layer.fan_out]))
            else:
                calls.append(_in_place_calls(layer, block, a_prev, a, scratch))
            if masks and layer.index in masks:
                calls.append(((np.multiply, (a, masks[layer.index], a)),))
            self.a.append(a)
            a_prev = a_full
        self._calls = tuple(call for group in calls for call in group)

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

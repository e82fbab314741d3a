"""Layout: the positions of each layer's parameters in the flat parameter vector.

All parameters of a network are in one vector (P,): layer by layer
``Wb = [W | b]`` (fan_out, fan_in + 1) row by row; without biases just ``W``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.arrays import Array, frozen

__all__ = ["LayerSpec", "ParameterLayout"]


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One dense layer: ``z = W a_prev + b``, ``a = f(z)``; ``index`` counts from 0."""

    index: int
    fan_in: int
    fan_out: int
    activation: str


class ParameterLayout:
    """The positions of all layers in a parameter vector.

    Parameters
    ----------
    sizes : tuple of int
        Units per layer from inputs to outputs.
    activations : tuple of str
        One per layer.
    use_bias : bool
    """

    def __init__(
        self, sizes: tuple[int, ...], activations: tuple[str, ...], *, use_bias: bool
    ) -> None:
        self.sizes, self.activations = sizes, activations
        self.use_bias = use_bias
        self.extra = int(use_bias)
        pairs = zip(sizes, sizes[1:], activations, strict=False)
        self.layers = tuple(
            LayerSpec(i, fan_in, fan_out, activation)
            for i, (fan_in, fan_out, activation) in enumerate(pairs)
        )
        lengths = [layer.fan_out * (layer.fan_in + self.extra) for layer in self.layers]
        self.offsets = np.concatenate([[0], np.cumsum(lengths)]).tolist()
        self.n_parameters: int = self.offsets[-1]

    @cached_property
    def shape_key(self) -> tuple[object, ...]:
        """A key of the shapes of all parameters; equal keys have equal vectors."""
        sizes = tuple((layer.fan_in, layer.fan_out) for layer in self.layers)
        return (self.use_bias, sizes)

    def blocks(self, vector: Array) -> list[Array]:
        """Return the views ``[W | b]`` (fan_out, fan_in + 1) of a vector (P,)."""
        return [self.block(vector, i) for i in range(len(self.layers))]

    def block(self, vector: Array, i: int) -> Array:
        """Return the view ``[W | b]`` of layer i."""
        layer, start, stop = self.layers[i], self.offsets[i], self.offsets[i + 1]
        return vector[start:stop].reshape(layer.fan_out, layer.fan_in + self.extra)

    def pairs(self, vector: Array) -> list[tuple[Array, Array | None]]:
        """Return the views W (fan_out, fan_in) and b (fan_out, 1) of a vector."""
        if not self.use_bias:
            return [(block, None) for block in self.blocks(vector)]
        return [(block[:, :-1], block[:, -1:]) for block in self.blocks(vector)]

    def place(self, index: int) -> tuple[int, int, int | None]:
        """Return layer, row and column of a parameter; the column of a bias is None."""
        i = int(np.searchsorted(self.starts, index, side="right")) - 1
        fan_in = self.layers[i].fan_in
        row, column = divmod(index - self.offsets[i], fan_in + self.extra)
        return i, row, column if column < fan_in else None

    def index(self, layer: int, row: int, column: int | None) -> int:
        """Return the index of a weight in a vector; of a bias, if it has no column."""
        fan_in = self.layers[layer].fan_in
        first: int = self.offsets[layer] + row * (fan_in + self.extra)
        return first + (fan_in if column is None else column)

    def weight_mask(self) -> Array:
        """Return a vector (P,): 1 for weights, 0 for biases."""
        return (self.weight_shares > 0).astype(np.float64)

    @cached_property
    def weight_shares(self) -> Array:
        """The share of each parameter in its layer's mean over weights, (P,).

        It is 1 over the number of the layer's weights; 0 for biases.
        """
        shares = np.zeros(self.n_parameters)
        for W, _ in self.pairs(shares):
            W[...] = 1 / W.size
        return frozen(shares)

    @cached_property
    def starts(self) -> Array:
        """The index of each layer's first parameter, (n_layers,)."""
        return frozen(np.array(self.offsets[:-1]))

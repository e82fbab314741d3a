"""Layout: the positions of each block of parameters in the flat parameter vector.

All parameters of a network are in one vector (P,): block by block
``Wb = [W | b]`` (fan_out, fan_in + 1) row by row; without biases just ``W``.  A dense
network has one block for each layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from engine.arrays import Array, frozen
from engine.graph import Parameter
from engine.limits import NeedsDenseError

__all__ = ["LayerSpec", "ParameterLayout"]


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One dense layer: ``z = W a_prev + b``, ``a = f(z)``; ``index`` counts from 0."""

    index: int
    fan_in: int
    fan_out: int
    activation: str


class ParameterLayout:
    """The positions of all blocks in a parameter vector.

    Parameters
    ----------
    parameters : sequence of Parameter
    activations : tuple of str or None
        One per block of a dense network, whose blocks are layers; None for another
        network.

    Attributes
    ----------
    parameters : tuple of Parameter
    n_parameters : int
        P.
    """

    def __init__(
        self,
        parameters: Sequence[Parameter],
        activations: tuple[str, ...] | None = None,
    ) -> None:
        self.parameters = tuple(parameters)
        self._activations = activations
        self._shapes = [parameter.shape for parameter in self.parameters]
        lengths = [rows * columns for rows, columns in self._shapes]
        self.offsets = [*accumulate(lengths, initial=0)]
        self.n_parameters: int = self.offsets[-1]

    @cached_property
    def shape_key(self) -> tuple[object, ...]:
        """A key of the shapes of all parameters; equal keys have equal vectors."""
        return tuple((each.shape, each.use_bias) for each in self.parameters)

    def blocks(self, vector: Array) -> list[Array]:
        """Return the views ``[W | b]`` (fan_out, fan_in + 1) of a vector (P,)."""
        start, *stops = self.offsets
        found: list[Array] = []
        for stop, shape in zip(stops, self._shapes, strict=True):
            found.append(vector[start:stop].reshape(shape))
            start = stop
        return found

    def block(self, vector: Array, i: int) -> Array:
        """Return the view ``[W | b]`` of block i."""
        return vector[self.offsets[i] : self.offsets[i + 1]].reshape(self._shapes[i])

    def pairs(self, vector: Array) -> list[tuple[Array, Array | None]]:
        """Return the views W (fan_out, fan_in) and b (fan_out, 1) of a vector."""
        return [
            (block[:, :-1], block[:, -1:]) if parameter.use_bias else (block, None)
            for parameter, block in zip(
                self.parameters, self.blocks(vector), strict=True
            )
        ]

    def place(self, index: int) -> tuple[int, int, int | None]:
        """Return block, row and column of a parameter; the column of a bias is None."""
        i = int(np.searchsorted(self.starts, index, side="right")) - 1
        row, column = divmod(index - self.offsets[i], self._shapes[i][1])
        return i, row, column if column < self.parameters[i].fan_in else None

    def index(self, block: int, row: int, column: int | None) -> int:
        """Return the index of a weight in a vector; of a bias, if it has no column."""
        row, column = self.parameters[block].place(row, column)
        index: int = self.offsets[block] + row * self._shapes[block][1] + column
        return index

    def weight_mask(self) -> Array:
        """Return a vector (P,): 1 for weights, 0 for biases."""
        return (self.weight_shares > 0).astype(np.float64)

    @cached_property
    def weight_shares(self) -> Array:
        """The share of each parameter in its block's mean over weights, (P,).

        It is 1 over the number of the block's weights; 0 for biases.
        """
        shares = np.zeros(self.n_parameters)
        for W, _ in self.pairs(shares):
            W[...] = 1 / W.size
        return frozen(shares)

    @cached_property
    def starts(self) -> Array:
        """The index of each block's first parameter, (n_blocks,)."""
        return frozen(np.array(self.offsets[:-1]))

    # ---- dense layers ----------------------------------------------------------------

    @property
    def has_layers(self) -> bool:
        """Whether the blocks are the layers of a dense network."""
        return self._activations is not None

    def require_layers(self) -> None:
        """Check that the blocks are the layers of a dense network.

        Raises
        ------
        ExperimentError
            If they are not; so do the following ones.
        """
        if not self.has_layers:
            raise NeedsDenseError

    @property
    def activations(self) -> tuple[str, ...]:
        """The activation of each layer."""
        self.require_layers()
        return self._activations or ()

    @cached_property
    def layers(self) -> tuple[LayerSpec, ...]:
        """The layers, the output's last."""
        pairs = zip(self.parameters, self.activations, strict=True)
        return tuple(
            LayerSpec(i, parameter.fan_in, parameter.shape[0], activation)
            for i, (parameter, activation) in enumerate(pairs)
        )

    @property
    def extra(self) -> int:
        """1 with biases, else 0: what each layer's block has more than W, columns."""
        return int(self.layers[0].fan_in < self._shapes[0][1])

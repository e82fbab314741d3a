"""Facts: what a task is like before any training, which rules compare a run with."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from engine.arrays import Array, execute
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES, softmax_calls

if TYPE_CHECKING:
    from engine.training.trainer import Trainer

__all__ = ["Facts", "facts_of", "trivial_loss"]

Each: TypeAlias = Callable[[Array, Array, Array], Array]

STEEPEST, N_CONSTANTS = 8.0, 161
"""A constant output is sought at so many z, between minus and plus this value."""
N_VALUES = 64
ROOM = 0.05
"""A target is out of reach if it is this far from the output's range, relative to the
spread of all targets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Facts of the training samples.

    Attributes
    ----------
    trivial_loss : float
        The smallest loss of an output that ignores its inputs.
    input_ranges : tuple of float
        The range of each input, largest less smallest value.
    input_size : float
        The root mean square of all inputs.
    class_share : float
        The share of the commonest class; NaN in a regression.
    unreachable : float
        The share of targets that the output can never reach.
    """

    trivial_loss: float
    input_ranges: tuple[float, ...]
    input_size: float
    class_share: float
    unreachable: float

    @property
    def input_spread(self) -> float:
        """The widest range over the narrowest one; constant inputs are left out."""
        ranges = [size for size in self.input_ranges if size > 0]
        return max(ranges) / min(ranges) if ranges else 1.0


def facts_of(trainer: Trainer) -> Facts:
    """Return the facts of a trainer's samples, output and loss."""
    data, e = trainer.data, trainer.experiment
    x = data.train_x
    counts = np.bincount(data.train_labels if data.n_classes else [])
    return Facts(
        trivial_loss=trivial_loss(data.train_y, e.output_activation, e.loss),
        input_ranges=tuple(np.ptp(x, axis=1).tolist()),
        input_size=float(np.sqrt(np.mean(np.square(x)))),
        class_share=float(counts.max() / counts.sum()) if len(counts) else math.nan,
        unreachable=_unreachable(data.train_y, e.output_activation),
    )


def trivial_loss(y: Array, output: str, loss: str) -> float:
    """Return the smallest loss of a constant output for targets y (n_outputs, n).

    For a softmax output the class shares are the best constant (of cross-entropy and of
    squared error); the outputs of every other kind are independent, so each has the
    best of many constants.
    """
    each, n = LOSSES[loss].each, y.shape[1]
    if output == "softmax":
        shares = np.maximum(y.mean(axis=1, keepdims=True), 1e-12)
        z = np.repeat(np.log(shares), n, axis=1)
        a = np.empty_like(z)
        execute(softmax_calls(z, a, np.empty_like(z)))
        return float(each(z, a, y).real.sum() / n)
    share = len(y) if loss == "mse" else 1
    return sum(_best_constant(row, output, each) for row in y) / share


def _best_constant(y: Array, output: str, each: Each) -> float:
    """Return the smallest loss of one constant output for targets y (n,).

    Equal targets are taken together; of very many different ones, a few quantiles.
    """
    values, counts = np.unique(y, return_counts=True)
    shares: Array = counts / y.size
    if len(values) > N_VALUES:
        values = np.quantile(y, (np.arange(N_VALUES) + 0.5) / N_VALUES)
        shares = np.full(N_VALUES, 1 / N_VALUES)
    if output == "linear":
        grid = np.append(np.linspace(y.min(), y.max(), N_CONSTANTS), y.mean())
    else:
        grid = np.linspace(-STEEPEST, STEEPEST, N_CONSTANTS)
    z = np.repeat(grid, len(values))[None]
    a = np.empty_like(z)
    execute(ACTIVATIONS[output].forward(z, a, np.empty_like(z)))
    terms = each(z, a, np.tile(values, len(grid))[None]).real.sum(axis=0)
    losses = terms.reshape(len(grid), -1) @ shares
    return float(losses.min())


def _unreachable(y: Array, output: str) -> float:
    if output not in ACTIVATIONS:
        return 0.0
    low, high = ACTIVATIONS[output].low, ACTIVATIONS[output].high
    room = ROOM * float(np.ptp(y))
    return float(np.mean((y < low - room) | (y > high + room)))

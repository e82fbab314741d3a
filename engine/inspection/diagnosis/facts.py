"""Facts: what a task is like before any training, which rules compare a run with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from engine.arrays import Array, execute
from engine.data.scaling import is_constant
from engine.functions.activations import ACTIVATIONS
from engine.functions.kinds.kind import Operands
from engine.functions.kinds.kinds import kind_of
from engine.functions.losses import LOSSES, Loss
from engine.program.batches import in_columns

if TYPE_CHECKING:
    from engine.data.split import SplitData
    from engine.training.trainer import Trainer

__all__ = ["Facts", "facts_of", "trivial_loss"]

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
        The range of each input, largest less smallest value; 0 for one that is
        constant but for rounding.
    input_size : float
        The root mean square of all inputs.
    class_share : float
        The share of the commonest class; NaN in a regression.
    unreachable : float
        The share of targets that the output can never reach.
    is_scaled : bool
        Whether the inputs are scaled.
    """

    trivial_loss: float
    input_ranges: tuple[float, ...]
    input_size: float
    class_share: float
    unreachable: float
    is_scaled: bool

    @property
    def input_spread(self) -> float:
        """The widest range over the narrowest one; constant inputs are left out."""
        ranges = [size for size in self.input_ranges if size > 0]
        return max(ranges) / min(ranges) if ranges else 1.0


def facts_of(trainer: Trainer) -> Facts:
    """Return the facts of a trainer's samples, output and loss; found once for each."""
    e = trainer.experiment
    known = _KNOWN.setdefault(trainer.data, {})
    key = e.network, e.output_activation, e.loss
    if key not in known:
        known[key] = _found(trainer)
    return known[key]


def _found(trainer: Trainer) -> Facts:
    data, e = trainer.data, trainer.experiment
    x = data.train_x
    is_labelled = data.n_classes and e.is_dense
    y = in_columns(data.train_y, trainer.graph.n_positions)
    counts = np.bincount(data.train_labels if is_labelled else [])
    return Facts(
        trivial_loss=trivial_loss(y, e.output_activation, e.loss),
        input_ranges=tuple(np.where(is_constant(x), 0, np.ptp(x, axis=1)).tolist()),
        input_size=float(np.sqrt(np.mean(np.square(x)))),
        class_share=float(counts.max() / counts.sum()) if len(counts) else math.nan,
        unreachable=_unreachable(data.train_y, e.output_activation),
        is_scaled=not data.input_scaling.is_none,
    )


def trivial_loss(y: Array, output: str, loss: str) -> float:
    """Return the smallest loss of a constant output for targets y (n_outputs, n).

    Of sequences, each time step has an output, and positions are samples.

    Where an output depends on the z of all of them, as in softmax, the class shares are
    the best constant (of cross-entropy and of squared error); otherwise each output has
    the best of many constants.
    """
    entry = LOSSES[loss]
    if kind_of(output).is_elementwise:
        share = len(y) if entry.averages_outputs else 1
        return sum(_best_constant(row, output, entry) for row in y) / share
    shares = np.maximum(y.mean(axis=1, keepdims=True), 1e-12)
    z = np.repeat(np.log(shares), y.shape[1], axis=1)
    return entry.value(z, _outputs(output, z), y).real


def _outputs(output: str, z: Array) -> Array:
    """Return a = f(z) of outputs, (n_outputs, n)."""
    a = np.empty_like(z)
    o = Operands()
    o.inputs, o.value, o.t = (z,), a, np.empty_like(z)
    execute(kind_of(output).forward(o))
    return a


def _best_constant(y: Array, output: str, loss: Loss) -> float:
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
    targets = np.tile(values, len(grid))[None]
    terms = loss.each(z, _outputs(output, z), targets).real.sum(axis=0)
    losses = terms.reshape(len(grid), -1) @ shares
    return float(losses.min())


def _unreachable(y: Array, output: str) -> float:
    if output not in ACTIVATIONS:
        return 0.0
    low, high = ACTIVATIONS[output].low, ACTIVATIONS[output].high
    room = ROOM * float(np.ptp(y))
    return float(np.mean((y < low - room) | (y > high + room)))


_KNOWN: WeakKeyDictionary[SplitData, dict[tuple[str, str, str], Facts]] = (
    WeakKeyDictionary()
)
"""The facts of samples that are shared, by network, output and loss."""

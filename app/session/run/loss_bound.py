"""A bound of a network's outputs, from its parameters alone: no sample is computed."""

import math

import numpy as np

from engine import Trainer
from engine.functions.kinds.kinds import kind_of

__all__ = ["SAFE", "is_surely_finite", "output_bound"]

SAFE = 1e140
"""Outputs below it have a finite loss: the sum of the squares of 1e20 of them is."""
FURTHER = 1.0
"""No activation of z is further from 0 than z by more than this."""


def is_surely_finite(trainer: Trainer) -> bool:
    """Return whether the loss of every training sample must be finite."""
    return output_bound(trainer) < SAFE


def output_bound(trainer: Trainer) -> float:
    """Return what neither z nor a of the output exceeds on any training sample.

    The bound of a layer's z is the largest sum of the sizes of a unit's weights, times
    the bound of what goes in. A bounded activation ends its growth. NaN or infinite
    where there is none.
    """
    bound = z = float(np.abs(trainer.data.train_x).max())
    pairs = trainer.layout.pairs(trainer.vector)
    with np.errstate(all="ignore"):
        for layer, (W, b) in zip(trainer.layers, pairs, strict=True):
            z = float(np.abs(W).sum(axis=1).max()) * bound
            z += 0.0 if b is None else float(np.abs(b).max())
            bound = min(z + FURTHER, _largest(layer.activation))
    return max(z, bound)


def _largest(activation: str) -> float:
    """Return the largest size of an activation; infinite where it has none."""
    kind = kind_of(activation)
    return max(math.fabs(kind.low), math.fabs(kind.high))

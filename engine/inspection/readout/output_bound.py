"""Output bound: what no output exceeds, as far as the parameters tell.

No sample is computed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from engine.functions.kinds.kinds import kind_of

if TYPE_CHECKING:
    from engine.training.trainer import Trainer

__all__ = ["HUGE", "SAFE", "may_diverge", "output_bound"]

HUGE = 1e12
"""A sum of squares of all parameters.

Below it, the loss of at most 9 layers is finite: a layer multiplies the norm of its
inputs by at most the norm of its weights.
"""

SAFE = 1e140
"""Outputs below it have a finite loss: the sum of the squares of 1e20 of them is."""
FURTHER = 1.0
"""No activation of z is further from 0 than z by more than this."""


def may_diverge(trainer: Trainer) -> bool:
    """Return whether the loss of a training sample may be infinite."""
    vector = trainer.vector
    if float(np.vdot(vector, vector)) < HUGE:  # vdot never warns of overflow
        return False
    return not output_bound(trainer) < SAFE


def output_bound(trainer: Trainer) -> float:
    """Return what neither z nor a of the output exceeds on any training sample.

    The bound of a layer's z is the largest sum of the sizes of a unit's weights, times
    the bound of what goes in.  A bounded activation ends its growth. NaN or infinite
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

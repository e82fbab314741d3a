"""Outputs: the targets of each output activation, and the class that it predicts."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array

__all__ = [
    "OUTPUTS",
    "classes_of",
    "off_target",
    "share_right",
]

OUTPUTS = ("linear", "sigmoid", "tanh", "softmax")


def off_target(output: str) -> float:
    """Return the target of a class that a sample does not belong to; its own is 1."""
    return 0.0 if output in ("sigmoid", "softmax") else -1.0


def classes_of(a: Array, *, middle: float) -> Array:
    """Return the class (n,) that each column of outputs, (n_outputs, n), stands for.

    One output is read by the side of ``middle``, halfway between its two targets, that
    it lies on; several by the largest.
    """
    classes: Array = a[0] > middle if a.shape[0] == 1 else a.argmax(axis=0)
    return classes


def share_right(predicted: Array, classes: Array) -> float:
    """Return the share of samples that are taken for their class; both (n,)."""
    n = len(classes)
    return np.count_nonzero(predicted == classes) / n if n else float("nan")

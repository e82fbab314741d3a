"""Outputs: targets of the output activations, and the classes they predict."""

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
    """Return the target of the classes that a sample is not in; its own has 1."""
    return 0.0 if output in ("sigmoid", "softmax") else -1.0


def classes_of(a: Array, *, middle: float) -> Array:
    """Return the predicted class (n,) of each column of outputs (n_outputs, n).

    A single output predicts class 1 where it is above ``middle``, halfway between its
    two targets; of several outputs the largest one gives the class.
    """
    classes: Array = a[0] > middle if a.shape[0] == 1 else a.argmax(axis=0)
    return classes


def share_right(predicted: Array, classes: Array) -> float:
    """Return the share of samples whose predicted class is right; both (n,)."""
    n = len(classes)
    return int(np.count_nonzero(predicted == classes)) / n if n else float("nan")

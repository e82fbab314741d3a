"""Outputs: targets of the output activations, and the classes they predict."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array

__all__ = [
    "OUTPUTS",
    "Output",
    "classes_of",
    "share_right",
]

FEW = 4096
"""Numbers of which `argmax` takes less time."""
MANY_ROWS = 127
"""More of them an `int8` cannot number."""
_FROM_LAST = np.arange(MANY_ROWS, 0, -1, dtype=np.int8)[:, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What the targets of an output activation are like.

    Attributes
    ----------
    off_target : float
        The target of the classes that a sample is not in; its own has 1.
    is_one_per_class : bool
        Whether even two classes need two outputs.
    """

    off_target: float
    is_one_per_class: bool = False


OUTPUTS: dict[str, Output] = {
    "linear": Output(off_target=-1.0),
    "sigmoid": Output(off_target=0.0),
    "tanh": Output(off_target=-1.0),
    "softmax": Output(off_target=0.0, is_one_per_class=True),
}


def classes_of(a: Array, *, middle: float) -> Array:
    """Return the predicted class (n,) of each column of outputs (n_outputs, n).

    A single output predicts class 1 where it is above ``middle``, halfway between its
    two targets; of several outputs the largest one gives the class.
    """
    classes: Array = a[0] > middle if len(a) == 1 else _first_largest(a)
    return classes


def _first_largest(a: Array) -> Array:
    """Return what ``a.argmax(axis=0)`` does, of many numbers in a fraction of the time.

    The first of equal ones counts, and NaN is larger than any number.
    """
    n_rows = len(a)
    if a.size >= FEW and n_rows <= MANY_ROWS:
        is_largest = np.equal(a, np.maximum.reduce(a)).view(np.int8)
        np.multiply(is_largest, _FROM_LAST[-n_rows:], is_largest)
        from_last = np.maximum.reduce(is_largest)
        if from_last.all():  # no column has NaN
            first: Array = np.subtract(n_rows, from_last, dtype=np.intp)
            return first
    usual: Array = a.argmax(axis=0)
    return usual


def share_right(predicted: Array, classes: Array) -> float:
    """Return the share of samples whose predicted class is right; both (n,)."""
    n = len(classes)
    return int(np.count_nonzero(predicted == classes)) / n if n else float("nan")

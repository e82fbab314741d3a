"""Arrays, and the calls that fill them: the types of every other module.

A *call* is a pair ``(callable, args)`` whose last argument is the array that it
writes.  A training step is a list of calls, executed in order::

    for function, args in calls:
        function(*args)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
Call: TypeAlias = tuple[Callable[..., Any], tuple[Any, ...]]
Calls: TypeAlias = tuple[Call, ...]

__all__ = [
    "Array",
    "Call",
    "Calls",
    "constant",
    "execute",
    "frozen",
    "maximum",
    "minimum",
]


def constant(value: complex, dtype: Any) -> Array:
    """Return a read-only 0-d array, which NumPy reads twice as fast as a float."""
    return frozen(np.array(value, dtype=dtype))


def frozen(array: Array) -> Array:
    """Return the same array, made read-only."""
    array.setflags(write=False)
    return array


def maximum(a: Array, b: Array, out: Array) -> Call:
    """Return the call ``out = max(a, b)``; NaN stays NaN.

    NumPy deprecates a positional ``out`` of `numpy.maximum`, so it is bound here.
    """
    return (partial(np.maximum, out=out), (a, b))


def minimum(a: Array, b: Array, out: Array) -> Call:
    """Return the call ``out = min(a, b)``; NaN stays NaN."""
    return (partial(np.minimum, out=out), (a, b))


def execute(calls: Iterable[Call]) -> None:
    """Execute calls in order."""
    for function, args in calls:
        function(*args)

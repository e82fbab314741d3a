"""Arrays, and the calls that fill them: the types of every other module.

A *call* is a pair ``(callable, args)`` whose last argument is the array that it
writes.  A training step is a list of calls, executed in order::

    for function, args in calls:
        function(*args)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ctypes import addressof, c_char
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
    "aligned_zeros",
    "constant",
    "execute",
    "frozen",
    "maximum",
    "minimum",
]


CACHE_LINE = 64
"""Bytes that a processor reads and writes at once; a vector register has as many."""


def aligned_zeros(size: int, dtype: Any) -> Array:
    """Return zeros (size,) that begin where a cache line does.

    NumPy begins an array 16 bytes off in most cases, so that every vector of eight
    numbers is in two cache lines.
    """
    n_bytes = size * np.dtype(dtype).itemsize
    memory = np.zeros(n_bytes + CACHE_LINE, np.uint8)
    start = -addressof(c_char.from_buffer(memory.data)) % CACHE_LINE
    return np.ndarray((size,), dtype, memory, start)


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

"""Spacing: spans of rows at equal distances as one array.

One NumPy call on such an array does what a call for each span would do.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from engine.arrays import Array

__all__ = ["distance", "spaced"]


def distance(starts: Sequence[int]) -> int | None:
    """Return the distance of numbers that increase by the same; None if they do not."""
    steps = {second - first for first, second in pairwise(starts)}
    step = steps.pop() if len(steps) == 1 else 0
    return step if step > 0 else None


def spaced(matrix: Array, starts: Sequence[int], n_rows: int) -> Array | None:
    """Return spans of rows of a matrix (n, B) as one view (n_spans, n_rows, B).

    ``starts`` are their first rows; the view is None unless two or more of them are
    at equal distances.
    """
    step = distance(starts)
    if step is None:
        return None
    row, column = matrix.strides
    shape = (len(starts), n_rows, matrix.shape[1])
    strides = (step * row, row, column)
    return np.ndarray(shape, matrix.dtype, matrix, starts[0] * row, strides)

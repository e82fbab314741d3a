"""Quantities: any quantity of a step in one number.

A quantity is named by its `Ref`, whatever memory it is in.  For one sample of the batch
the trace is `engine.program.one_sample.sample_of`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from engine.graph import Ref

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["mean_of", "rms_of", "zeros_of"]


def rms_of(trace: Trace, ref: Ref) -> float:
    """Return the root mean square of all numbers of a quantity."""
    flat = trace.array(ref).ravel()
    with np.errstate(all="ignore"):
        return math.sqrt(flat.dot(flat) / flat.size)


def mean_of(trace: Trace, *refs: Ref) -> float:
    """Return the mean of all numbers of some quantities."""
    numbers = np.concatenate([trace.array(ref).ravel() for ref in refs])
    with np.errstate(all="ignore"):
        return float(np.mean(numbers))


def zeros_of(trace: Trace, ref: Ref) -> float:
    """Return the share of a quantity's numbers that are 0."""
    array = trace.array(ref)
    return (array.size - np.count_nonzero(array)) / array.size

"""The frame clock that all sessions share."""

import math

__all__ = [
    "TOLERANCE",
    "tick_after",
]

TOLERANCE = 1e-6
"""Of a tick or a unit, against rounding."""


def tick_after(moment: float, rate: float) -> float:
    """Return the first tick, not before a moment, of the clock that sessions share.

    What is done for many sessions at once is done faster, because everything that it
    needs is then in the processor's cache.
    """
    return math.ceil(moment * rate - TOLERANCE) / rate

"""The frame clock that all sessions share."""

import math

__all__ = [
    "TOLERANCE",
    "tick_after",
]

TOLERANCE = 1e-6
"""Share of a tick or a unit that rounding may take away."""


def tick_after(moment: float, rate: float) -> float:
    """Return the first tick, not before a moment, of the clock that sessions share.

    Work for many sessions at the same tick is faster, because its data and code are
    then in the processor's cache.
    """
    return math.ceil(moment * rate - TOLERANCE) / rate

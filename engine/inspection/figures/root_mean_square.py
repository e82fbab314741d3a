"""Root mean square: exact also where squares underflow or overflow."""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Array

__all__ = ["HIGHEST", "LOWEST", "root_mean_square"]

LOWEST, HIGHEST = 1e-140, 1e140
"""Between them a root mean square has full precision."""


def root_mean_square(values: Array) -> float:
    """Return the root mean square, also if squares underflow or overflow.

    Then numbers are divided by the largest first, as in LAPACK's dlassq.
    """
    root = math.sqrt(np.vdot(values, values) / values.size)  # no warning on overflow
    if LOWEST < root < HIGHEST:
        return root
    peak = float(np.max(np.abs(values)))
    if not 0 < peak < math.inf:
        return peak
    return peak * math.sqrt(float(np.mean(np.square(values / peak))))

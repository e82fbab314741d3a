"""Curve: f around one z, with the point and its tangent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, execute
from engine.functions.kinds.kind import Kind, Operands

__all__ = ["Curve", "curve"]

N_POINTS = 49
HALF_WIDTH = 4.0
MARGIN = 1.25
"""The curve goes to this many times the size of z, at least to `HALF_WIDTH`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """An elementwise f.

    Attributes
    ----------
    z, a : Array
        (n,): f at points around 0.
    at_z, at_a, at_df : float
        The point and the slope of its tangent.
    """

    name: str
    latex: str
    latex_local: str
    z: Array
    a: Array
    at_z: float
    at_a: float
    at_df: float


def curve(kind: Kind, z: float) -> Curve:
    """Return the curve of f around z, by the calls of training; at_z may be NaN."""
    size = abs(z) if np.isfinite(z) else 0.0
    width = max(HALF_WIDTH, MARGIN * size)
    points = np.append(np.linspace(-width, width, N_POINTS), z)[None, :]
    o = Operands()
    o.inputs, o.value = (points,), np.empty_like(points)
    o.local, o.t = np.empty_like(points), np.empty_like(points)
    with np.errstate(all="ignore"):
        execute(kind.forward(o))
        execute(kind.local(o))
    return Curve(
        name=kind.name,
        latex=kind.latex,
        latex_local=kind.latex_local,
        z=points[0, :-1],
        a=o.value[0, :-1],
        at_z=z,
        at_a=float(o.value[0, -1]),
        at_df=float(o.local[0, -1]),
    )

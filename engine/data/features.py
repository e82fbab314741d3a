"""Features: network inputs computed from the raw columns of the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array

__all__ = [
    "FEATURES",
    "SUBSCRIPTS",
    "Feature",
]

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A network input, computed from the raw columns that ``needs`` names."""

    name: str
    label: str
    help: str
    needs: tuple[str, ...]
    compute: Callable[[Array], Array]


FEATURES: dict[str, Feature] = {
    entry.name: entry
    for entry in (
        Feature(
            name="x1",
            label="x₁",
            help="The horizontal coordinate.",
            needs=("x1",),
            compute=lambda c: c[0],
        ),
        Feature(
            name="x2",
            label="x₂",
            help="The vertical coordinate.",
            needs=("x2",),
            compute=lambda c: c[0],
        ),
        Feature(
            name="x1_squared",
            label="x₁²",
            help="The square of x₁.",
            needs=("x1",),
            compute=lambda c: c[0] * c[0],
        ),
        Feature(
            name="x2_squared",
            label="x₂²",
            help="The square of x₂.",
            needs=("x2",),
            compute=lambda c: c[0] * c[0],
        ),
        Feature(
            name="x1_x2",
            label="x₁x₂",
            help="The product of the two coordinates.",
            needs=("x1", "x2"),
            compute=lambda c: c[0] * c[1],
        ),
        Feature(
            name="sin_x1",
            label="sin x₁",
            help="The sine of x₁.",
            needs=("x1",),
            compute=lambda c: np.sin(c[0]),
        ),
        Feature(
            name="sin_x2",
            label="sin x₂",
            help="The sine of x₂.",
            needs=("x2",),
            compute=lambda c: np.sin(c[0]),
        ),
    )
}

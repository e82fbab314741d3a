"""Features: network inputs computed from the raw columns of the data.

A feature is a product of functions of one column each, so that a page can compute it
from the same row of the table.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array

__all__ = [
    "FACTORS",
    "FEATURES",
    "SUBSCRIPTS",
    "Feature",
]

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

FACTORS: dict[str, Callable[[Array], Array]] = {
    "identity": lambda x: x,
    "square": lambda x: x * x,
    "abs": np.abs,
    "cos": np.cos,
    "sin": np.sin,
    "tanh": np.tanh,
}
"""Functions of one column. A page has those of this name in ``Math``, and two more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A network input, computed from some raw columns.

    Attributes
    ----------
    name, label, help : str
    factors : tuple of (column, name)
        The columns, each with the function of `FACTORS` that it goes through; the
        feature is their product.
    """

    name: str
    label: str
    help: str
    factors: tuple[tuple[str, str], ...]

    @property
    def needs(self) -> tuple[str, ...]:
        """The raw columns that it is computed from."""
        return tuple(column for column, _ in self.factors)

    def compute(self, columns: Array) -> Array:
        """Return the feature (n,) of the columns (n_needs, n) that ``needs`` names."""
        parts = [
            FACTORS[name](x) for (_, name), x in zip(self.factors, columns, strict=True)
        ]
        return math.prod(parts[1:], start=parts[0])


FEATURES: dict[str, Feature] = {
    entry.name: entry
    for entry in (
        Feature(
            name="x1",
            label="x₁",
            help="The horizontal coordinate.",
            factors=(("x1", "identity"),),
        ),
        Feature(
            name="x2",
            label="x₂",
            help="The vertical coordinate.",
            factors=(("x2", "identity"),),
        ),
        Feature(
            name="x1_squared",
            label="x₁²",
            help="The square of x₁.",
            factors=(("x1", "square"),),
        ),
        Feature(
            name="x2_squared",
            label="x₂²",
            help="The square of x₂.",
            factors=(("x2", "square"),),
        ),
        Feature(
            name="x1_x2",
            label="x₁x₂",
            help="The product of the two coordinates.",
            factors=(("x1", "identity"), ("x2", "identity")),
        ),
        Feature(
            name="sin_x1",
            label="sin x₁",
            help="The sine of x₁.",
            factors=(("x1", "sin"),),
        ),
        Feature(
            name="sin_x2",
            label="sin x₂",
            help="The sine of x₂.",
            factors=(("x2", "sin"),),
        ),
    )
}

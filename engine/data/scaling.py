"""Scaling: how columns of numbers are brought to a size that a network learns from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, frozen

__all__ = ["Scaling", "is_constant", "is_off_scale", "scaling", "unscaled"]

ROUNDING = 1e-12
"""A column is constant if it spreads by less, relative to its largest number."""
EPSILON = 4 * np.finfo(np.float64).eps
SMALLEST, LARGEST = 0.2, 5.0
"""The deviations that need no scaling; the built-in plane, -6 to 6, has 3.5."""
FARTHEST = 3.0
"""How many deviations a mean may be from 0 without scaling."""
WIDEST = 10.0
"""How many times one deviation may be another without scaling."""
FEWEST = 3
"""With fewer samples a deviation is too uncertain."""


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """A scaled number is the number itself minus the mean, over the deviation.

    Attributes
    ----------
    means, deviations : Array
        (n_columns,); 0 and 1 for columns that stay as they are.
    """

    means: Array
    deviations: Array

    @property
    def is_none(self) -> bool:
        """Whether all numbers stay as they are."""
        return not self.means.any() and bool((self.deviations == 1).all())

    def equals(self, other: Scaling) -> bool:
        """Return whether another scaling has the same numbers."""
        return np.array_equal(self.means, other.means) and np.array_equal(
            self.deviations, other.deviations
        )

    def apply(self, values: Array) -> Array:
        """Return the scaled numbers of columns (n_columns, n)."""
        scaled: Array = (values - self.means[:, None]) / self.deviations[:, None]
        return scaled

    def undo(self, values: Array) -> Array:
        """Return the numbers themselves of scaled ones, (n_columns, ...).

        A number that differs from 0 by rounding alone is 0.
        """
        shape = (-1, *(1,) * (values.ndim - 1))
        means = self.means.reshape(shape)
        own: Array = values * self.deviations.reshape(shape) + means
        own[np.abs(own) <= EPSILON * np.abs(means)] = 0.0
        return own


def unscaled(n_columns: int) -> Scaling:
    """Return the scaling that leaves all numbers as they are."""
    return Scaling(frozen(np.zeros(n_columns)), frozen(np.ones(n_columns)))


def scaling(columns: Array) -> Scaling:
    """Return the scaling that gives columns (n_columns, n) mean 0 and deviation 1.

    A constant column becomes 0; another number in it later differs from 0 by its
    distance over the constant, or by the distance itself if the constant is below 1.
    """
    low, high = columns.min(axis=1), columns.max(axis=1)
    size = np.maximum(np.abs(low), np.abs(high))
    constant = is_constant(columns)
    means = np.where(constant, (low + high) / 2, columns.mean(axis=1))
    deviations = np.where(constant, np.maximum(size, 1.0), columns.std(axis=1))
    return Scaling(frozen(means), frozen(deviations))


def is_constant(columns: Array) -> Array:
    """Return which of the columns (n_columns, n) differ by rounding alone."""
    spread = np.ptp(columns, axis=1)
    constant: Array = spread <= ROUNDING * np.abs(columns).max(axis=1)
    return constant


def is_off_scale(columns: Array) -> bool:
    """Return whether columns (n_columns, n) should be scaled before they are learnt.

    That is so if one of them is too large, too small, or far from 0 for how much it
    varies, or if their deviations differ too much.
    """
    if columns.shape[1] < FEWEST:
        return False
    constant = is_constant(columns)
    if (np.abs(columns[constant]) > LARGEST).any():
        return True
    varying = columns[~constant]
    if not len(varying):
        return False
    means, deviations = varying.mean(axis=1), varying.std(axis=1)
    return bool(
        (deviations < SMALLEST).any()
        or (deviations > LARGEST).any()
        or (np.abs(means) > FARTHEST * deviations).any()
        or deviations.max() > WIDEST * deviations.min()
    )

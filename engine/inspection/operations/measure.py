"""Measure: one number of a step, or the root mean square of several."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array

__all__ = ["Measure", "measured", "together", "whole"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One number, or the root mean square of several.

    Attributes
    ----------
    symbol : str
        LaTeX; without the index of a unit where it is of several.
    value : float or None
        NaN while it is not computed; None of a matrix per sample as long as no sample
        is followed.
    n_numbers : int
        How many numbers it is of.
    row, column : int or None
        The unit or the weight; None of several.
    """

    symbol: str
    value: float | None
    n_numbers: int = 1
    row: int | None = None
    column: int | None = None


def measured(
    array: Array, symbol: str, row: int | None, column: int | slice | None
) -> Measure:
    """Return a number of an array (n_rows, n_columns), or the rms of several."""
    rows = slice(None) if row is None else slice(row, row + 1)
    columns, place = slice(None), None
    if isinstance(column, slice):
        columns = column
    elif column is not None:
        columns, place = slice(column, column + 1), column
    part = array[rows, columns]
    if part.size == 1:
        value = float(part[0, 0])
    else:
        with np.errstate(all="ignore"):
            value = float(np.sqrt(np.mean(part * part)))
    return Measure(
        symbol=symbol, value=value, n_numbers=part.size, row=row, column=place
    )


def together(measures: Sequence[Measure], symbol: str) -> Measure:
    """Return the root mean square of the numbers of several measures."""
    n_numbers = sum(each.n_numbers for each in measures)
    squares = [each.n_numbers * (each.value or 0.0) ** 2 for each in measures]
    value = math.sqrt(sum(squares) / n_numbers)
    return Measure(symbol=symbol, value=value, n_numbers=n_numbers)


def whole(symbol: str) -> str:
    """Return the symbol of a whole array: that of an element without its index."""
    return re.sub(r"_\{[\d,]+\}", "", symbol)

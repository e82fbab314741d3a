"""Measure: a number, or the root mean square of several."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.inspection.operations.measure import Measure, measured, together, whole

ARRAY = np.array([[3.0, 4.0], [1.0, -2.0]])


@pytest.mark.parametrize(
    ("row", "column", "expected", "n"),
    [
        (None, None, math.sqrt(30 / 4), 4),
        (0, None, math.sqrt(25 / 2), 2),
        (None, 1, math.sqrt(20 / 2), 2),
        (1, 1, -2.0, 1),
        (1, slice(0, 1), 1.0, 1),
    ],
)
def test_it_is_of_the_rows_and_columns_that_are_chosen(row, column, expected, n):
    found = measured(ARRAY, "z", row, column)
    assert found.value == pytest.approx(expected, rel=1e-15)
    place = column if isinstance(column, int) else None
    assert (found.n_numbers, found.row, found.column) == (n, row, place)


def test_together_they_are_the_rms_of_all_numbers():
    parts = [measured(ARRAY, "z", None, 0), measured(ARRAY, "z", 1, 1)]
    found = together(parts, "v")
    assert found == Measure(symbol="v", value=found.value, n_numbers=3)
    assert found.value == pytest.approx(math.sqrt((9 + 1 + 4) / 3), rel=1e-15)
    missing = Measure(symbol="z", value=math.nan)
    assert math.isnan(together([*parts, missing], "v").value)


def test_a_whole_array_has_no_index():
    assert whole("z^{(2)}_{1,3}") == "z^{(2)}"

"""The root mean square of numbers of any size."""

import numpy as np
import pytest

from engine.inspection.figures.root_mean_square import (
    HIGHEST,
    LOWEST,
    root_mean_square,
)


@pytest.mark.parametrize("scale", [1e-300, 2 * LOWEST, 1.0, HIGHEST / 2, 1e300])
def test_numbers_of_any_size_have_all_digits(scale):
    values = np.array([3.0, -4.0, 0.0, 12.0]) * scale
    expected = np.sqrt(np.mean(np.longdouble(values) ** 2))
    assert root_mean_square(values) == pytest.approx(float(expected), rel=1e-14)


def test_what_is_zero_or_not_finite_is_not_made_up():
    assert root_mean_square(np.zeros(3)) == 0
    assert root_mean_square(np.array([1.0, np.inf])) == np.inf
    assert np.isnan(root_mean_square(np.array([1.0, np.nan])))
    assert root_mean_square(np.full(4, 1e200)) == pytest.approx(1e200)

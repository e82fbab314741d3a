"""Spacing: one view of spans at equal distances, and none of others."""

import numpy as np
import pytest

from engine.program.memory.spacing import distance, spaced


@pytest.mark.parametrize(
    ("starts", "found"),
    [([1, 4, 7], 3), ([2, 3], 1), ([1, 4, 8], None), ([5], None), ([], None)],
)
def test_the_distance_of_equal_steps(starts, found):
    assert distance(starts) == found


@pytest.mark.parametrize("starts", [[7, 4, 1], [2, 2]])
def test_numbers_that_do_not_increase_have_no_distance(starts):
    assert distance(starts) is None


@pytest.mark.parametrize("starts", [[0, 3, 6], [1, 5], [0, 1, 2]])
def test_a_view_has_each_span(starts):
    matrix = np.arange(24.0).reshape(8, 3)
    view = spaced(matrix, starts, 2)
    assert view.shape == (len(starts), 2, 3)
    for part, start in zip(view, starts, strict=True):
        np.testing.assert_array_equal(part, matrix[start : start + 2])
    view[0, 0, 0] = -1
    assert matrix[starts[0], 0] == -1


def test_a_view_of_rows_of_an_array_that_owns_its_memory_is_based_on_it():
    """`Program.bind` finds the views of x by their base."""
    x = np.ones((6, 2))
    assert spaced(x, [0, 2], 2).base is x


def test_spans_at_other_distances_are_no_view():
    assert spaced(np.ones((8, 3)), [0, 1, 3], 2) is None

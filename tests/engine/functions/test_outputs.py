"""Outputs: targets, predicted classes, and the share of right ones."""

import math

import numpy as np
import pytest

from engine.functions.outputs import classes_of, share_right


def accuracy(a, y, *, middle):
    return share_right(classes_of(a, middle=middle), classes_of(y, middle=middle))


def test_one_output_is_read_by_the_side_of_the_middle():
    a, y = np.array([[0.4, 0.6, 0.9, 0.9]]), np.array([[0.0, 1, 0, 1]])
    assert accuracy(a, y, middle=0.5) == 0.75
    assert accuracy(2 * a - 1, 2 * y - 1, middle=0.0) == 0.75


def test_several_outputs_are_read_by_the_largest():
    a = np.array([[0.2, 0.1, 0.5], [0.3, 0.8, 0.4], [0.5, 0.1, 0.1]])
    y = np.array([[0.0, 0, 0], [0, 1, 1], [1, 0, 0]])
    assert accuracy(a, y, middle=0.5) == pytest.approx(2 / 3)


def test_accuracy_of_nothing_is_not_a_number():
    assert math.isnan(accuracy(np.zeros((1, 0)), np.zeros((1, 0)), middle=0))


@pytest.mark.whole
@pytest.mark.parametrize("shape", [(3, 5), (2, 4000), (10, 1797), (127, 40), (130, 40)])
@pytest.mark.parametrize("kind", ["few values", "NaN", "infinite", "columns"])
def test_the_first_of_equal_outputs_counts(shape, kind):
    rng = np.random.default_rng(sum(shape))
    a = rng.integers(-2, 3, shape).astype(float)
    if kind == "NaN":
        a[rng.random(shape) < 0.01] = np.nan
    if kind == "infinite":
        a[rng.random(shape) < 0.3] = np.inf
        a[rng.random(shape) < 0.3] = -np.inf
    if kind == "columns":
        a = np.asfortranarray(a)
    found = classes_of(a, middle=0)
    expected = [np.argmax(column) for column in a.T]
    assert found.tolist() == expected
    assert found.dtype == np.intp

"""Recomputed: a few numbers through the calls of training."""

import numpy as np
import pytest

from engine.functions.kinds.kinds import kind_of
from engine.functions.losses import LOSSES
from engine.inspection.explanation.recomputed import (
    gradient_function,
    loss_function,
    patch_function,
    patch_gradient_function,
    value_function,
)


def test_an_activation_of_one_number():
    assert value_function(kind_of("tanh"), 1, 0)(0.5) == np.tanh(0.5)
    assert value_function(kind_of("sigmoid"), 1, 0)(-1e4) == 0  # and no warning


def test_a_softmax_of_a_column():
    z = np.array([0.1, -0.4, 1.2])
    expected = np.exp(z) / np.exp(z).sum()
    for row in range(3):
        function = value_function(kind_of("softmax"), 3, row)
        assert function(*z) == pytest.approx(expected[row], rel=1e-14)


def test_a_patch_is_pooled_to_one_number():
    assert patch_function(kind_of("max pool"))(1.0, 4.0, 2.0, 3.0) == 4
    assert patch_function(kind_of("average pool"))(1.0, 4.0, 2.0, 3.0) == 2.5


def test_the_largest_of_a_patch_gets_its_gradient():
    parts = [patch_gradient_function(kind_of("max pool"), k) for k in range(4)]
    assert [part(1.0, 4.0, 2.0, 3.0, 0.5) for part in parts] == [0, 0.5, 0, 0]


def test_the_way_back_through_a_softmax():
    a, da = np.array([0.2, 0.3, 0.5]), np.array([1.0, -2.0, 0.5])
    jacobian = np.diag(a) - np.outer(a, a)
    found = [gradient_function(kind_of("softmax"), 3, row)(*a, *da) for row in range(3)]
    np.testing.assert_allclose(found, jacobian @ da, rtol=1e-14)


@pytest.mark.parametrize(
    ("loss", "expected"),
    [("squared_error", 0.3 / 4), ("mse", 2 * 0.3 / 8), ("huber", 0.3 / 4)],
)
def test_a_loss_divides_by_the_batch_and_a_mean_by_the_outputs(loss, expected):
    assert loss in LOSSES
    function = loss_function(kind_of(loss), (2, 4), 1)
    assert function(0.7, 0.4) == pytest.approx(expected, rel=1e-14)

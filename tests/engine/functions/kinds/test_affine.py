"""Affine: the map with a bias reads a row of ones below its input."""

import numpy as np
import pytest

from engine.arrays import execute
from engine.functions.kinds.affine import AFFINE, AFFINE_WITHOUT_BIAS
from engine.functions.kinds.kind import Operands

X, W, b = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[2.0, -4.0]]), 3.0
ONES = np.ones((1, 2))


@pytest.mark.parametrize(
    ("kind", "block", "x", "z"),
    [
        (
            AFFINE,
            np.hstack([W, [[b]]]),
            np.vstack([X, ONES]),
            W @ X + b,
        ),
        (AFFINE_WITHOUT_BIAS, W, X, W @ X),
    ],
)
def test_the_map_and_its_gradients(kind, block, x, z):
    o, delta = Operands(), np.array([[1.0, 10.0]])
    o.inputs, o.W, o.grad = (x,), block, delta
    o.value, o.dW, o.out = np.empty((1, 2)), np.empty(block.shape), np.empty(x.shape)
    for calls in (kind.forward(o), kind.gradient(o), kind.backward(o)):
        execute(calls)
    np.testing.assert_array_equal(o.value, z)
    np.testing.assert_array_equal(o.dW[:, :2], delta @ X.T)
    np.testing.assert_array_equal(o.dW[:, 2:], [[11.0]] if kind is AFFINE else [[]])
    np.testing.assert_array_equal(o.out[:2], W.T @ delta)


def test_it_mixes_rows_and_passes_no_gradient_on():
    assert not AFFINE.is_elementwise
    assert not AFFINE.passes(0)

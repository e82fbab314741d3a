"""Convolution: worked by hand, and what its gradient is the sum of."""

import numpy as np
import pytest

from engine.arrays import execute
from engine.functions.kinds.convolution import CONVOLUTION, CONVOLUTION_WITHOUT_BIAS
from engine.functions.kinds.kind import Operands
from engine.patches import Patches

EDGE = [[-1.0, 0, 1]] * 3
"""A kernel that finds an edge between dark on the left and bright on the right."""


def operands(patches, W, pictures):
    """Return the operands of pictures, an array (B, channels, rows, columns)."""
    o = Operands()
    o.patches, o.W = patches, np.array(W, float).reshape(len(W), -1)
    B = len(pictures)
    o.inputs = (np.array(pictures, float).reshape(B, -1).T.copy(),)
    o.value = np.empty((len(W) * patches.n_positions, B))
    o.kept = np.ones((CONVOLUTION.n_kept(patches), B))
    return o


def test_a_filter_is_the_same_sum_at_every_position():
    picture = [[0, 0, 9, 9], [0, 0, 9, 9], [0, 0, 9, 9], [0, 0, 9, 0]]
    W = [[*np.ravel(EDGE), 0.5]]
    o = operands(Patches(1, 4, 4, 3), W, [[picture]])
    execute(CONVOLUTION.forward(o))
    assert o.value[:, 0].tolist() == [27.5, 27.5, 27.5, 18.5]


def test_without_bias_nothing_is_added():
    o = operands(Patches(1, 3, 3, 3), [np.ravel(EDGE)], [[[[0, 0, 1]] * 3]])
    execute(CONVOLUTION_WITHOUT_BIAS.forward(o))
    assert o.value.tolist() == [[3.0]]


@pytest.mark.parametrize("n_channels", [1, 3])
@pytest.mark.parametrize("n_filters", [1, 2, 8])
def test_the_gradient_of_a_kernel_is_the_sum_over_positions_and_samples(
    n_channels, n_filters
):
    rng, patches = np.random.default_rng(2), Patches(n_channels, 6, 5, 3)
    pictures = rng.normal(size=(4, n_channels, 6, 5))
    o = operands(patches, rng.normal(size=(n_filters, 9 * n_channels + 1)), pictures)
    execute(CONVOLUTION.forward(o))
    o.grad, o.dW = rng.normal(size=o.value.shape), np.empty_like(o.W)
    execute(CONVOLUTION.gradient(o))
    delta = o.grad.reshape(n_filters, 4, 3, 4)
    for f, c, u, v in np.ndindex(n_filters, n_channels, 3, 3):
        products = [
            delta[f, i, j, n] * pictures[n, c, i + u, j + v]
            for i, j, n in np.ndindex(4, 3, 4)
        ]
        found = o.dW[f, 9 * c + 3 * u + v]
        assert found == pytest.approx(sum(products), rel=1e-12, abs=1e-12)
    np.testing.assert_allclose(o.dW[:, -1], delta.sum(axis=(1, 2, 3)), rtol=1e-12)


def test_a_pixel_gets_what_every_patch_that_has_it_passes_back():
    """One picture of 3 by 4 pixels, two positions; the middle pixels are in both."""
    kernel, delta = np.arange(1.0, 10), [10.0, 1.0]
    o = operands(Patches(1, 3, 4, 3), [kernel], [np.zeros((1, 3, 4))])
    o.grad, o.out = np.array(delta)[:, None], np.empty((12, 1))
    execute(CONVOLUTION_WITHOUT_BIAS.backward(o))
    assert o.out.reshape(3, 4).tolist() == [
        [10, 21, 32, 3],
        [40, 54, 65, 6],
        [70, 87, 98, 9],
    ]

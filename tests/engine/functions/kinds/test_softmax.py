"""Softmax: columns that sum to 1, also of large z, and their gradient."""

import numpy as np

from engine.arrays import execute
from engine.functions.kinds.kind import Operands
from engine.functions.kinds.softmax import SOFTMAX


def computed(z):
    o = Operands()
    o.inputs, o.value, o.t, o.out = (z,), *(np.empty_like(z) for _ in range(3))
    execute(SOFTMAX.forward(o))
    return o


def test_each_column_is_the_exponentials_over_their_sum():
    z = np.random.default_rng(0).normal(size=(4, 3))
    np.testing.assert_allclose(
        computed(z).value, np.exp(z) / np.exp(z).sum(axis=0), rtol=1e-15
    )


def test_large_numbers_do_not_overflow():
    found = computed(np.array([[1000.0, -1000.0], [999.0, -1000.0]])).value
    e = np.e
    np.testing.assert_allclose(found, [[e / (1 + e), 0.5], [1 / (1 + e), 0.5]])


def test_a_column_of_its_gradient_sums_to_0():
    o = computed(np.random.default_rng(1).normal(size=(5, 4)))
    o.grad = np.random.default_rng(2).normal(size=(5, 4))
    execute(SOFTMAX.backward(o))
    np.testing.assert_allclose(o.out.sum(axis=0), 0, atol=1e-15)
    assert not SOFTMAX.is_elementwise

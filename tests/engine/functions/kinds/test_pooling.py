"""Pooling: worked by hand, and where the gradient goes."""

import numpy as np
import pytest

from engine.arrays import execute
from engine.functions.kinds.kind import Operands
from engine.functions.kinds.pooling import AVERAGE_POOL, MAX_POOL
from engine.patches import Patches


def pooled(kind, picture, grad):
    """Return the value of a picture, and its gradient for that of the value."""
    shape, o = np.shape(picture), Operands()
    o.patches = Patches(*shape, 2, 2)
    o.inputs = (np.array(picture, float).reshape(-1, 1),)
    o.kept = np.ones((kind.n_kept(o.patches), 1))
    o.grad = np.array(grad, float).reshape(-1, 1)
    o.value, o.out = np.empty_like(o.grad), np.full_like(o.inputs[0], 99)
    execute(kind.forward(o))
    execute(kind.backward(o))
    return o.value[:, 0].tolist(), o.out.reshape(shape).tolist()


def test_the_largest_of_four_is_handed_on_and_gets_all_of_the_gradient():
    picture = [[[1, 2, 5, 3], [4, 3, 0, -1]], [[-1, -2, 7, 8], [-3, -4, 9, 6]]]
    value, out = pooled(MAX_POOL, picture, [10, 20, 30, 40])
    assert value == [4, 5, -1, 9]
    assert out == [
        [[0, 0, 20, 0], [10, 0, 0, 0]],
        [[30, 0, 0, 0], [0, 0, 40, 0]],
    ]


@pytest.mark.parametrize(
    ("square", "expected"),
    [
        ([[1, 1], [1, 1]], [[8, 0], [0, 0]]),
        ([[0, 1], [1, 0]], [[0, 0], [8, 0]]),
        ([[0, 1], [0, 1]], [[0, 8], [0, 0]]),
        ([[0, 0], [1, 1]], [[0, 0], [8, 0]]),
    ],
)
def test_of_equal_largest_members_one_gets_the_gradient(square, expected):
    assert pooled(MAX_POOL, [square], [8]) == ([1], [expected])


def test_the_mean_of_four_is_handed_on_and_each_gets_a_quarter():
    value, out = pooled(AVERAGE_POOL, [[[1, 2, 0, 8], [3, 4, 0, 0]]], [4, 8])
    assert value == [2.5, 2]
    assert out == [[[1, 1, 2, 2], [1, 1, 2, 2]]]


@pytest.mark.parametrize("kind", [MAX_POOL, AVERAGE_POOL])
def test_what_is_left_over_is_not_read_and_gets_no_gradient(kind):
    picture = [[[1, 1, np.inf], [1, 1, np.inf], [np.inf, np.inf, np.inf]]]
    value, out = pooled(kind, picture, [8])
    assert value == [1]
    assert np.sum(out) == 8
    assert out[0][2] == [0, 0, 0]
    assert [row[2] for row in out[0]] == [0, 0, 0]


def test_a_number_that_is_none_is_handed_on():
    value, _ = pooled(MAX_POOL, [[[1, np.nan], [3, 4]]], [1])
    assert np.isnan(value[0])


@pytest.mark.parametrize("kind", [MAX_POOL, AVERAGE_POOL])
@pytest.mark.parametrize("shape", [(2, 4, 6), (3, 5, 4), (1, 3, 3)])
def test_the_statements_compute_what_the_calls_do(kind, shape):
    rng, n_columns = np.random.default_rng(0), 7
    o = Operands()
    o.patches = Patches(*shape, 2, 2)
    n_rows = shape[0] * o.patches.n_positions
    # of few different numbers, so that many are equal
    o.inputs = (rng.integers(0, 3, (o.patches.n_rows, n_columns)).astype(float),)
    o.kept = np.ones((kind.n_kept(o.patches), n_columns))
    o.grad = rng.normal(size=(n_rows, n_columns))
    o.value, o.out = np.empty_like(o.grad), np.empty_like(o.inputs[0])
    execute(kind.forward(o))
    execute(kind.backward(o))
    names = {"np": np, "x": o.inputs[0], "grad": o.grad}
    sizes = {n: getattr(o.patches, n) for n in ("channels", "rows", "columns", "grid")}
    words = {"x": "x", "grad": "grad", "value": "value", "out": "out", **sizes}
    exec(kind.numpy.format(**words), names)
    exec(kind.numpy_backward.format(**words), names)
    np.testing.assert_allclose(names["value"], o.value, rtol=1e-15)
    np.testing.assert_allclose(names["out"], o.out, rtol=1e-15)

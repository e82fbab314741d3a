"""RMS norm: columns of root mean square 1, and gradients at right angles to them."""

import numpy as np

from engine.arrays import execute
from engine.functions.kinds.kind import Operands
from engine.functions.kinds.rms_norm import EPS, RMS_NORM

SHAPE = (5, 7)


def computed(x):
    o = Operands()
    o.inputs, o.grad = (x,), np.random.default_rng(1).normal(size=x.shape)
    o.value, o.t, o.out = (np.empty(x.shape) for _ in range(3))
    execute(RMS_NORM.forward(o))
    execute(RMS_NORM.backward(o))
    return o


def normal():
    return np.random.default_rng(0).normal(size=SHAPE)


def test_a_column_is_divided_by_its_root_mean_square():
    x = 100 * normal()
    root = np.sqrt((x * x).mean(axis=0))
    np.testing.assert_allclose(computed(x).value, x / root, rtol=1e-7)
    np.testing.assert_allclose((computed(x).value ** 2).mean(axis=0), 1, rtol=1e-7)


def test_a_column_of_zeros_stays_one():
    o = computed(np.zeros(SHAPE))
    np.testing.assert_array_equal(o.value, 0)
    np.testing.assert_allclose(o.out, o.grad / np.sqrt(EPS), rtol=1e-14)


def test_a_longer_column_has_the_same_value_so_its_gradient_is_at_right_angles():
    x = 1000 * normal()
    o = computed(x)
    size = np.linalg.norm(x, axis=0) * np.linalg.norm(o.out, axis=0)
    assert (np.abs((x * o.out).sum(axis=0)) <= 1e-9 * size).all()


def test_the_statements_compute_what_the_calls_do():
    o = computed(normal())
    names = {"x": o.inputs[0], "value": o.value, "grad": o.grad}
    for text, name, found in (
        (RMS_NORM.numpy, "value", o.value),
        (RMS_NORM.numpy_backward, "out", o.out),
    ):
        made = dict(names)
        code = text.format(**{n: n for n in names}, out="out")
        exec(code, {"np": np}, made)
        np.testing.assert_allclose(made[name], found, rtol=1e-13)

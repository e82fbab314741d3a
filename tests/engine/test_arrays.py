"""Arrays: constants, frozen arrays, and calls executed in order."""

import numpy as np
import pytest

from engine.arrays import aligned_zeros, constant, execute, frozen, maximum, minimum


def test_a_constant_is_a_read_only_0d_array_of_its_type():
    found = constant(0.5, np.float32)
    assert (found.shape, found.dtype, float(found)) == ((), np.float32, 0.5)
    with pytest.raises(ValueError, match="read-only"):
        found[...] = 1


def test_frozen_returns_the_same_array():
    array = np.zeros(2)
    assert frozen(array) is array
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.complex128])
@pytest.mark.parametrize("size", [1, 7, 1000, 100_000])
def test_aligned_zeros_begin_where_a_cache_line_does(size, dtype):
    found = [aligned_zeros(size, dtype) for _ in range(20)]
    assert {array.ctypes.data % 64 for array in found} == {0}
    assert {(array.shape, array.dtype.type) for array in found} == {((size,), dtype)}
    for array in found:
        assert not array.any()
        array[:] = 1
    assert all((array == 1).all() for array in found)


@pytest.mark.parametrize(
    ("call", "expected"), [(maximum, [2.0, 3.0]), (minimum, [1.0, -1.0])]
)
def test_the_larger_and_the_smaller_number_are_written(call, expected):
    out = np.empty(2)
    execute([call(np.array([1.0, 3.0]), np.array([2.0, -1.0]), out)])
    assert out.tolist() == expected


@pytest.mark.parametrize("call", [maximum, minimum])
def test_nan_stays_nan(call):
    """A diverged network must not look healthy: `numpy.fmax` would return 0 here."""
    out = np.empty(2)
    execute([call(np.array([np.nan, 0.0]), np.array([0.0, np.nan]), out)])
    assert np.isnan(out).all()


def test_calls_are_executed_in_order():
    a, b = np.array([3.0]), np.empty(1)
    execute([(np.add, (a, a, b)), (np.multiply, (b, b, b))])
    assert b.tolist() == [36.0]

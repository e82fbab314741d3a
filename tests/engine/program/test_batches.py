"""Batches: every sample once, in the order taken, position by position."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.program.batches import Batches, in_columns, in_samples


@given(n_samples=st.integers(1, 30), size=st.integers(1, 30), seed=st.integers(0, 9))
def test_batches_hold_every_sample_once_in_the_order_taken(n_samples, size, seed):
    source = np.arange(2.0 * n_samples).reshape(2, n_samples)
    batches = Batches(source, size)
    order = np.random.default_rng(seed).permutation(n_samples)
    for columns in (np.arange(n_samples), order):
        np.testing.assert_array_equal(np.hstack(batches.blocks), source[:, columns])
        assert all(block.flags.c_contiguous for block in batches.blocks)
        batches.take(order)
    sizes = [block.shape[1] for block in batches.blocks]
    assert set(sizes[:-1]) <= {size}
    assert sizes[-1] <= size


@pytest.mark.parametrize("size", [1, 3, 7, 8])
def test_the_positions_of_a_sample_are_columns_next_to_each_other(size):
    # sample n has the numbers 100 n + 10 t + k at position t, row k
    n, t, k = np.ogrid[:7, :3, :2]
    source = (100 * n + 10 * t + k).reshape(7, 6).T
    batches = Batches(source, size, n_positions=3)
    order = np.array([6, 2, 4, 0, 1, 3, 5])
    batches.take(order)
    whole = np.hstack(batches.blocks)
    assert whole.shape == (2, 21)
    for column, sample in enumerate(order):
        assert whole[:, 3 * column : 3 * column + 3].tolist() == [
            [100 * sample + 10 * t + k for t in range(3)] for k in range(2)
        ]
    assert all(block.flags.c_contiguous for block in batches.blocks)
    np.testing.assert_array_equal(whole, in_columns(source[:, order], 3))


def test_one_position_leaves_samples_as_they_are():
    source = np.arange(6.0).reshape(2, 3)
    assert in_columns(source, 1) is source


@pytest.mark.parametrize("n_positions", [1, 3])
def test_columns_of_positions_are_samples_again(n_positions):
    samples = np.arange(24.0).reshape(6, 4)
    columns = in_columns(samples, n_positions)
    assert columns.shape == (6 // n_positions, 4 * n_positions)
    np.testing.assert_array_equal(in_samples(columns, n_positions), samples)

"""Token tasks: what is right at each position, and how it is coded."""

import numpy as np
import pytest

from engine.data import token_tasks
from engine.data.token_tasks import modular_addition, one_hot

N, T, V = 500, 6, 5


def drawn(name, seed=0):
    return getattr(token_tasks, name)(N, T, V, np.random.default_rng(seed))


@pytest.mark.parametrize("name", ["sort", "reverse", "copy"])
def test_tokens_are_drawn_evenly_and_targets_are_the_same_tokens(name):
    tokens, targets = drawn(name)
    assert tokens.shape == targets.shape == (T, N)
    counts = np.bincount(tokens.ravel())
    assert len(counts) == V
    assert (np.abs(counts - N * T / V) < 5 * np.sqrt(N * T / V)).all()
    np.testing.assert_array_equal(np.sort(tokens, axis=0), np.sort(targets, axis=0))
    np.testing.assert_array_equal(tokens, drawn(name)[0])
    assert (tokens != drawn(name, seed=1)[0]).any()


def test_each_task_has_its_order():
    assert (np.diff(drawn("sort")[1], axis=0) >= 0).all()
    tokens, targets = drawn("reverse")
    np.testing.assert_array_equal(targets[0], tokens[-1])
    np.testing.assert_array_equal(targets[::-1], tokens)
    np.testing.assert_array_equal(*drawn("copy"))


def test_modular_addition_has_every_pair_once_and_the_sum_at_both_positions():
    (a, b), sums = modular_addition(7)
    assert sorted(zip(a.tolist(), b.tolist(), strict=True)) == [
        (i, j) for i in range(7) for j in range(7)
    ]
    for row in sums:
        np.testing.assert_array_equal(row, (a + b) % 7)


def test_a_position_is_coded_by_its_token_and_its_place():
    tokens, targets = np.array([[2, 0], [1, 2]]), np.array([[0, 1], [2, 2]])
    x, y = one_hot(tokens, targets, 3)
    np.testing.assert_array_equal(x[:, 0], [0, 0, 1, 1, 0, 0, 1, 0, 0, 1])
    np.testing.assert_array_equal(x[:, 1], [1, 0, 0, 1, 0, 0, 0, 1, 0, 1])
    np.testing.assert_array_equal(y[:, 0], [1, 0, 0, 0, 0, 1])
    np.testing.assert_array_equal(y[:, 1], [0, 1, 0, 0, 0, 1])

"""Workspace: batches that hold every sample once, and the first parameters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Experiment
from engine.networks.networks import layout_of
from engine.program.op import Clock
from engine.program.workspace import Batches, Workspace, initial_vector


def workspace(**settings):
    return Workspace(
        Experiment(**{"n_samples": 46, "batch_size": 5, **settings}),
        dtype=np.float64,
        clock=Clock(),
        dropout_rng=np.random.default_rng(0),
    )


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


def test_an_order_gives_x_and_y_of_the_same_samples():
    work = workspace()
    work.draw_order(np.random.default_rng(3))
    assert sorted(work.order.tolist()) == list(range(23))
    for k, place in enumerate(work.slices):
        np.testing.assert_array_equal(
            work.x(k), work.data.train_x[:, work.order[place]]
        )
        np.testing.assert_array_equal(
            work.y(k), work.data.train_y[:, work.order[place]]
        )


def test_a_full_batch_keeps_its_order():
    work = workspace(batch_size="full")
    work.draw_order(np.random.default_rng(3))
    assert work.order.tolist() == list(range(23))
    assert len(work.upcoming(0, 4)) == 4


def test_the_last_batch_has_a_program_of_its_size():
    work = workspace()
    assert work.n_batches == 5
    assert [work.program(k).memory.n_columns for k in range(5)] == [5, 5, 5, 5, 3]
    assert len(work.upcoming(3, 9)) == 2
    assert work.calls(1) is work.calls(1)
    assert workspace(n_samples=40).program(3).memory.n_columns == 5


@pytest.mark.parametrize(
    ("settings", "is_separate"),
    [({}, False), ({"l1": 0.1}, True), ({"l2": 0.1}, True), ({"clip_norm": 1}, True)],
)
def test_the_gradient_is_kept_apart_where_the_update_changes_it(settings, is_separate):
    work = workspace(**settings)
    assert np.shares_memory(work.gradient, work.matrix) != is_separate


def test_given_parameters_are_the_first_ones_and_others_are_drawn():
    layers = [{"W": [[1, 2]], "b": [3]}, {"W": [[4]], "b": [5]}]
    given = Experiment(hidden=(1,), initial_parameters=layers)
    layout = layout_of(given)
    rng = np.random.default_rng(0)
    assert initial_vector(given, layout, rng).tolist() == [1, 2, 3, 4, 5]
    scaled = Experiment(hidden=(1,), initializer="constant", initializer_scale=0.25)
    assert initial_vector(scaled, layout, rng).tolist() == [0.25, 0.25, 0, 0.25, 0]
    default = Experiment(hidden=(1,), initializer="constant")
    assert initial_vector(default, layout, rng).tolist() == [0.5, 0.5, 0, 0.5, 0]

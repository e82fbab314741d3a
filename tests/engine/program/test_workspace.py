"""Workspace: data, parameters and programs of an experiment, batch by batch."""

import numpy as np
import pytest

from engine import Experiment
from engine.program.ops.op import Clock
from engine.program.workspace import Workspace


def workspace(**settings):
    return Workspace(
        Experiment(**{"n_samples": 46, "batch_size": 5, **settings}),
        dtype=np.float64,
        clock=Clock(),
        dropout_rng=np.random.default_rng(0),
    )


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

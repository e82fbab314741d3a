"""Workspace: data, parameters and programs of an experiment, batch by batch."""

import numpy as np
import pytest

from engine import Experiment, Trainer
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


def test_the_program_of_a_smaller_last_batch_is_made_at_its_first_use(monkeypatch):
    sizes = []
    compiled = Workspace._compiled

    def noted(work, batch):
        sizes.append(batch)
        return compiled(work, batch)

    monkeypatch.setattr(Workspace, "_compiled", noted)
    trainer = Trainer(Experiment(n_samples=50, train_share=0.5, batch_size=10))
    trainer.step(2)
    assert sizes == [10]
    trainer.step(4)
    assert sizes == [10, 5]


def test_new_scalars_hold_for_a_last_batch_that_is_compiled_later():
    e = Experiment(n_samples=50, train_share=0.5, batch_size=10)
    changed, expected = Trainer(e), Trainer(e.replace(learning_rate=0.5))
    changed.change(learning_rate=0.5)
    for trainer in (changed, expected):
        trainer.step(3)
    assert np.array_equal(changed.vector, expected.vector)

"""Microscope: a run op by op gives the bits of a run in whole steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Experiment, Trainer
from engine.functions.optimizers import OPTIMIZERS
from tests.engine.training.runs import RUNS, experiment, same
from tests.quick import examples


@pytest.mark.parametrize("changes", RUNS, ids=str)
@pytest.mark.parametrize("by", ["op", "layer", "phase"])
def test_going_through_steps_piece_by_piece_gives_the_same_bits(changes, by):
    whole, pieces = Trainer(experiment(changes)), Trainer(experiment(changes))
    whole.step(12)
    while pieces.step_count < 12:
        pieces.advance(by)
    assert pieces.op_index == 0
    assert same(whole, pieces)
    np.testing.assert_array_equal(whole.trace().gradient, pieces.trace().gradient)


@settings(max_examples=examples(60))
@given(
    pieces=st.lists(
        st.sampled_from(["op", "layer", "phase", "step", "epoch", "snapshot", "run"]),
        max_size=25,
    ),
    which=st.integers(0, len(RUNS) - 1),
)
def test_any_mixture_of_pieces_gives_the_same_bits(pieces, which):
    mixed, whole = Trainer(experiment(RUNS[which])), Trainer(experiment(RUNS[which]))
    for piece in pieces:
        if piece == "snapshot":
            snapshot = mixed.snapshot()
            mixed.step(3)
            mixed.restore(snapshot)
            assert mixed.op_index == snapshot.op_index
        elif piece == "run":
            mixed.step(4)
        else:
            mixed.advance(piece)
    if mixed.op_index:
        mixed.advance("step")
    whole.step(mixed.step_count)
    assert same(mixed, whole)


def test_advance_by_epoch_ends_where_the_epoch_ends():
    trainer = Trainer(experiment({}))
    trainer.step(2)
    trainer.advance("epoch", 2)
    assert (trainer.epoch, trainer.step_count) == (2, 10)


def test_ops_come_in_the_order_of_the_four_phases():
    trainer = Trainer(experiment({"hidden": (3, 3)}))
    phases = []
    for _ in range(trainer.n_ops):
        phases.append(trainer.next_op.phase)
        trainer.advance("op")
    assert trainer.step_count == 1
    kept = list(dict.fromkeys(phases))
    assert kept == ["forward", "loss", "local", "backward", "update"]
    assert phases == sorted(phases, key=kept.index)


def test_weights_hold_still_until_the_update():
    trainer = Trainer(experiment({}))
    before = trainer.vector.copy()
    while trainer.next_op.name != "apply":
        trainer.advance("op")
        np.testing.assert_array_equal(trainer.vector, before)
    trainer.advance("op")
    assert not np.array_equal(trainer.vector, before)


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="by must be one of op, layer"):
        Trainer(experiment({})).advance("minute")


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_weights_are_the_old_ones_until_they_are_applied(name):
    trainer = Trainer(Experiment(optimizer=name, l2=0.1, clip_norm=0.01))
    trainer.step(2)
    before = trainer.vector.copy()
    last = trainer.ops[-1]
    assert last.name == "apply"
    trainer.advance("op", trainer.n_ops - 1)
    np.testing.assert_array_equal(trainer.vector, before)
    trainer.advance("op")
    assert (trainer.vector != before).any()

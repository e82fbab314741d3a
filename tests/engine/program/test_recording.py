"""Recording: a copy of the last step, or its live vectors."""

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.arrays import execute
from engine.graph import Node
from engine.networks.dense import NAMES
from engine.program.ops.op import Clock
from engine.program.recording import live_vectors, recorded
from engine.program.workspace import Workspace


def workspace(**settings):
    """Return a workspace on which the first batch has been run op by op."""
    work = Workspace(
        Experiment(n_samples=40, batch_size=4, optimizer="momentum", **settings),
        dtype=np.float64,
        clock=Clock(),
        dropout_rng=np.random.default_rng(0),
    )
    work.state[0] = np.random.default_rng(1).normal(size=work.layout.n_parameters)
    np.copyto(work.before, work.state)
    execute(work.calls(0))
    return work


def test_a_record_is_a_frozen_copy():
    work = workspace()
    trace = recorded(work, 0, step=1, epoch=0, t=1, n_ops_done=None)
    live = live_vectors(work, 0)
    for name in ("tape", "gradient", "before", "after", "x"):
        copy, original = getattr(trace.vectors, name), getattr(live, name)
        np.testing.assert_array_equal(copy, original)
        assert not np.shares_memory(copy, original)
        assert not copy.flags.writeable
    assert trace.complete
    assert (trace.step, trace.epoch, trace.batch_size) == (1, 0, 4)
    assert trace.slot_names == ("v",)
    assert trace.done == trace.n_ops == len(work.program(0).ops)


def test_live_vectors_are_overwritten_by_the_next_step():
    work = workspace()
    live = live_vectors(work, 0)
    tape = live.tape.copy()
    execute(work.calls(1))
    assert not np.array_equal(live.tape, tape)


def test_what_later_ops_write_is_not_a_number():
    work = workspace()
    ops = work.program(0).ops
    for n_ops in range(1, len(ops)):
        trace = recorded(work, 0, step=1, epoch=0, t=1, n_ops_done=n_ops)
        done = {
            (NAMES[ref.quantity, ref.of.name], ref.of.site)
            if isinstance(ref.of, Node)
            else ("dW", op.layer)
            for op in ops[:n_ops]
            for ref in op.writes
        }
        done |= {("db", layer) for name, layer in done if name == "dW"}
        assert not trace.complete
        assert (trace.done, trace.n_ops) == (n_ops, len(ops))
        assert np.isnan(trace.after).all()
        for layer in trace.layers:
            for name in ("z", "a", "df", "da", "delta", "dW", "db"):
                is_done = (name, layer.index) in done
                assert np.isnan(getattr(layer, name)).all() != is_done, (name, n_ops)


def test_a_mask_that_is_not_drawn_yet_is_not_a_number():
    work = workspace(dropout=0.5, hidden=(3, 2))
    names = [op.name for op in work.program(0).ops]
    first = names.index("dropout")
    before, after = (
        recorded(work, 0, step=1, epoch=0, t=1, n_ops_done=k)
        for k in (first, first + 1)
    )
    assert np.isnan(before.masks[0]).all()
    assert np.isfinite(after.masks[0]).all()
    assert np.isnan(after.masks[1]).all()


def test_a_live_trace_copies_nothing_and_is_read_only():
    trainer = Trainer(Experiment(dropout=0.3))
    trainer.step(2)
    trainer.advance("op", 5)
    live, copy = trainer.trace(is_live=True), trainer.trace()
    work = trainer._stepper.work
    assert np.shares_memory(live.before, work.before)
    assert (live.step, live.done) == (copy.step, copy.done)
    for op in trainer.ops[:5]:
        for ref in op.writes:
            np.testing.assert_array_equal(live.array(ref), copy.array(ref))
    with pytest.raises(ValueError, match="read-only"):
        live.tape[0] = 1.0
    trainer.advance("step")
    trainer.step(3)

"""Program: ops in order, dropout, and calls bound to a batch."""

import numpy as np
import pytest

from engine import Experiment, Trainer
from tests.engine.networks_of import EXPERIMENTS


def dropped(trainer, layer=0):
    """Return (a, what the layer passed on) of the last step."""
    layers = trainer.trace().layers
    return layers[layer].a, layers[layer + 1].a_prev


def test_a_dropped_unit_passes_nothing_and_the_others_more():
    trainer = Trainer(Experiment(dropout=0.25, hidden=(20,), batch_size=50))
    trainer.step()
    a, out = dropped(trainer)
    kept = out != 0
    np.testing.assert_allclose(out[kept], a[kept] / 0.75, rtol=1e-15)
    assert 0.6 < kept.mean() < 0.9


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_on_average_dropout_passes_on_what_it_got(p):
    # 100 units x 250 samples x 20 steps: the share of kept ones is known to
    # sqrt(p (1 - p) / 500,000) < 0.0008
    trainer = Trainer(
        Experiment(
            dropout=p, hidden=(100,), batch_size="full", learning_rate=0.0, seed=1
        )
    )
    passed, given, kept = 0.0, 0.0, []
    for _ in range(20):
        trainer.step()
        a, out = dropped(trainer)
        passed, given = passed + np.abs(out).sum(), given + np.abs(a).sum()
        kept.append(np.mean(out != 0))
    assert np.mean(kept) == pytest.approx(1 - p, abs=0.005)
    assert passed / given == pytest.approx(1, abs=0.02)


def test_delta_is_zero_where_a_unit_was_dropped():
    trainer = Trainer(Experiment(dropout=0.5, hidden=(10, 10), batch_size=20))
    trainer.step(3)
    for layer in (0, 1):
        _, out = dropped(trainer, layer)
        delta = trainer.trace().layers[layer].delta
        assert (delta[out == 0] == 0).all()
        assert (delta[out != 0] != 0).all()


def test_dropout_leaves_outputs_losses_and_probes_alone():
    plain, bound = (Trainer(Experiment(dropout=p, seed=2)) for p in (0.0, 0.5))
    assert plain.train_loss == bound.train_loss
    bound.step(20)
    x = bound.data.train_x
    a = bound.forward(x)[-1][1]
    assert np.array_equal(a, bound.forward(x)[-1][1])
    # squared error: half the sum of squares, over 250 samples
    loss = np.square(a - bound.data.train_y).sum() / (2 * 250)
    assert bound.train_loss == pytest.approx(loss, rel=1e-14)


def test_every_step_drops_other_units():
    trainer = Trainer(
        Experiment(dropout=0.5, hidden=(30,), batch_size="full", learning_rate=0.0)
    )
    masks = []
    for _ in range(2):
        trainer.step()
        masks.append(dropped(trainer)[1] != 0)
    assert 0.4 < np.mean(masks[0] != masks[1]) < 0.6


def reads(array, whole):
    return isinstance(array, np.ndarray) and np.shares_memory(array, whole)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_no_bound_call_reads_the_memory_that_a_batch_replaces(name):
    work = Trainer(EXPERIMENTS[name])._stepper.work
    program = work.program(0)
    x, y = program.memory.x, program.memory.y
    made = [call for op in program.ops for call in op.calls]
    own = [sum(reads(arg, x) or reads(arg, y) for arg in args) for _, args in made]
    assert sum(own) >= 2  # of the first map and of the loss
    for call in work.calls(0):
        assert not any(reads(arg, x) or reads(arg, y) for arg in call[1])


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_ranges_cut_the_calls_into_ops(name):
    program = Trainer(EXPERIMENTS[name])._stepper.work.program(0)
    calls = program.bind(program.memory.x, program.memory.y)
    for op, (start, stop) in zip(program.ops, program.op_ranges, strict=True):
        assert [f for f, _ in calls[start:stop]] == [f for f, _ in op.calls]
    assert stop == len(calls)

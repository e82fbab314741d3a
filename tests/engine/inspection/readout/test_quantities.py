"""Quantities: the mean, the size and the zeros of any quantity, also of one sample."""

from dataclasses import replace

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.graph import Ref
from engine.inspection.readout.quantities import mean_of, rms_of, zeros_of
from engine.program.one_sample import sample_of


@pytest.fixture(scope="module")
def trace():
    trainer = Trainer(Experiment(hidden=(4, 3), dropout=0.4, seed=2))
    trainer.step(3)
    return trainer.trace()


def refs_of(trace):
    """Return a `Ref` and its numbers, for quantities of every memory."""
    graph, layer = trace.placement.graph, trace.layers[1]
    x, loss = graph.nodes[0], graph.nodes[-1]
    (_, a, _), (_, z, _) = graph.named("a"), graph.named("z")
    block = graph.parameters[1]
    return {
        Ref("value", x): trace.x,
        Ref("y", loss): trace.y,
        Ref("value", a): layer.a,
        Ref("local", a): layer.df,
        Ref("grad", z): layer.delta,
        Ref("mask", graph.named("dropout")[1]): trace.masks[1],
        Ref("W", block): np.hstack([layer.W_before, layer.b_before]),
        Ref("dW", block): np.hstack([layer.dW, layer.db]),
        Ref("W", None): trace.before[0],
        Ref("dW", None): trace.gradient,
        Ref("update", None): trace.update,
    }


def test_the_size_of_any_quantity(trace):
    for ref, numbers in refs_of(trace).items():
        assert rms_of(trace, ref) == pytest.approx(np.sqrt(np.mean(numbers**2)))


def test_the_mean_of_several_quantities_weighs_every_number_alike(trace):
    first, *_, last = refs_of(trace).items()
    both = np.concatenate([first[1].ravel(), last[1].ravel()])
    assert mean_of(trace, first[0], last[0]) == pytest.approx(both.mean())


def test_zeros_are_counted(trace):
    for ref, numbers in refs_of(trace).items():
        assert zeros_of(trace, ref) == np.mean(numbers == 0)


def test_one_sample_is_asked_of_its_own_trace(trace):
    (_, a, _) = trace.placement.graph.named("a")
    column = trace.layers[1].a[:, 4]
    found = rms_of(sample_of(trace, 4), Ref("value", a))
    assert found == pytest.approx(np.sqrt(np.mean(column**2)))


def test_numbers_that_overflow_give_infinity_without_a_warning(trace):
    (_, a, _) = trace.placement.graph.named("a")
    trace = replace(trace, tape=np.full_like(trace.tape, 1e300))
    assert rms_of(trace, Ref("value", a)) == np.inf

"""Again: numbers that are functions follow from their factors, by training's calls."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Trainer
from engine.graph import Ref
from engine.inspection.explanation.explanation import explained
from engine.inspection.explanation.recomputed_factors import (
    recomputed_gradient,
    recomputed_loss_gradient,
    recomputed_value,
)
from tests.engine.networks_of import EXPERIMENTS


def step_of(name):
    trainer = Trainer(EXPERIMENTS[name])
    trainer.step(2)
    trace = trainer.trace()
    return trace, explained(trace)


@pytest.mark.parametrize(
    ("name", "node", "n_factors"),
    [("rnn", "h", 1), ("convolution", "pool", 4), ("attention", "A", 3)],
)
def test_a_value_is_a_function_of_what_it_reads(name, node, n_factors):
    trace, numbers = step_of(name)
    of = trace.placement.graph.named(node)[-1]
    given = numbers.leaves.value(of, 1, 2)
    found = recomputed_value(numbers, given, of, 1, 2, 0)
    assert found.operation == "function"
    assert len(found.factors) == n_factors
    assert found.derived() == pytest.approx(trace.array(Ref("value", of))[1, 2])


def test_a_gradient_that_a_node_passes_on_is_a_function():
    trace, numbers = step_of("attention")
    A, S = (trace.placement.graph.named(name)[0] for name in "AS")
    given = numbers.leaves.gradient(S, 1, 2)
    found = recomputed_gradient(numbers, given, A, 1, 2, 0)
    assert len(found.factors) == 6
    assert found.derived() == pytest.approx(trace.array(Ref("grad", S))[1, 2])


def test_a_pixel_that_is_in_no_patch_is_passed_nothing():
    trace, numbers = step_of("convolution")
    pool = trace.placement.graph.named("pool")[0]
    a = pool.inputs[0].node
    given = numbers.leaves.gradient(a, 0, 0)
    assert recomputed_gradient(numbers, given, pool, 0, 0, 0) is not None
    # a row that the patches do not have
    assert recomputed_gradient(numbers, given, pool, a.n_rows + 1, 0, 0) is None


def test_the_gradient_of_a_loss_is_a_function_of_output_and_target():
    trace, numbers = step_of("rnn")
    loss = trace.placement.loss
    a = loss.inputs[-1].node
    given = numbers.leaves.gradient(a, 0, 1)
    found = recomputed_loss_gradient(numbers, given, loss, 0, 1, trace.y.shape)
    assert [each.value for each in found.factors] == [
        trace.array(Ref("value", a))[0, 1],
        trace.y[0, 1],
    ]
    assert np.isclose(found.derived(), given.value, rtol=1e-12)

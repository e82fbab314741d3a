"""Uses: the gradient of every use of a parameter, beside what training computed."""

from __future__ import annotations

import numpy as np
import pytest

from engine.graph import Edge, Node, Ref
from engine.program.uses import Uses
from tests.engine.program.graphs import Step, block, with_loss
from tests.engine.program.ops.test_backward import NAMES, graph_of


def uses_of(step):
    weights = {each: step.compiled.array(Ref("W", each)) for each in step.graph.users}
    x = step.compiled.array(Ref("value", step.graph.x))
    return Uses(step.compiled.memory.tape, x, weights)


@pytest.mark.parametrize("name", NAMES)
def test_each_use_has_the_gradient_that_training_added_up(name):
    step = Step(graph_of(name)).run()
    uses = uses_of(step)
    for users in step.graph.users.values():
        for node in users:
            if node in step.placement.contributions:
                whole = step.compiled.array(Ref("dW", node))
                np.testing.assert_allclose(
                    uses.gradient(node), whole, rtol=1e-12, atol=1e-15
                )


def test_a_use_that_no_gradient_reaches_adds_nothing():
    shared = block("shared", 2, 2)
    x = Node("input", (), 2, "x")
    first = Node("affine", (Edge(x),), 2, "z", 0, shared)
    second = Node("affine", (Edge(first, stop=True),), 2, "z", 1, shared)
    step = Step(with_loss(x, first, second)).run()
    uses = uses_of(step)
    assert not uses.gradient(first).any()
    assert uses.gradient(second).any()

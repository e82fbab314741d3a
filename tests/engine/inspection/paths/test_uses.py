"""Uses: what a weight multiplies, and which weight is between two numbers."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Trainer
from engine.graph import Ref
from engine.inspection.operations.jacobian import connected, jacobian
from engine.inspection.paths.uses import uses_of, weight_at
from tests.engine.networks_of import EXPERIMENTS


def run(name):
    trainer = Trainer(EXPERIMENTS[name])
    trainer.step(2)
    return trainer.trace()


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_what_a_weight_multiplies_makes_its_gradient(name):
    trace = run(name)
    for parameter, users in trace.graph.users.items():
        block, gradient = np.zeros(parameter.shape), Ref("dW", parameter)
        for node in users:
            kind = trace.placement.kinds[node]
            delta = trace.array(Ref("grad", node))
            for row, column in np.ndindex(*parameter.shape):
                for z, source in uses_of(kind, node, row, column):
                    factor = 1.0
                    if source is not None:
                        of, at = source
                        factor = trace.array(Ref("value", of))[at]
                    block[row, column] += np.sum(delta[z] * factor)
        expected = trace.array(gradient)
        np.testing.assert_allclose(block, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_weight_is_the_derivative_between_two_numbers(name):
    trace = run(name)
    for users in trace.placement.contributions.values():
        for node, k in users:
            if node.parameter is None:
                continue
            W = trace.array(Ref("W", node.parameter))
            found = jacobian(trace.placement, trace.array, node, k, 0)
            start, _ = node.inputs[k].span
            pairs = np.argwhere(connected(trace.placement, node, k))
            for row, column in pairs[:: max(1, len(pairs) // 200)].tolist():
                place = weight_at(node, k, row, column + start)
                assert found[row, column] == pytest.approx(W[place], rel=1e-12)

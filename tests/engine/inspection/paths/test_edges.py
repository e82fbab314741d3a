"""Edges: one hop of the chain rule with them gives the gradients of the step."""

from __future__ import annotations

import numpy as np
import pytest

from engine.graph import Ref
from engine.inspection.paths.edges import LocalDerivatives, full
from tests.engine.program.graphs import Step
from tests.engine.program.ops.test_backward import NAMES, graph_of


@pytest.mark.parametrize("name", NAMES)
def test_the_gradient_of_a_value_is_the_sum_over_the_edges_of_its_readers(name):
    step, n = Step(graph_of(name), seed=5).run(), 1
    placement, array = step.placement, step.compiled.array
    local = LocalDerivatives(placement, array, n)
    for node, users in placement.contributions.items():
        found = np.zeros(local.size(node.n_rows))
        for user, k in users:
            derivatives, rows, exists = full(local.edges(user, k))
            is_loss = user is placement.loss
            above = np.ones(1) if is_loss else array(Ref("grad", user))[:, n]
            parts = derivatives * above[rows]
            if exists is not None:
                assert np.all(derivatives[~exists] == 0)
            found[local.read(user, k)] += parts.sum(axis=1)
        wanted = array(Ref("grad", node))[:, n]
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-15)


def test_rows_that_are_the_same_for_each_number_are_written_out():
    step = Step(graph_of(NAMES[0]), seed=5).run()
    local = LocalDerivatives(step.placement, step.compiled.array, 0)
    for node, users in step.placement.contributions.items():
        for user, k in users:
            edges = local.edges(user, k)
            assert full(edges).rows.shape == edges.derivatives.shape
            n_read = len(edges.derivatives)
            assert n_read <= local.size(node.n_rows)

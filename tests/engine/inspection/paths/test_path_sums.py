"""PathSums: counts, sums and largest paths, against paths that are gone through."""

from __future__ import annotations

import numpy as np
import pytest

from engine.graph import Ref
from engine.inspection.explanation.terms import rows_of
from engine.inspection.operations.jacobian import connected, jacobian, loss_gradient
from engine.inspection.paths.path_sums import PathSums
from tests.engine.program.graphs import Step
from tests.engine.program.ops.test_backward import NAMES, graph_of
from tests.engine.random_graphs import random_step


def every_path(step, node, row, n):
    """Yield the edges of each path from an element to the loss, with their numbers."""
    placement, array = step.placement, step.compiled.array
    for user, k in placement.contributions[node]:
        if user is placement.loss:
            yield [((user, k, 0, row), loss_gradient(placement, array, n)[row])]
            continue
        start, stop = rows_of(user, k)
        if not start <= row < stop:
            continue
        derivatives = jacobian(placement, array, user, k, n)[:, row - start]
        is_edge = connected(placement, user, k)[:, row - start]
        for after in np.flatnonzero(is_edge):
            edge = ((user, k, int(after), row), derivatives[after])
            for rest in every_path(step, user, int(after), n):
                yield [edge, *rest]


def product(path):
    return float(np.prod([number for _, number in path]))


@pytest.mark.parametrize("name", NAMES)
def test_all_paths_of_a_small_graph_are_counted_added_and_ranked(name):
    step = Step(graph_of(name), seed=5).run()
    sums = PathSums(step.placement, step.compiled.array, 1, most=4)
    for node in step.placement.contributions:
        for row in range(node.n_rows):
            known = list(every_path(step, node, row, 1))
            products = sorted((product(each) for each in known), key=abs, reverse=True)
            assert sums.count(node, row) == len(known)
            assert sums.active(node, row) == sum(each != 0 for each in products)
            gradient = step.compiled.array(Ref("grad", node))[row, 1]
            assert sum(products) == pytest.approx(gradient, rel=1e-12, abs=1e-15)
            assert sums.total(node, row) == pytest.approx(
                gradient, rel=1e-12, abs=1e-15
            )
            found = sums.products(node, row)
            assert np.abs(found) == pytest.approx(np.abs(products[:4]), rel=1e-12)
            edges = {edge for path in known for edge, _ in path}
            assert sums.n_edges([(node, row)]) == len(edges)


@pytest.mark.parametrize("name", NAMES)
def test_a_largest_path_is_one_of_all_and_has_its_product(name):
    step = Step(graph_of(name), seed=5).run()
    sums = PathSums(step.placement, step.compiled.array, 0, most=3)
    node = step.graph.named("z")[0]
    known = [tuple(edge for edge, _ in path) for path in every_path(step, node, 1, 0)]
    for rank, value in enumerate(sums.products(node, 1)):
        hops = sums.path(node, 1, rank)
        assert np.prod([hop.value for hop in hops]) == pytest.approx(value, rel=1e-12)
        edges = tuple((hop.node, hop.k, hop.row, hop.column) for hop in hops)
        assert edges in known
        known.remove(edges)


@pytest.mark.parametrize("number", range(20))
def test_the_paths_of_a_random_graph_add_up_to_its_gradients(number):
    step = random_step(number)
    step.run()
    sums = PathSums(step.placement, step.compiled.array, 0)
    for node in step.placement.contributions:
        gradient = step.compiled.array(Ref("grad", node))[:, 0]
        found = [sums.total(node, row) for row in range(node.n_rows)]
        np.testing.assert_allclose(found, gradient, rtol=1e-9, atol=1e-12)


def test_a_wrong_local_derivative_is_seen():
    step = Step(graph_of("one use"), seed=5).run()
    node, f = step.graph.named("z")[0], step.graph.named("a")[0]
    step.compiled.array(Ref("local", f))[0] *= 1.001
    sums = PathSums(step.placement, step.compiled.array, 0)
    gradient = step.compiled.array(Ref("grad", node))[0, 0]
    assert sums.total(node, 0) != pytest.approx(gradient, rel=1e-6)


def test_a_path_through_a_unit_that_is_off_is_not_active():
    step = Step(graph_of("one use"), seed=5).run()
    node, f = step.graph.named("z")[0], step.graph.named("a")[0]
    step.compiled.array(Ref("local", f))[0] = 0
    sums = PathSums(step.placement, step.compiled.array, 0)
    assert (sums.count(node, 0), sums.active(node, 0)) == (3, 0)
    assert (sums.count(node, 1), sums.active(node, 1)) == (3, 3)
    assert sums.products(node, 0) == [0, 0, 0]

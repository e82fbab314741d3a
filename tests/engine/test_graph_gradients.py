"""Gradients of random graphs against an autodiff library and the complex step."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from engine.functions.activations import ACTIVATIONS
from engine.functions.kinds import KINDS
from engine.functions.losses import LOSSES
from engine.inspection.gradcheck import relative_error
from tests.engine.random_graphs import Step, random_step

pytestmark = pytest.mark.no_cover  # much arithmetic, and no line that others miss

N_GRAPHS = 400
LIMIT = 1e-12
ROUNDED = 1e-15
"""What a sum that is 0 may be after rounding."""
ALL = [*KINDS, *ACTIVATIONS, *LOSSES]


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    """Return random graphs whose gradient is not 0, each after one run."""
    found, number = [], 0
    while len(found) < N_GRAPHS:
        step = random_step(number).run()
        if np.linalg.norm(step.flat(step.exact.parameters)) > 1e-3:
            found.append(step)
        number += 1
    return found


def of_nodes(step: Step) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the gradient of each node's value, and the exact one."""
    return [
        (step.compiled.memory.tape.view("grad", node), step.exact.values[node])
        for node in step.placement.contributions
        if node.inputs
    ]


# ---- what is among the graphs --------------------------------------------------------


def test_every_kind_activation_and_loss_is_among_the_graphs(steps):
    kinds = Counter(node.kind for step in steps for node in step.graph.nodes)
    assert {name for name in ALL if kinds[name] < 10} == set()


def test_everything_that_makes_a_graph_hard_is_among_the_graphs(steps):
    found = Counter()
    for step in steps:
        graph, placement = step.graph, step.placement
        edges = [edge for node in graph.nodes for edge in node.inputs]
        learning = [edge for edge in edges if edge.node in graph.learning]
        found["a shared parameter"] += any(len(u) > 1 for u in graph.users.values())
        found["three uses"] += any(len(u) > 2 for u in graph.users.values())
        found["two readers"] += any(
            len({user for user, _ in passed}) > 1
            for passed in placement.contributions.values()
        )
        found["a value read twice by one"] += any(
            node.inputs[0] == node.inputs[-1] for node in graph.named("s")
        )
        found["some rows"] += any(edge.rows for edge in learning)
        found["an end of the way back"] += any(edge.stop for edge in learning)
        found["a gradient that is another's array"] += any(
            quantity == "grad" for quantity, _ in placement.owners
        )
        found["a value that nobody reads"] += any(
            node not in placement.contributions
            for node in graph.nodes[:-2]
            if node in graph.learning
        )
        found["one sample"] += step.x.shape[1] == 1
    assert {name: n for name, n in found.items() if n < 20} == {}


# ---- gradients -----------------------------------------------------------------------


def test_gradients_equal_those_of_an_autodiff_library(steps):
    for number, step in enumerate(steps):
        found, exact = step.flat(step.gradients), step.flat(step.exact.parameters)
        assert relative_error(found, exact) <= LIMIT, number
        assert relative_error(1.001 * found, exact) > LIMIT


def test_the_gradient_of_every_value_equals_that_of_an_autodiff_library(steps):
    for number, step in enumerate(steps):
        for found, exact in of_nodes(step):
            limit = LIMIT * np.linalg.norm(exact) + ROUNDED
            assert np.linalg.norm(found - exact) <= limit, number


def test_gradients_equal_the_complex_step(steps):
    """Along random directions, relative to the sum of the sizes of all terms."""
    for number, step in enumerate(steps):
        rng = np.random.default_rng(number)
        along = {p: rng.normal(size=p.shape) for p in step.parameters}
        terms = step.flat(along) * step.flat(step.gradients)
        error = abs(terms.sum() - step.oracle().along(along))
        assert error <= LIMIT * np.abs(terms).sum(), number

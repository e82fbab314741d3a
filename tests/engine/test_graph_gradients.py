"""Gradients of random graphs against an autodiff library and the complex step."""

from __future__ import annotations

from collections import Counter
from functools import cache, partial

import numpy as np
import pytest

from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.graph import Edge, Graph, Node
from engine.inspection.check.gradcheck import relative_error
from engine.program.memory.accumulation import accumulation
from tests.engine import autodiff
from tests.engine.explained import sizes, some_numbers
from tests.engine.program.graphs import block, with_loss
from tests.engine.random_graphs import OTHERS, Step, n_inputs, random_step

N_GRAPHS = pytest.mark.parametrize(
    "n_graphs", [100, pytest.param(400, marks=pytest.mark.slow)]
)
LIMIT = 1e-12
ROUNDED = 1e-15
"""What a sum that is 0 may be after rounding."""
ALL = [*OTHERS, *ACTIVATIONS, *LOSSES]


@cache
def steps(n_graphs: int) -> list[Step]:
    """Return so many random graphs whose gradient is not 0, each after two runs.

    The second run finds the numbers of the first in all of its memory.
    """
    found, number = [], 0
    while len(found) < n_graphs:
        step = random_step(number).run().run()
        number += 1
        if overflows(step) or is_saturated(step):
            continue
        if np.linalg.norm(step.flat(step.exact.parameters)) > 1e-3:
            found.append(step)
    return found


def overflows(step: Step) -> bool:
    """Return whether exp(z) of the oracle's softmax is too large for a number."""
    value = partial(step.compiled.memory.tape.view, "value")
    read = [n.inputs[0].node for n in step.graph.nodes if n.kind == "softmax"]
    return any((value(z) > 700).any() for z in read if z.inputs)


def is_saturated(step: Step) -> bool:
    """Return whether log(1 - a) of the oracle's cross-entropy loses digits."""
    loss = step.graph.nodes[-1]
    a = step.compiled.memory.tape.view("value", loss.inputs[1].node)
    return loss.kind == "binary_cross_entropy" and bool((1 - a < 1e-3).any())


def of_nodes(step: Step) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the gradient of each node's value, and the exact one."""
    return [
        (step.compiled.memory.tape.view("grad", node), step.exact.values[node])
        for node in step.placement.contributions
        if node.inputs
    ]


# ---- what is among the graphs --------------------------------------------------------


def test_every_kind_activation_and_loss_has_a_definition():
    assert set(ALL) <= {*autodiff.ACTIVATIONS, *autodiff.OTHERS, *autodiff.LOSSES}


@N_GRAPHS
def test_every_kind_activation_and_loss_is_among_the_graphs(n_graphs):
    kinds = Counter(node.kind for step in steps(n_graphs) for node in step.graph.nodes)
    assert {name for name in ALL if kinds[name] < n_graphs // 20} == set()


@N_GRAPHS
@pytest.mark.slow
def test_everything_that_makes_a_graph_hard_is_among_the_graphs(n_graphs):
    found = Counter()
    for step in steps(n_graphs):
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
        found["an end of the backward pass"] += any(edge.stop for edge in learning)
        found["a gradient that is another's array"] += any(
            quantity == "grad" for quantity, _ in placement.owners
        )
        found["a value that nobody reads"] += any(
            node not in placement.contributions
            for node in graph.nodes[:-2]
            if node in graph.learning
        )
        found["several inputs of a map"] += bool(placement.copied)
        found["guests"] += bool(placement.guests)
        found["one product for all uses"] += any(
            len(op.writes) > 2 and op.name == "gradient" for op in step.compiled.ops
        )
        found["contributions to other rows"] += any(
            len(users) > 1 and not accumulation(placement, node).added
            for node, users in placement.contributions.items()
        )
        found["one sample"] += step.x.shape[1] == 1
    assert {name: n for name, n in found.items() if n < n_graphs // 20} == {}


# ---- gradients -----------------------------------------------------------------------


@N_GRAPHS
def test_gradients_equal_those_of_an_autodiff_library(n_graphs):
    for number, step in enumerate(steps(n_graphs)):
        found, exact = step.flat(step.gradients), step.flat(step.exact.parameters)
        assert relative_error(found, exact) <= LIMIT, number
        assert relative_error(1.001 * found, exact) > LIMIT


@N_GRAPHS
def test_the_gradient_of_every_value_equals_that_of_an_autodiff_library(n_graphs):
    for number, step in enumerate(steps(n_graphs)):
        for found, exact in of_nodes(step):
            limit = LIMIT * np.linalg.norm(exact) + ROUNDED
            assert np.linalg.norm(found - exact) <= limit, number


@N_GRAPHS
def test_gradients_equal_the_complex_step(n_graphs):
    """Along random directions, relative to the sum of the sizes of all terms."""
    for number, step in enumerate(steps(n_graphs)):
        rng = np.random.default_rng(number)
        along = {p: rng.normal(size=p.shape) for p in step.parameters}
        terms = step.flat(along) * step.flat(step.gradients)
        error = abs(terms.sum() - step.oracle().along(along))
        assert error <= LIMIT * np.abs(terms).sum(), number


# ---- explanations --------------------------------------------------------------------


@N_GRAPHS
def test_every_number_is_what_its_explanation_gives_and_what_the_oracle_has(n_graphs):
    count = 0
    for number, step in enumerate(steps(n_graphs)):
        for factor, exact in some_numbers(step, number):
            limit = LIMIT * sizes(factor) + ROUNDED
            assert abs(factor.derived() - factor.value) <= limit, (number, factor)
            assert abs(factor.value - exact) <= LIMIT * abs(exact) + limit, number
            count += 1
    assert count > 5 * n_graphs


# ---- each kind by itself -------------------------------------------------------------


def graph_of_one(kind: str) -> Graph:
    """Return the smallest graph in which the gradient goes through a node of a kind."""
    x = Node("input", (), 3, "x")
    z = Node("affine", (Edge(x),), 3, "z", 0, block("W", 3, 3))
    if kind in LOSSES:
        loss = LOSSES[kind]
        a = Node(loss.outputs[0], (Edge(z),), 3, "a", 0)
        return Graph((x, z, a, Node(kind, (Edge(z), Edge(a)), 1, "loss")))
    second = None
    if kind.startswith("affine"):
        second = block("V", 3, 3, use_bias=kind == "affine")
    edges = (Edge(z), *[Edge(x)] * (n_inputs(kind) - 1))
    node = Node(kind, edges, 3, "n", 0, second, option=0.5)
    return Graph((x, z, node, Node("squared_error", (Edge(node),) * 2, 1, "loss")))


@pytest.mark.parametrize("kind", ALL)
def test_the_gradient_through_a_kind_equals_that_of_an_autodiff_library(kind):
    step = Step(graph_of_one(kind), 5, 1).run()
    found, exact = step.flat(step.gradients), step.flat(step.exact.parameters)
    assert relative_error(found, exact) <= LIMIT
    assert relative_error(1.001 * found, exact) > LIMIT


# ---- graphs that are no chain, in training -------------------------------------------


def two_nodes_sharing_one_weight_matrix() -> Graph:
    """Return a = tanh(W tanh(W x + b) + b) and an output of its own."""
    x = Node("input", (), 3, "x")
    shared = block("W", 3, 3)
    z = Node("affine", (Edge(x),), 3, "z", 0, shared)
    a = Node("tanh", (Edge(z),), 3, "a", 0)
    z1 = Node("affine", (Edge(a),), 3, "z", 1, shared)
    a1 = Node("tanh", (Edge(z1),), 3, "a", 1)
    out = Node("affine", (Edge(a1),), 2, "z", 2, block("V", 2, 3))
    return with_loss(x, z, a, z1, a1, out)


def an_activation_that_feeds_two_consumers() -> Graph:
    """Return W1 a + tanh(W2 a) of one a: a map, and beside it a detour."""
    x = Node("input", (), 3, "x")
    z = Node("affine", (Edge(x),), 4, "z", 0, block("W", 4, 3))
    a = Node("tanh", (Edge(z),), 4, "a", 0)
    one = Node("affine", (Edge(a),), 2, "z", 1, block("W1", 2, 4))
    two = Node("affine", (Edge(a),), 2, "z", 2, block("W2", 2, 4))
    bent = Node("tanh", (Edge(two),), 2, "a", 1)
    return with_loss(
        x, z, a, one, two, bent, Node("add", (Edge(one), Edge(bent)), 2, "s")
    )


@pytest.mark.parametrize(
    "graph",
    [two_nodes_sharing_one_weight_matrix, an_activation_that_feeds_two_consumers],
)
def test_a_graph_that_is_no_chain_trains(graph):
    """1,000 steps of SGD; the gradient is checked at every 40th."""
    step = Step(graph(), 8, 4)
    first, own = step.oracle().loss(), {p: W.copy() for p, W in step.parameters.items()}
    for number in range(1000):
        step.run()
        if number % 40 == 0:
            exact = step.flat(step.oracle().gradients().parameters)
            found = step.flat(step.gradients)
            assert relative_error(found, exact) <= LIMIT
            assert relative_error(1.001 * found, exact) > LIMIT
        for parameter, gradient in step.gradients.items():
            step.parameters[parameter] -= 0.1 * gradient
    assert step.oracle().loss() < 0.1 * first
    assert all(np.abs(W - own[p]).max() > 0.1 for p, W in step.parameters.items())

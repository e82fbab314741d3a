"""Gradients of random attention networks against autodiff and the complex step."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest

from engine.graph import Edge, Graph, Node
from engine.inspection.check.gradcheck import relative_error
from engine.networks.attention import attention
from tests.engine.autodiff import OF_POSITIONS
from tests.engine.explained import sizes, some_numbers
from tests.engine.networks.transformers import transformer
from tests.engine.program.graphs import block, with_loss
from tests.engine.random_graphs import Step

N_NETWORKS = 120
LIMIT = 1e-12
ROUNDED = 1e-15
"""What a sum that is 0 may be after rounding."""


def network(number: int) -> Graph:
    """Return a random network; ``number`` determines all of it."""
    rng = np.random.default_rng(number)
    n_positions, n_heads = int(rng.integers(1, 8)), int(rng.integers(1, 4))
    of = transformer(
        int(rng.integers(2, 7)),
        n_positions,
        n_heads * int(rng.integers(2, 6)),
        n_heads=n_heads,
        activation=("relu", "tanh", "gelu")[number % 3],
        has_norm=bool(number & 1),
        is_causal=bool(number & 2),
        use_bias=bool(number & 4),
    )
    return attention(of, loss="softmax_cross_entropy" if number % 5 else "mse")


def two_blocks_that_share(number: int) -> Graph:
    """Return a graph in which queries come from elsewhere and A has two readers.

    Both blocks have one parameter of keys and values; some edges stop the gradient.
    """
    rng = np.random.default_rng(number)
    T, n_rows = int(rng.integers(2, 5)), 2 * int(rng.integers(1, 3))
    n_heads = 1 + number % 2
    x = Node("input", (), n_rows, "x")
    nodes, h, before = [x], x, None
    shared = block("keys and values", 2 * n_rows, n_rows)

    def add(kind, edges, rows, name, parameter=None):
        site = sum(node.name == name for node in nodes)
        at = T if kind in OF_POSITIONS else 1
        node = Node(kind, edges, rows, name, site, parameter, n_positions=at)
        nodes.append(node)
        return node

    for k in range(2):
        kv = add("affine", (Edge(h),), 2 * n_rows, "kv", shared)
        own = block(f"queries {k}", n_rows, n_rows)
        q = add("affine", (Edge(x if k else h),), n_rows, "q", own)
        keys = Edge(kv, (0, n_rows), stop=number % 3 == k)
        S = add("scores", (Edge(q), keys), n_heads * T, "S")
        kind = "causal attention" if number % 5 else "attention"
        A = add(kind, (Edge(S),), S.n_rows, "A")
        mixed, before = A, before or A
        if k:
            mixed = add("add", (Edge(A), Edge(before)), A.n_rows, "sum")
        values = Edge(kv, (n_rows, 2 * n_rows))
        h = add("weighted values", (Edge(mixed), values), n_rows, "C")
        h = add("rms norm", (Edge(h),), n_rows, "n") if number % 2 else h
    return with_loss(*nodes)


@cache
def steps() -> list[Step]:
    """Return the steps of all networks and graphs, each after two runs.

    The second run finds the numbers of the first in all of its memory.
    """
    found = []
    for number in range(N_NETWORKS):
        for graph in (network(number), two_blocks_that_share(number)):
            n_columns = (1 + number % 4) * graph.n_positions
            step = Step(graph, n_columns, number)
            for parameter, W in step.parameters.items():
                W /= np.sqrt(parameter.fan_in)
            found.append(step.run().run())
    return found


@pytest.mark.slow
def test_everything_that_makes_a_graph_hard_is_among_them():
    found = Counter()
    for step in steps():
        graph = step.graph
        found["several heads"] += any(
            S.n_rows > graph.n_positions for S in graph.named("S")
        )
        found["one position"] += graph.n_positions == 1
        found["one sample"] += step.x.shape[1] == graph.n_positions
        found["a mask"] += graph.named("A")[0].kind == "causal attention"
        found["no mask"] += graph.named("A")[0].kind == "attention"
        found["norms"] += bool(graph.named("n"))
        found["a shared parameter"] += any(len(u) > 1 for u in graph.users.values())
        found["weights with two readers"] += len(graph.readers[graph.named("A")[0]]) > 1
    assert {name: n for name, n in found.items() if n < 10} == {}


def test_gradients_equal_those_of_an_autodiff_library():
    for number, step in enumerate(steps()):
        found, exact = step.flat(step.gradients), step.flat(step.exact.parameters)
        assert np.linalg.norm(exact) > 1e-3
        assert relative_error(found, exact) <= LIMIT, number
        assert relative_error(1.001 * found, exact) > LIMIT


def test_the_gradient_of_every_value_equals_that_of_an_autodiff_library():
    for number, step in enumerate(steps()):
        for node in step.placement.contributions:
            if node.inputs:
                found = step.compiled.memory.tape.view("grad", node)
                exact = step.exact.values[node]
                limit = LIMIT * np.linalg.norm(exact) + ROUNDED
                assert np.linalg.norm(found - exact) <= limit, (number, node.name)


def test_gradients_equal_the_complex_step():
    """Along random directions, relative to the sum of the sizes of all terms."""
    for number, step in enumerate(steps()):
        rng = np.random.default_rng(number)
        along = {p: rng.normal(size=p.shape) for p in step.parameters}
        terms = step.flat(along) * step.flat(step.gradients)
        error = abs(terms.sum() - step.oracle().along(along))
        assert error <= LIMIT * np.abs(terms).sum(), number


def test_a_fault_of_a_thousandth_in_any_gradient_is_found():
    for step in steps():
        for parameter, exact in step.exact.parameters.items():
            if np.linalg.norm(exact) > 1e-6:
                assert relative_error(1.001 * step.gradients[parameter], exact) > 1e-4


@pytest.mark.parametrize("n_steps", [3, pytest.param(16, marks=pytest.mark.slow)])
def test_every_number_is_what_its_explanation_gives_and_what_the_oracle_has(n_steps):
    kinds = Counter()
    small = [step for step in steps() if step.x.shape[1] <= 6]
    for number, step in enumerate(small[:n_steps]):
        for factor, exact in some_numbers(step, number, deepest=1):
            limit = LIMIT * sizes(factor) + ROUNDED
            assert abs(factor.derived() - factor.value) <= limit, (number, factor)
            assert abs(factor.value - exact) <= LIMIT * abs(exact) + limit, number
            kinds[factor.operation] += 1
    assert min(kinds[each] for each in ("sum", "function")) > n_steps // 2

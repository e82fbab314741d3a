"""Gradients of random graphs that read pictures, by two other means."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest

from engine.inspection.check.gradcheck import relative_error
from tests.engine.explained import sizes, some_numbers
from tests.engine.random_graphs import OF_PATCHES, Step
from tests.engine.random_pictures import MOST_FILTERS, random_pictures

N_GRAPHS = pytest.mark.parametrize(
    "n_graphs", [60, pytest.param(400, marks=pytest.mark.slow)]
)
LIMIT = 1e-12
ROUNDED = 1e-15
"""What a sum that is 0 may be after rounding."""


@cache
def steps(n_graphs: int) -> list[Step]:
    """Return so many random graphs with filters whose gradient is not 0.

    Each has run twice: the second run finds the numbers of the first in its memory.
    """
    found, number = [], 0
    while len(found) < n_graphs:
        step = random_pictures(number)
        kernels = [node.parameter for node in step.graph.nodes if is_filters(node)]
        step.run().run()
        if kernels and all(np.abs(step.gradients[p]).max() > 1e-6 for p in kernels):
            found.append(step)
        number += 1
    return found


def is_filters(node) -> bool:
    return node.parameter is not None and node.patches is not None


def pairs(step: Step) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the gradient of each parameter and of each value, and the exact ones."""
    tape, exact = step.compiled.memory.tape, step.exact
    values = [node for node in step.placement.contributions if node.inputs]
    return [
        *((step.gradients[p], exact.parameters[p]) for p in step.parameters),
        *((tape.view("grad", node), exact.values[node]) for node in values),
    ]


@N_GRAPHS
@pytest.mark.slow
def test_everything_that_makes_pictures_hard_is_among_the_graphs(n_graphs):
    found = Counter()
    for step in steps(n_graphs):
        read = [node for node in step.graph.nodes if node.patches is not None]
        filters = [node for node in read if node.parameter is not None]
        found.update({node.kind for node in read})
        found["several channels"] += any(n.patches.channels > 1 for n in filters)
        found["one channel"] += any(n.patches.channels == 1 for n in filters)
        found["filters behind filters"] += len(filters) > 1
        found["shared filters"] += any(
            len(users) > 1 and users[0].patches for users in step.graph.users.values()
        )
        found["no picture is a square"] += any(
            n.patches.rows != n.patches.columns for n in read
        )
        found["left over"] += any(
            n.patches.rows % 2 or n.patches.columns % 2
            for n in read
            if n.kind.endswith("pool")
        )
        found["one position"] += any(n.patches.n_positions == 1 for n in read)
        found["some channels"] += any(n.inputs[0].rows is not None for n in read)
        found["two poolings"] += len(read) - len(filters) > 1
        found["one sample"] += step.x.shape[1] == 1
        for n in filters:
            found[f"{len(step.parameters[n.parameter])} filters"] += 1
    names = [*OF_PATCHES, *(f"{n} filters" for n in range(1, MOST_FILTERS + 1))]
    least = n_graphs // 30
    assert {name for name in names if found[name] < least} == set()
    assert {name: n for name, n in found.items() if n < least} == {}


@N_GRAPHS
def test_gradients_equal_those_of_an_autodiff_library(n_graphs):
    for number, step in enumerate(steps(n_graphs)):
        found, exact = step.flat(step.gradients), step.flat(step.exact.parameters)
        assert relative_error(found, exact) <= LIMIT, number
        for part, right in pairs(step):
            limit = LIMIT * np.linalg.norm(right) + ROUNDED
            assert np.linalg.norm(part - right) <= limit, number


@N_GRAPHS
def test_a_fault_of_a_thousandth_in_any_gradient_is_found(n_graphs):
    for step in steps(n_graphs):
        for parameter, exact in step.exact.parameters.items():
            if np.linalg.norm(exact) > 1e-6:
                assert relative_error(1.001 * step.gradients[parameter], exact) > 1e-4


@N_GRAPHS
def test_gradients_equal_the_complex_step(n_graphs):
    """Along random directions, relative to the sum of the sizes of all terms."""
    for number, step in enumerate(steps(n_graphs)):
        rng = np.random.default_rng(number)
        along = {p: rng.normal(size=p.shape) for p in step.parameters}
        terms = step.flat(along) * step.flat(step.gradients)
        error = abs(terms.sum() - step.oracle().along(along))
        assert error <= LIMIT * np.abs(terms).sum(), number
        faulty = abs(1.001 * terms.sum() - step.oracle().along(along))
        assert faulty > LIMIT * np.abs(terms).sum() or abs(terms.sum()) < 1e-9


@N_GRAPHS
def test_every_number_is_what_its_explanation_gives_and_what_the_oracle_has(n_graphs):
    for number, step in enumerate(steps(n_graphs)[::3]):
        for factor, exact in some_numbers(step, number, deepest=1):
            limit = LIMIT * sizes(factor) + ROUNDED
            assert abs(factor.derived() - factor.value) <= limit, (number, factor)
            assert abs(factor.value - exact) <= LIMIT * abs(exact) + limit, number

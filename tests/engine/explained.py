"""Explanations of random numbers of a step, beside the same numbers by other means."""

from __future__ import annotations

import math

import numpy as np

from engine.inspection.explanation.explanation import Explanation
from engine.inspection.explanation.factor import Factor
from engine.inspection.explanation.naming import Naming
from tests.engine.random_graphs import Step


def sizes(factor: Factor) -> float:
    """Return the sum of the sizes of what a number is the sum of."""
    terms = factor.factors if factor.operation == "sum" else (factor,)
    return math.fsum(abs(term.value) for term in terms)


def some_numbers(step: Step, seed: int, deepest: int = 3) -> list[tuple[Factor, float]]:
    """Return random numbers of a step, explained, and what the oracle has for them."""
    rng, passed = np.random.default_rng(seed), step.placement.contributions
    n_columns = step.x.shape[1]
    naming = Naming(step.graph, np.arange(n_columns), ["x"] * len(step.x))
    explanation = Explanation(step.placement, step.compiled.array, naming)
    values, exact, found = step.oracle().values(), step.exact, []
    depth, n = int(rng.integers(1, deepest + 1)), int(rng.integers(n_columns))
    for k in rng.permutation(len(step.placement.placed))[:3]:
        node = step.placement.placed[k]
        row = int(rng.integers(node.n_rows))
        factor = explanation.value(node, row, n, depth)
        found.append((factor, values[node][row, n]))
        if node in passed:
            factor = explanation.gradient(node, row, n, depth)
            found.append((factor, exact.values[node][row, n]))
    for parameter in step.graph.users:
        row, column = (int(rng.integers(size)) for size in parameter.shape)
        is_bias = parameter.use_bias and column == parameter.shape[1] - 1
        factor = explanation.parameter(parameter, row, None if is_bias else column)
        found.append((factor, exact.parameters[parameter][row, column]))
    return found

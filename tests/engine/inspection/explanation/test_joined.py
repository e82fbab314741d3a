"""Explanations of maps that read several values, and of values that are joined."""

import numpy as np

from engine.inspection.explanation.explanation import Explanation
from engine.inspection.explanation.naming import Naming
from engine.networks.recurrent import Recurrence, recurrent
from tests.engine.random_graphs import Step

OF = Recurrence(
    cell="tanh",
    n_units=2,
    n_steps=3,
    inputs=("u",),
    n_outputs=2,
    output="linear",
    outputs_every_step=True,
)
STEP = Step(recurrent(OF, loss="squared_error"), 4, 1).run()
Z, H, OUT = (STEP.graph.named(name) for name in ("z", "h", "o"))
(JOINED,) = (node for node in OUT if node.site is None)
NAMING = Naming(STEP.graph, np.arange(4), ["u 1", "u 2", "u 3"])
EXPLANATION = Explanation(STEP.placement, STEP.compiled.array, NAMING)


def value(node, row, n):
    return STEP.compiled.memory.tape.view("value", node)[row, n]


def test_a_map_reads_the_input_the_state_and_ones():
    factor = EXPLANATION.value(Z[2], 1, 3)
    products = [[each.symbol for each in part.factors] for part in factor.factors[:3]]
    assert [symbols[1] for symbols in products] == [
        "x_{3}",
        "h^{(2)}_{1}",
        "h^{(2)}_{2}",
    ]
    assert factor.factors[3].symbol == "b^{(1)}_{2}"
    assert abs(factor.derived() - value(Z[2], 1, 3)) < 1e-14
    assert factor.factors[0].factors[1].value == STEP.x[2, 3]


def test_the_state_before_the_first_step_is_0():
    factor = EXPLANATION.value(Z[0], 0, 0)
    state = factor.factors[1].factors[1]
    assert (state.symbol, state.value) == ("h^{(0)}_{1}", 0.0)
    assert state.origin == "state before the first step, unit 1"


def test_a_joined_value_is_explained_as_the_part_that_it_is():
    factor = EXPLANATION.value(JOINED, 3, 2)
    assert factor.ref == EXPLANATION.value(OUT[1], 1, 2).ref
    assert abs(factor.derived() - value(JOINED, 3, 2)) < 1e-14


def test_the_gradient_of_a_part_is_that_of_its_rows():
    factor = EXPLANATION.gradient(OUT[1], 1, 2)
    joined = STEP.compiled.memory.tape.view("grad", JOINED)
    assert factor.ref == EXPLANATION.leaves.gradient(JOINED, 3, 2).ref
    assert abs(factor.derived() - joined[3, 2]) < 1e-15


def test_the_gradient_of_a_state_comes_from_its_output_and_from_the_next_step():
    factor = EXPLANATION.gradient(H[2], 0, 1)
    assert len(factor.factors) == 2
    grad = STEP.compiled.memory.tape.view("grad", H[2])[0, 1]
    assert abs(factor.derived() - grad) < 1e-15


def test_the_gradient_of_a_shared_weight_is_a_sum_over_steps_and_samples():
    (cell, _) = STEP.graph.parameters
    factor = EXPLANATION.parameter(cell, 1, 2)
    assert len(factor.factors) == 3 * 4
    assert abs(factor.derived() - STEP.gradients[cell][1, 2]) < 1e-14

"""Terms: the products behind an element of a map, dropout, a sum and a join."""

import numpy as np

from engine.functions.kinds.kinds import KINDS
from engine.graph import Edge, Node
from engine.inspection.explanation.explanation import Explanation
from engine.inspection.explanation.naming import Naming
from engine.inspection.explanation.terms import operand_of, products, read_at, rows_of
from engine.networks.recurrent import Recurrence, recurrent
from tests.engine.program.graphs import block
from tests.engine.random_graphs import Step

X = Node("input", (), 3, "x")
Z = Node("affine", (Edge(X, (1, 3)),), 2, "z", 0, block("W", 2, 2))
MASKED = Node("dropout", (Edge(Z),), 2, "d", 0)
BOTH = Node("add", (Edge(Z), Edge(MASKED)), 2, "s", 0)
(TERM,) = KINDS["affine"].terms


def test_the_rows_that_an_edge_reads():
    assert rows_of(Z, 0) == (1, 3)
    assert rows_of(MASKED, 0) == (0, 2)


def test_the_value_of_a_map_is_a_sum_over_inputs_and_the_bias():
    assert list(products(Z, TERM, None, (1, 5))) == [
        [("W", (1, 0)), (0, (0, 5))],
        [("W", (1, 1)), (0, (1, 5))],
        [("W", (1, 2))],
    ]


def test_the_gradient_of_its_input_is_a_sum_over_units():
    assert list(products(Z, TERM, 0, (1, 5))) == [
        [("W", (0, 1)), ("grad", (0, 5))],
        [("W", (1, 1)), ("grad", (1, 5))],
    ]


def test_the_gradient_of_its_weights_is_a_sum_over_samples():
    weight = list(products(Z, TERM, "W", (1, 0), 2))
    assert weight == [
        [("grad", (1, 0)), (0, (0, 0))],
        [("grad", (1, 1)), (0, (0, 1))],
    ]
    bias = list(products(Z, TERM, "W", (1, 2), 2))
    assert bias == [[("grad", (1, 0))], [("grad", (1, 1))]]


def test_dropout_is_one_product_and_a_sum_has_one_element_per_term():
    (term,) = KINDS["dropout"].terms
    assert list(products(MASKED, term, None, (1, 4))) == [
        [("mask", (1, 4)), (0, (1, 4))]
    ]
    first, second = KINDS["add"].terms
    assert list(products(BOTH, first, None, (0, 2))) == [[(0, (0, 2))]]
    assert list(products(BOTH, second, 1, (0, 2))) == [[("grad", (0, 2))]]


# ---- inputs that are read as one value -----------------------------------------------

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
ZS, H, OUT = (STEP.graph.named(name) for name in ("z", "h", "o"))
(JOINED,) = (node for node in OUT if node.site is None)
NAMING = Naming(STEP.graph, np.arange(4), ["u 1", "u 2", "u 3"])
EXPLANATION = Explanation(STEP.placement, STEP.compiled.array, NAMING)


def value(node, row, n):
    return STEP.compiled.memory.tape.view("value", node)[row, n]


def test_a_map_reads_the_input_the_state_and_ones():
    factor = EXPLANATION.value(ZS[2], 1, 3)
    products = [[each.symbol for each in part.factors] for part in factor.factors[:3]]
    assert [symbols[1] for symbols in products] == [
        "x_{3}",
        "h^{(2)}_{1}",
        "h^{(2)}_{2}",
    ]
    assert factor.factors[3].symbol == "b^{(1)}_{2}"
    assert abs(factor.derived() - value(ZS[2], 1, 3)) < 1e-14
    assert factor.factors[0].factors[1].value == STEP.x[2, 3]


def test_the_state_before_the_first_step_is_0():
    factor = EXPLANATION.value(ZS[0], 0, 0)
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


def test_all_inputs_of_a_map_are_one_operand():
    assert [operand_of(ZS[2], k) for k in range(2)] == [(0, 0), (0, 1)]
    assert operand_of(BOTH, 1) == (1, 0)
    assert read_at(ZS[2], 0, 0) == (STEP.graph.x, 2)
    assert read_at(ZS[2], 0, 2) == (H[2], 1)
    assert read_at(JOINED, 0, 3) == (OUT[1], 1)
    assert read_at(BOTH, 1, 1) == (MASKED, 1)

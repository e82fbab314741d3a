"""Terms: the products behind one element of an affine map, dropout and a sum."""

from engine.functions.kinds.kinds import KINDS
from engine.graph import Edge, Node
from engine.inspection.explanation.terms import products, rows_of
from tests.engine.program.graphs import block

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

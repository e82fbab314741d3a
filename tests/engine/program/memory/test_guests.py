"""Guests: which maps read rows of the input above a value, and how many."""

import pytest

from engine.graph import START, Edge, Graph, Node
from engine.program.memory.guests import guests_of, lead_of
from tests.engine.program.graphs import block

X = Node("input", (), 4, "x")
H = Node(START, (), 2, "h", -1)
ROWS = Edge(X, (0, 3))


def map_of(*edges, name="z", site=0, n_rows=2):
    columns = sum(edge.n_rows for edge in edges)
    return Node("affine", edges, n_rows, name, site, block("W", n_rows, columns))


def test_rows_of_the_input_are_guests_above_a_value():
    z = map_of(ROWS, Edge(X, (3, 4)), Edge(H))
    assert guests_of(Graph((X, H, z))) == {z: 4}
    assert lead_of({z: 4}) == {"h": 4}


@pytest.mark.parametrize(
    "edges",
    [
        (Edge(H),),
        (Edge(H), Edge(H)),
        (ROWS, Edge(H, (0, 1))),
        (ROWS, Edge(X)),
    ],
)
def test_other_inputs_have_no_guests(edges):
    assert guests_of(Graph((X, H, map_of(*edges)))) == {}


def test_only_a_map_has_guests():
    both = Node("add", (Edge(X, (0, 2)), Edge(H)), 2, "s")
    assert guests_of(Graph((X, H, both))) == {}


def test_all_maps_of_a_value_read_the_same_guests():
    first, second = map_of(ROWS, Edge(H)), map_of(ROWS, Edge(H), name="y")
    other = map_of(Edge(X, (1, 4)), Edge(H), name="v")
    assert guests_of(Graph((X, H, first, second, other))) == {first: 3, second: 3}


def test_values_of_one_name_have_equally_many_rows_above_them():
    h = Node("tanh", (Edge(Node("affine", (), 2, "z")),), 2, "h", 0)
    one, two = map_of(Edge(X, (0, 1)), Edge(H)), map_of(ROWS, Edge(h), site=1)
    assert lead_of({one: 1, two: 3}) == {"h": 3}

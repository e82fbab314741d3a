"""The names of arrays are those of the formulas, and what numbers them is a mark."""

import pytest

from engine.export.statements.graph_names import GraphNames, index_of, listed
from engine.export.statements.loops import Line, printed
from engine.graph import Edge, Graph, Node
from engine.networks.networks import graph_of
from tests.engine.networks_of import EXPERIMENTS

X = Node("input", (), 2, "x")


def names(name):
    graph = graph_of(EXPERIMENTS[name])
    return graph, GraphNames(graph)


def plain(text):
    """Return a name as in a script without loops."""
    return printed([Line(text)], set())[0]


def test_arrays_of_several_nodes_have_numbers_and_others_have_none():
    graph, of = names("lstm")
    z = graph.named("z")[1]
    assert plain(of.value(z)) == "z2"
    assert plain(of.gradient(z)) == "delta2"
    assert plain(of.read(z)) == "x_z2"
    assert plain(of.value(graph.named("o")[-1])) == "o"
    assert plain(of.value(graph.named("h")[0])) == "h0", "the state before all steps"
    assert plain(of.gradient(graph.named("c")[2])) == "dc2"
    assert [index_of(node) for node in graph.named("c")] == [0, 1, 2, 3, 4]


def test_rows_are_those_of_the_edge():
    graph, of = names("lstm")
    s = graph.named("s")[0]
    assert plain(of.value_of(s.inputs[0])) == "z1[0:9]"
    assert plain(of.gradient_of(s.inputs[0])) == "delta1[0:9]"
    torch = GraphNames(graph, rows="[:, {}]")
    assert plain(torch.value_of(s.inputs[0])) == "z1[:, 0:9]"


def test_a_map_without_ones_reads_the_value_itself():
    graph, of = names("attention")
    qkv, embedding = graph.named("qkv")[0], graph.named("h")[0]
    assert plain(of.read(qkv)) == "h1"
    assert plain(of.read(embedding)) == "x"
    assert plain(of.read(graph.named("m")[0])) == "x_m"


def test_a_join_has_a_name_of_its_own_and_reads_a_list():
    graph, of = names("rnn")
    join = next(node for node in graph.nodes if node.kind == "join")
    assert plain(of.value(join)) == "all_o"
    assert plain(of.gradient(join)) == "dall_o"
    assert plain(of.joined(join)) == "[o1, o2, o3, o4, o5]"


@pytest.mark.parametrize(
    ("edges", "text"),
    [
        ((0, 2), "[v1, v3]"),
        ((0, 1, 2), "[v1, v2, v3]"),
        ((1,), "[v2]"),
        (((0, (0, 1)), 2), "[v1[0:1], v3]"),
    ],
)
def test_a_join_of_some_values_names_each(edges, text):
    values = [Node("start", (), 2, "v", k) for k in range(3)]
    parts = [(edge, None) if isinstance(edge, int) else edge for edge in edges]
    join = Node("join", tuple(Edge(values[k], rows) for k, rows in parts), 2, "v")
    of = GraphNames(Graph((X, *values, join)))
    assert plain(of.joined(join)) == text


def test_lists_of_neighbours_are_short_where_they_are_indexed():
    short, long = listed("h", [1, 2, 3]), listed("h", [1, 3, 4])
    assert printed([Line(short)], {"h"}) == ["[h[k] for k in range(1, 4)]"]
    assert printed([Line(long)], {"h"}) == ["[h[1], h[3], h[4]]"]


def test_a_variable_of_statements_does_not_hide_a_value():
    _, of = names("lstm")
    found = of.statements(
        "u = {x}\nd, q = u\n{value} = u + d", {"x": "a", "value": "b"}
    )
    assert found == ["u_ = a", "d, q = u_", "b = u_ + d"]


def test_words_in_the_name_of_a_node_are_joined():
    node = Node("start", (), 2, "h of block 1", 2)
    assert GraphNames(Graph((X, node))).value(node) == "h_of_block_1"

"""Contributions: the order of the backward pass, and where it ends."""

from engine.functions.kinds.kinds import kind_of
from engine.graph import Edge, Node
from engine.program.memory.contributions import contributions_of
from tests.engine.program.graphs import block, with_loss

X = Node("input", (), 2, "x")
Z = Node("affine", (Edge(X),), 2, "z", 0, block("W", 2, 2))
F = Node("tanh", (Edge(Z),), 2, "a", 0)


def passed_in(*nodes):
    graph = with_loss(X, Z, *nodes)
    kinds = {node: kind_of(node.kind) for node in graph.nodes if node.inputs}
    return graph.nodes[-1], *contributions_of(graph, kinds)


def test_the_last_reader_is_the_first_that_passes_a_gradient():
    total = Node("add", (Edge(Z), Edge(F)), 2, "s", 0)
    loss, users, passed = passed_in(F, total)
    assert users == {total: [(loss, 1)], Z: [(total, 0), (F, 0)], F: [(total, 1)]}
    assert passed == {
        loss: [(1, True)],
        total: [(0, True), (1, True)],
        F: [(0, False)],
        Z: [],
    }


def test_no_gradient_passes_where_the_way_back_stops():
    stopped = Node("add", (Edge(Z, stop=True), Edge(F)), 2, "s", 0)
    _, users, passed = passed_in(F, stopped)
    assert users[Z] == [(F, 0)]
    assert passed[stopped] == [(1, True)]


def test_what_the_loss_does_not_depend_on_passes_nothing():
    other = Node("tanh", (Edge(Z),), 2, "b", 0)
    _, users, passed = passed_in(other, F)
    assert other not in passed
    assert users[Z] == [(F, 0)]

"""Placement: rows that do not overlap, align where they should, and are shared."""

import numpy as np
import pytest

from engine import Experiment
from engine.graph import Edge, Graph, Node
from engine.networks.dense import dense
from engine.program.memory.placement import Placement, placement_of, placement_of_step
from tests.engine.program.graphs import block, with_loss

X = Node("input", (), 2, "x")


def of(**settings):
    given = {"use_bias": True, "loss": "mse", **settings}
    return Placement(dense((2, 4, 3, 1), ("tanh", "tanh", "linear"), **given))


@pytest.mark.parametrize("dropout", [0.0, 0.5])
@pytest.mark.parametrize("use_bias", [True, False])
def test_blocks_fill_the_tape_and_do_not_overlap(dropout, use_bias):
    placement = of(dropout=dropout, use_bias=use_bias)
    taken = np.zeros(placement.n_rows, int)
    for rows in placement.rows.values():
        for start, stop in rows.values():
            taken[start:stop] += 1
    assert (taken == 1).all()


def test_stretches_come_in_the_order_in_which_a_step_fills_them():
    order = sorted(of(dropout=0.5).stretches.items(), key=lambda item: item[1])
    filled = [place for place, (start, stop) in order if stop > start]
    assert [place for place in filled if place[1] != "dropout"] == [
        ("value", "z"),
        ("value", "a"),
        ("local", "a"),
        ("grad", "a"),
        ("grad", "z"),
    ]


def test_z_a_and_their_derivatives_have_the_same_rows():
    placement = of(dropout=0.5)
    for z, a in zip(*map(placement.graph.named, ("z", "a")), strict=True):
        sizes = {
            stop - start
            for rows in placement.rows.values()
            for node, (start, stop) in rows.items()
            if node in (z, a)
        }
        assert sizes == {a.n_rows + (a.site < 2)}


def test_what_a_product_reads_has_no_row_of_ones_below_it():
    first = Node("affine", (Edge(X),), 2, "z", 0, block("V", 2, 2))
    f, g = (Node(f, (Edge(first),), 2, f, 0) for f in ("tanh", "sigmoid"))
    h = Node("product", (Edge(f), Edge(g)), 2, "h", 0)
    out = Node("affine", (Edge(h),), 1, "z", 1, block("W", 1, 2))
    placement = Placement(with_loss(X, first, f, g, h, out))
    assert [placement.extra[node] for node in (X, first, f, g, h)] == [1, 0, 0, 0, 1]


def test_a_graph_without_a_loss_has_values_only():
    placement = of(loss=None)
    assert list(placement.rows) == ["value"]
    assert placement.contributions == {}
    assert placement.n_scratch == 4


def test_a_node_that_gets_no_gradient_computes_no_derivative():
    fused = Placement(
        dense((2, 1), ("sigmoid",), use_bias=True, loss="binary_cross_entropy")
    )
    (z,), (a,) = map(fused.graph.named, ("z", "a"))
    assert fused.computes("value", a)
    assert fused.computes("grad", z)
    assert not fused.computes("grad", a)
    assert not fused.computes("local", a)
    placement = of()
    assert placement.computes("local", placement.graph.named("a")[-1])


def test_what_does_not_learn_gets_no_gradient():
    placement = of()
    assert placement.graph.named("x")[0] not in placement.contributions
    stopped = Node("affine", (Edge(X),), 2, "z", 0, block("V", 2, 2))
    out = Node("affine", (Edge(stopped, stop=True),), 1, "z", 1, block("W", 1, 2))
    placement = Placement(with_loss(X, stopped, out))
    assert out in placement.contributions
    assert stopped not in placement.contributions


def test_in_place_f_overwrites_z_if_nothing_else_reads_it():
    placement = Placement(of(loss=None).graph, in_place=True)
    for z, a in zip(*map(placement.graph.named, ("z", "a")), strict=True):
        assert placement.rows["value"][z] == placement.rows["value"][a]
    z = Node("affine", (Edge(X),), 2, "z", 0, block("W", 2, 2))
    f = Node("tanh", (Edge(z),), 2, "a", 0)
    both = Node("add", (Edge(z), Edge(f)), 2, "s", 0)
    assert Placement(Graph((X, z, f, both)), in_place=True).owners == {}


def test_a_scaled_f_needs_a_map_of_its_own():
    w = block("W", 2, 2)
    first = Node("affine", (Edge(X),), 2, "z", 0, w)
    f = Node("sigmoid", (Edge(first),), 2, "a", 0)
    second = Node("affine", (Edge(f),), 2, "z", 1, w)
    g = Node("tanh", (Edge(second),), 2, "a", 1)
    assert set(Placement(Graph((X, first, f)), in_place=True).scaled) == {first}
    assert Placement(Graph((X, first, f, second, g)), in_place=True).scaled == {}


def test_a_sum_passes_its_own_gradient_on_where_it_is_the_only_one():
    z = Node("affine", (Edge(X),), 2, "z", 0, block("W", 2, 2))
    f = Node("tanh", (Edge(z),), 2, "a", 0)
    g = Node("sigmoid", (Edge(z),), 2, "a", 1)
    total = Node("add", (Edge(f), Edge(g)), 2, "s", 0)
    placement = Placement(with_loss(X, z, f, g, total))
    assert placement.owners == {("grad", f): total, ("grad", g): total}
    assert placement.rows["grad"][f] == placement.rows["grad"][total]
    again = Node("add", (Edge(total), Edge(f)), 2, "s", 1)
    placement = Placement(with_loss(X, z, f, g, total, again))
    assert ("grad", f) not in placement.owners


def test_a_placement_is_made_once():
    e = Experiment(hidden=(3,), dropout=0.2)
    assert placement_of_step(e) is placement_of_step(e.replace(learning_rate=0.1))
    assert placement_of_step(e).graph.named("dropout")
    graph = dense((2, 1), ("tanh",), use_bias=True)
    assert placement_of(graph) is not placement_of(graph, in_place=True)

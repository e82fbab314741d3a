"""Joins: which values are parts of another one's memory, and where."""

import numpy as np
import pytest

from engine.graph import Edge, Node, Ref
from engine.program.memory.joins import join_of, rows_before, silent_joins
from engine.program.memory.placement import Placement
from tests.engine.program.graphs import Step, block, with_loss

X = Node("input", (), 3, "x")
A, B = (
    Node("affine", (Edge(X),), n, "z", k, block(f"W{k}", n, 3))
    for k, n in enumerate((2, 1))
)
BOTH = Node("join", (Edge(A), Edge(B)), 3, "v")
GRAPH = with_loss(X, A, B, BOTH)


def test_only_a_whole_value_is_a_part():
    some = Node("join", (Edge(B), Edge(A, (0, 1))), 2, "v")
    assert join_of([(some, 1), (BOTH, 0)]) == (BOTH, 0)
    assert join_of([(some, 1)]) is None
    assert rows_before(BOTH, 1) == 2


@pytest.mark.parametrize("quantity", ["value", "grad"])
def test_the_parts_of_a_join_are_rows_of_its_memory(quantity):
    placement = Placement(GRAPH)
    start, _ = placement.rows[quantity][BOTH]
    assert placement.rows[quantity][A] == (start, start + 2)
    assert placement.rows[quantity][B] == (start + 2, start + 3)


def test_a_join_of_parts_in_place_has_no_op_of_its_own():
    step = Step(GRAPH, seed=1).run()
    assert step.placement.silent == {B: [BOTH]}
    (op,) = (op for op in step.compiled.ops if Ref("value", BOTH) in op.writes)
    assert op.writes == (("value", B), ("value", BOTH))
    assert all(op.calls for op in step.compiled.ops)
    view = step.memory.tape.view
    for node, rows in ((A, slice(0, 2)), (B, slice(2, 3))):
        np.testing.assert_array_equal(view("value", BOTH)[rows], view("value", node))
    step.check()


def test_a_join_in_a_join_is_written_by_the_last_part():
    c = Node("affine", (Edge(X),), 2, "z", 2, block("W2", 2, 3))
    outer = Node("join", (Edge(c), Edge(BOTH)), 5, "w")
    step = Step(with_loss(X, A, B, BOTH, c, outer), seed=1)
    assert step.placement.silent == {B: [BOTH], c: [outer]}
    inner = Node("join", (Edge(c), Edge(A)), 4, "v")
    chain = Step(
        with_loss(X, A, c, inner, Node("join", (Edge(inner),), 4, "w")), seed=1
    )
    assert [len(joins) for joins in chain.placement.silent.values()] == [2]
    for each in (step, chain):
        each.check()


def case(name):
    """Return a graph with a part that has to be copied, and how many are."""
    f = Node("tanh", (Edge(A),), 2, "a", 0)
    head = Node("affine", (Edge(A),), 2, "y", 0, block("V", 2, 2))
    return {
        "some rows": (X, A, B, Node("join", (Edge(B), Edge(A, (0, 1))), 2, "v")),
        "twice": (X, A, Node("join", (Edge(A), Edge(A)), 4, "v")),
        "the input": (X, A, Node("join", (Edge(X), Edge(A)), 5, "v")),
        "a row of ones": (X, A, head, Node("join", (Edge(A), Edge(head)), 4, "v")),
        "another reader": (X, A, f, Node("join", (Edge(f), Edge(A)), 4, "v")),
    }[name]


@pytest.mark.parametrize(
    ("name", "n_copies"),
    [
        ("some rows", 1),
        ("twice", 1),
        ("the input", 1),
        ("a row of ones", 1),
        ("another reader", 0),
    ],
)
def test_other_parts_are_copied(name, n_copies):
    step = Step(with_loss(*case(name)), seed=2)
    ops = [op for op in step.compiled.ops if op.phase == "forward"]
    assert sum(len(op.calls) for op in ops if op.name == "join") == n_copies
    known = {Ref("value", X), Ref("y", step.placement.loss)}
    known |= {Ref("W", parameter) for parameter in step.parameters}
    for op in step.compiled.ops:
        assert known.issuperset(op.reads)
        known.update(op.writes)
    step.check()


def test_no_other_kind_is_silent():
    assert silent_joins([A, B], {}) == {}

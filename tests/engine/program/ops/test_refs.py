"""Refs: every quantity is written once, before it is read."""

import pytest

from engine.graph import Edge, Node
from engine.networks.dense import dense
from engine.program.memory.placement import Placement
from engine.program.ops.refs import (
    contribution_refs,
    forward_refs,
    gradient_refs,
    local_refs,
)
from tests.engine.program.graphs import Step, block, with_loss
from tests.engine.program.ops.test_backward import NAMES, graph_of

GRAPH = dense((2, 3, 1), ("tanh", "softmax"), use_bias=True, dropout=0.5, loss="mse")
PLACEMENT = Placement(GRAPH)


@pytest.mark.parametrize("name", NAMES)
def test_what_an_op_reads_was_written_before_and_once(name):
    step = Step(graph_of(name))
    known = {("value", step.graph.nodes[0]), ("y", step.placement.loss)}
    known |= {("W", p) for p in step.graph.users}
    known |= {("mask", node) for node in step.placement.masked}
    for op in step.compiled.ops:
        assert known.issuperset(op.reads), op.name
        assert not {w for w in op.writes if w[0] != "mask"} & known
        known |= set(op.writes)
    assert {("dW", p) for p in step.graph.users} <= known


def test_the_refs_of_each_op():
    x, z, a, dropped, above, out, loss = GRAPH.nodes
    assert forward_refs(PLACEMENT, dropped)[1] == (
        ("value", dropped),
        ("mask", dropped),
    )
    assert local_refs((a,)) == ((("value", z), ("value", a)), (("local", a),))
    assert gradient_refs((z,), z.parameter)[1] == (("dW", z.parameter),)
    assert gradient_refs((z,), z) == ((("grad", z), ("value", x)), (("dW", z),))
    assert contribution_refs(PLACEMENT, out, 0) == (
        (("grad", out), ("value", out)),
        (("grad", above),),
    )
    assert contribution_refs(PLACEMENT, loss, 1)[1] == (("grad", out),)


def test_the_way_back_through_a_norm_reads_its_input_and_its_value():
    x = Node("input", (), 2, "x")
    z = Node("affine", (Edge(x),), 3, "z", 0, block("w", 3, 2))
    norm = Node("rms norm", (Edge(z),), 3, "n", 0)
    placement = Placement(with_loss(x, z, norm))
    reads, writes = contribution_refs(placement, norm, 0)
    assert reads == (("grad", norm), ("value", z), ("value", norm))
    assert writes == (("grad", z),)

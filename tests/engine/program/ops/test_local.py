"""Local derivatives: one op for neighbours of the same f."""

import numpy as np
import pytest

from engine.graph import Edge, Node
from engine.networks.dense import dense
from engine.networks.recurrent import Recurrence, recurrent
from tests.engine.program.graphs import Step, block, with_loss


def local_ops(activations, **settings):
    sizes = (2, *(3 for _ in activations))
    graph = dense(sizes, activations, **{"use_bias": True, "loss": "mse", **settings})
    return [op for op in Step(graph).compiled.ops if op.phase == "local"]


def test_neighbours_of_the_same_f_are_one_op():
    (op,) = local_ops(("tanh", "tanh", "tanh"))
    assert op.layer is None
    assert [ref.of.site for ref in op.writes] == [0, 1, 2]


def test_another_f_in_between_separates_them():
    ops = local_ops(("tanh", "relu", "tanh", "tanh"))
    assert [op.name.split()[0] for op in ops] == ["tanh", "relu", "tanh"]
    assert [op.layer for op in ops] == [0, 1, None]


@pytest.mark.parametrize("output", ["linear", "softmax"])
def test_a_derivative_that_is_not_needed_is_not_computed(output):
    loss = "softmax_cross_entropy" if output == "softmax" else "squared_error"
    ops = local_ops(("tanh", output), loss=loss)
    assert len(ops) == (1 if output == "softmax" else 2)


def test_an_f_of_some_rows_has_a_derivative_of_its_own():
    x = Node("input", (), 3, "x")
    z = Node("affine", (Edge(x),), 3, "z", 0, block("W", 3, 3))
    first = Node("tanh", (Edge(z, (0, 2)),), 2, "a", 0)
    second = Node("tanh", (Edge(z),), 3, "a", 1)
    total = Node("add", (Edge(first), Edge(second, (1, 3))), 2, "s", 0)
    step = Step(with_loss(x, z, first, second, total)).run()
    assert sum(op.phase == "local" for op in step.compiled.ops) == 2
    check_derivatives(step)


def test_spans_at_equal_distances_are_one_op():
    """Two of three rows each; a and f' are blocks, and the spans of z overlap."""
    x = Node("input", (), 3, "x")
    z = Node("affine", (Edge(x),), 4, "z", 0, block("W", 4, 3))
    spans = [Edge(z, (k, k + 2)) for k in range(3)]
    a = [Node("tanh", (span,), 2, "a", k) for k, span in enumerate(spans)]
    one = Node("add", (Edge(a[0]), Edge(a[1])), 2, "s", 0)
    total = Node("add", (Edge(one), Edge(a[2])), 2, "s", 1)
    step = Step(with_loss(x, z, *a, one, total)).run()
    (op,) = (op for op in step.compiled.ops if op.phase == "local")
    assert [ref.of for ref in op.writes] == a
    check_derivatives(step)


def test_other_distances_end_a_group():
    x = Node("input", (), 3, "x")
    z = Node("affine", (Edge(x),), 7, "z", 0, block("W", 7, 3))
    spans = [Edge(z, (k, k + 2)) for k in (0, 2, 5, 3, 1)]
    a = [Node("tanh", (span,), 2, "a", k) for k, span in enumerate(spans)]
    s = [Node("add", (Edge(a[0]), Edge(a[1])), 2, "s", 0)]
    for k, other in enumerate(a[2:], 1):
        s.append(Node("add", (Edge(s[-1]), Edge(other)), 2, "s", k))
    step = Step(with_loss(x, z, *a, *s)).run()
    ops = [op for op in step.compiled.ops if op.phase == "local"]
    assert [[ref.of.site for ref in op.writes] for op in ops] == [[0, 1], [2], [3], [4]]
    check_derivatives(step)


def test_a_group_is_of_one_name_with_others_between():
    graph = recurrent(
        Recurrence(
            cell="lstm", n_units=3, n_steps=4, inputs=("u",), n_outputs=1,
            output="linear",
        ),
        loss="mse",
    )  # fmt: skip
    step = Step(graph).run()
    ops = [op for op in step.compiled.ops if op.phase == "local"]
    groups = [[ref.of.name for ref in op.writes] for op in ops]
    assert groups == [["s"] * 4, ["g"] * 4, ["r"] * 4, ["a"]]


def check_derivatives(step):
    for node in step.placement.placed:
        if node.kind == "tanh":
            a = step.memory.tape.view("value", node)
            found = step.memory.tape.view("local", node)
            np.testing.assert_allclose(found, 1 - a * a, rtol=1e-14)

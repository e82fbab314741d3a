"""Local derivatives: one op for neighbours of the same f."""

import numpy as np
import pytest

from engine.graph import Edge, Node
from engine.networks.dense import dense
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
    second = Node("tanh", (Edge(z, (1, 3)),), 2, "a", 1)
    total = Node("add", (Edge(first), Edge(second)), 2, "s", 0)
    step = Step(with_loss(x, z, first, second, total)).run()
    assert sum(op.phase == "local" for op in step.compiled.ops) == 2
    a = step.memory.tape.view("value", second)
    np.testing.assert_allclose(step.memory.tape.view("local", second), 1 - a * a)

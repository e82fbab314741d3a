"""Forward: every node computes its value from those before it."""

import numpy as np
import pytest

from engine.functions.activations import ACTIVATIONS
from engine.graph import Edge, Node
from tests.engine.program.graphs import Step, block, with_loss

X = Node("input", (), 3, "x")
V, W = block("V", 2, 3), block("W", 2, 2)


def test_a_map_reads_its_input_above_ones():
    z = Node("affine", (Edge(X),), 2, "z", 0, V)
    step = Step(with_loss(X, z)).run()
    expected = step.parameters[V] @ step.memory.x
    np.testing.assert_allclose(step.memory.tape.view("value", z), expected, rtol=1e-14)


@pytest.mark.parametrize("rows", [(0, 2), (1, 3)])
def test_a_map_of_some_rows_reads_ones_of_its_own(rows):
    z = Node("affine", (Edge(X, rows),), 2, "z", 0, W)
    step = Step(with_loss(X, z)).run()
    block = step.parameters[W]
    expected = block[:, :-1] @ step.memory.x[slice(*rows)] + block[:, -1:]
    np.testing.assert_allclose(
        step.memory.tape.view("value", z), expected, rtol=1e-13, atol=1e-15
    )


@pytest.mark.parametrize("f", [*ACTIVATIONS, "softmax"])
def test_f_leaves_the_row_of_ones_below_its_value(f):
    z = Node("affine", (Edge(X),), 2, "z", 0, V)
    a = Node(f, (Edge(z),), 2, "a", 0)
    out = Node("affine", (Edge(a),), 2, "z", 1, W)
    step = Step(with_loss(X, z, a, out)).run()
    assert (step.memory.tape.full("value", a)[-1] == 1).all()


def test_a_given_mask_is_not_drawn():
    z = Node("affine", (Edge(X),), 2, "z", 0, V)
    dropped = Node("dropout", (Edge(z),), 2, "dropout", 0, option=0.5)
    step = Step(with_loss(X, z, dropped)).run()
    mask = step.memory.masks[dropped]
    assert set(np.unique(mask)) == {0.0, 2.0}
    tape = step.memory.tape
    np.testing.assert_array_equal(
        tape.view("value", dropped), tape.view("value", z) * mask
    )


def test_an_op_names_what_it_reads_and_writes():
    z = Node("affine", (Edge(X),), 2, "z", 0, V)
    first = Step(with_loss(X, z)).compiled.ops[0]
    assert (first.phase, first.layer, first.name) == ("forward", 0, "affine")
    assert first.reads == (("value", X), ("W", V))
    assert first.writes == (("value", z),)

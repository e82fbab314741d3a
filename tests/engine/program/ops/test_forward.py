"""Forward: every node computes its value from those before it."""

import numpy as np
import pytest

from engine.functions.activations import ACTIVATIONS
from engine.graph import START, Edge, Node
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


@pytest.mark.parametrize(
    ("spans", "n_copies"),
    [
        (((0, 1), (1, 2), (2, 3)), 1),
        (((0, 1), (2, 3), (0, 1)), 3),
        (((0, 2), (1, 3), (0, 2)), 3),
        (((0, 3), (0, 3), (0, 3)), 3),
        (((0, 3), (1, 3), (0, 1)), 3),
    ],
)
def test_the_input_is_copied_above_values_at_once_if_it_is_at_equal_distances(
    spans, n_copies
):
    h = Node(START, (), 2, "h", -1)
    nodes = [X, h]
    for t, span in enumerate(spans):
        n_rows = span[1] - span[0]
        z = Node(
            "affine", (Edge(X, span), Edge(h)), 2, "z", t, block("W", 2, 2 + n_rows)
        )
        h = Node("tanh", (Edge(z),), 2, "h", t)
        nodes += [z, h]
    step = Step(with_loss(*nodes), seed=1).run()
    first, *others = (op for op in step.compiled.ops if op.name == "affine")
    copies = [call for call in first.calls if call[0] is np.copyto]
    assert len(copies) == n_copies
    assert all(len(op.calls) == 1 for op in others)
    h = np.zeros((2, 4))
    for z, span in zip(nodes[2::2], spans, strict=True):
        weights = step.parameters[z.parameter]
        x = step.memory.x[slice(*span)]
        h = np.tanh(weights @ np.concatenate([x, h, np.ones((1, 4))]))
    found = step.memory.tape.view("value", nodes[-1])
    np.testing.assert_allclose(found, h, rtol=1e-13)
    step.check()


def test_inputs_that_are_no_block_are_copied_into_one():
    z = Node("affine", (Edge(X, (0, 2)),), 2, "z", 0, W)
    v = block("U", 2, 5)
    both = Node("affine", (Edge(z), Edge(X)), 2, "y", 0, v)
    step = Step(with_loss(X, z, both), seed=1).run()
    read = [step.memory.tape.view("value", z), step.memory.x[:3], np.ones((1, 4))]
    expected = step.parameters[v] @ np.concatenate(read)
    found = step.memory.tape.view("value", both)
    np.testing.assert_allclose(found, expected, rtol=1e-13)
    step.check()

"""Backward: contributions, shared parameters, spans and arrays that are one."""

import numpy as np
import pytest

from engine.graph import Edge, Node, Ref
from engine.networks.dense import dense
from tests.engine.program.graphs import Step, block, with_loss

X = Node("input", (), 3, "x")
Z = Node("affine", (Edge(X),), 3, "z", 0, block("W", 3, 3))
A = Node("tanh", (Edge(Z),), 3, "a", 0)


def graph_of(name):
    """Return a graph that has what it is named after."""
    w = block("V", 3, 3)
    second = Node("affine", (Edge(A),), 3, "z", 1, w)
    third = Node("affine", (Edge(second),), 3, "z", 2, w)
    plain = block("U", 3, 3, use_bias=False)
    nodes = {
        "one use": (X, Z, A, second),
        "a shared parameter": (X, Z, A, second, third),
        "two readers": (X, Z, A, second, Node("add", (Edge(A), Edge(second)), 3, "s")),
        "a value read twice": (X, Z, A, Node("add", (Edge(A), Edge(A)), 3, "s")),
        "two maps of one value": (
            X, Z, A, second,
            other := Node("affine", (Edge(A),), 3, "y", 0, block("Y", 3, 3)),
            Node("add", (Edge(second), Edge(other)), 3, "s"),
        ),
        "some rows": (
            X, Z, A, Node("affine", (Edge(A, (1, 3)),), 2, "z", 1, block("R", 2, 2)),
        ),
        "rows and all": (
            X, Z, A, second,
            head := Node("affine", (Edge(A, (0, 2)),), 3, "z", 2, block("R", 3, 2)),
            Node("add", (Edge(second), Edge(head)), 3, "s"),
        ),
        "an f of some rows": (
            X, Z, A, Node("sigmoid", (Edge(A, (0, 2)),), 2, "a", 1),
        ),
        "an end": (
            X, Z, A,
            second,
            Node("add", (Edge(second), Edge(A, stop=True)), 3, "s"),
        ),
        "no bias": (
            X, Z, A, Node("affine without bias", (Edge(A),), 3, "z", 1, plain),
        ),
        "a hidden softmax": (
            X, Z, soft := Node("softmax", (Edge(Z),), 3, "p"),
            Node("affine", (Edge(soft),), 3, "z", 1, w),
        ),
        "dropout": (
            X, Z, A, drop := Node("dropout", (Edge(A),), 3, "dropout", option=0.5),
            Node("affine", (Edge(drop),), 3, "z", 1, w),
        ),
    }  # fmt: skip
    return with_loss(*nodes[name])


NAMES = (
    "one use", "a shared parameter", "two readers", "a value read twice",
    "two maps of one value", "some rows", "rows and all", "an f of some rows",
    "no bias", "a hidden softmax", "dropout",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_gradients_are_the_differences_of_the_loss(name):
    Step(graph_of(name), seed=3).check()


def test_a_second_run_gives_the_same_bits():
    for name in NAMES:
        step = Step(graph_of(name)).run()
        first = {p: g.copy() for p, g in step.gradients.items()}
        for parameter, gradient in step.run().gradients.items():
            np.testing.assert_array_equal(gradient, first[parameter])


def test_no_gradient_passes_a_stop():
    step = Step(graph_of("an end"))
    found = step.run().gradients[Z.parameter].copy()
    without = Step(graph_of("one use"))
    without.parameters.update(step.parameters)
    difference = step.memory.tape.view("value", step.graph.nodes[-2]) - step.memory.y
    assert np.abs(found).max() > 0
    assert np.abs(step.numeric(Z.parameter) - found).max() > 1e-3
    assert difference.shape == (3, 4)


def test_the_parts_of_a_shared_parameter_add_up():
    step = Step(graph_of("a shared parameter")).run()
    shared = next(p for p in step.graph.users if p.name == "V")
    parts = [step.compiled.array(Ref("dW", n)) for n in step.graph.users[shared]]
    np.testing.assert_allclose(sum(parts), step.gradients[shared], rtol=1e-14)
    sums = [op for op in step.compiled.ops if op.name == "sum"]
    assert [ref.of for ref in sums[0].reads] == step.graph.users[shared]
    assert sums[0].writes == (("dW", shared),)


def test_all_that_is_added_to_gradients_of_a_shape_goes_through_one_array():
    second = Node("tanh", (Edge(A),), 3, "b", 1)
    both = Node("product", (Edge(A), Edge(second)), 3, "p")
    third = Node("product", (Edge(A), Edge(both)), 3, "q")
    step = Step(with_loss(X, Z, A, second, both, third))
    added = [
        op.calls[-1][1][1]
        for op in step.compiled.ops
        if op.phase == "backward" and op.calls[-1][0] is np.add
    ]
    assert len(added) == 2
    assert np.shares_memory(*added)
    step.check()


def test_a_gradient_that_is_the_same_array_is_written_with_it():
    step = Step(graph_of("two maps of one value"))
    total, second = step.graph.nodes[-2], step.graph.named("z")[1]
    (op,) = (op for op in step.compiled.ops if Ref("grad", total) in op.writes)
    assert Ref("grad", second) in op.writes
    assert all(op.calls for op in step.compiled.ops)


def test_a_gradient_is_written_by_its_last_contribution():
    ops = Step(graph_of("two readers")).compiled.ops
    writers = [op.name for op in ops if Ref("grad", A) in op.writes]
    assert writers == ["pass back"]
    reads = [op.name for op in ops if Ref("grad", A) in op.reads]
    assert reads == ["delta"]


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_a_dense_network_has_its_ops_in_reverse_order(dropout):
    graph = dense(
        (2, 3, 1), ("tanh", "tanh"), use_bias=True, dropout=dropout, loss="mse"
    )
    ops = [op for op in Step(graph).compiled.ops if op.phase == "backward"]
    names = ["delta", "gradient", "pass back", "delta", "gradient"]
    if dropout:
        names.insert(3, "dropout")
    assert [op.name for op in ops] == names


def test_a_parameter_that_no_gradient_reaches_keeps_zeros():
    stopped = Node("affine", (Edge(A, stop=True),), 3, "z", 1, block("V", 3, 3))
    step = Step(with_loss(X, Z, A, stopped)).run()
    assert np.abs(step.gradients[stopped.parameter]).max() > 0
    assert (step.gradients[Z.parameter] == 0).all()
    assert all(ref.of is not Z for op in step.compiled.ops[3:] for ref in op.writes)


def test_the_only_use_with_a_gradient_has_that_of_the_parameter():
    w = block("V", 3, 3)
    second = Node("affine", (Edge(A),), 3, "z", 1, w)
    third = Node("affine", (Edge(second, stop=True),), 3, "z", 2, w)
    step = Step(with_loss(X, Z, A, second, third)).run()
    assert step.compiled.array(Ref("dW", third)) is step.gradients[w]
    assert "sum" not in [op.name for op in step.compiled.ops]

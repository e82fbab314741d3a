"""Jacobian: each entry is the difference quotient of the operation."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.arrays import execute
from engine.functions.activations import ACTIVATIONS
from engine.functions.kinds.kind import Operands
from engine.functions.losses import LOSSES
from engine.graph import Edge, Node, Ref
from engine.inspection.operations.jacobian import connected, jacobian, loss_gradient
from engine.networks.recurrent import Recurrence, recurrent
from tests.engine.program.graphs import B, Step
from tests.engine.program.ops.test_backward import NAMES, graph_of

H = 1e-6


def value(step, node, inputs, n):
    """Return what an operation makes of other inputs, by its forward calls."""
    kind, o = step.placement.kinds[node], Operands()
    o.inputs = tuple(inputs)
    o.value, o.t = (np.empty((node.n_rows, 1)) for _ in range(2))
    if node.parameter is not None:
        o.W = step.parameters[node.parameter]
        if node.reads_ones:
            inputs = [*inputs, [[1.0]]]
        o.inputs = (np.vstack(inputs),)
    if kind.is_masked:
        o.mask, o.rng = step.memory.masks[node][:, [n]], None
    execute(kind.forward(o))
    return o.value.copy()


def read(step, edge, n):
    whole = step.compiled.array(Ref("value", edge.node))[:, [n]]
    return whole if edge.rows is None else whole[slice(*edge.rows)]


def numeric(step, node, k, n):
    inputs = [read(step, edge, n).copy() for edge in node.inputs]
    columns = []
    for row in range(len(inputs[k])):
        sides = []
        for h in (H, -H):
            moved = [each.copy() for each in inputs]
            moved[k][row] += h
            sides.append(value(step, node, moved, n))
        columns.append((sides[0] - sides[1]) / (2 * H))
    return np.hstack(columns)


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_is_the_difference_of_the_value(name):
    step = Step(graph_of(name), seed=2).run()
    checked = 0
    for users in step.placement.contributions.values():
        for node, k in users:
            if node is step.placement.loss:
                continue
            expected = numeric(step, node, k, 1)
            found = jacobian(step.placement, step.compiled.array, node, k, 1)
            np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-9)
            assert not expected[~connected(step.placement, node, k)].any()
            checked += 1
    assert checked


@pytest.mark.parametrize("cell", ["tanh", "lstm"])
def test_an_entry_of_a_time_step_is_the_difference_of_the_value(cell):
    of = Recurrence(
        cell=cell,
        n_units=2,
        n_steps=3,
        inputs=("u",),
        n_outputs=2,
        output="softmax",
        outputs_every_step=True,
    )
    step = Step(recurrent(of, loss="mse"), seed=2).run()
    kinds = set()
    for users in step.placement.contributions.values():
        for node, k in users:
            if node is not step.placement.loss:
                found = jacobian(step.placement, step.compiled.array, node, k, 1)
                expected = numeric(step, node, k, 1)
                np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-9)
                assert not expected[~connected(step.placement, node, k)].any()
                kinds.add(node.kind)
    assert {"affine", "join", "softmax"} < kinds
    assert ("product" in kinds) == (cell == "lstm")


def test_a_number_depends_on_its_own_row_or_on_all():
    step = Step(graph_of("a hidden softmax")).run()
    (soft,) = step.graph.named("p")
    assert connected(step.placement, soft, 0).all()
    step = Step(graph_of("an f of some rows")).run()
    f = step.graph.named("a")[1]
    assert connected(step.placement, f, 0).tolist() == np.eye(2).tolist()
    join = Node("join", (Edge(f), Edge(soft)), 5, "v")
    expected = np.vstack([np.zeros((2, 3)), np.eye(3)])
    assert connected(step.placement, join, 1).tolist() == expected.tolist()


def test_a_derivative_that_is_not_computed_yet_is_nan_in_its_own_place_only():
    trainer = Trainer(Experiment(hidden=(3,), batch_size=B))
    trainer.advance("phase")
    trace = trainer.trace()
    (f, _) = trace.placement.graph.named("a")
    found = jacobian(trace.placement, trace.array, f, 0, 0)
    assert np.isnan(np.diag(found)).all()
    assert (found[~np.eye(3, dtype=bool)] == 0).all()


@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradient_of_a_loss_is_what_training_computed(loss):
    trainer = Trainer(Experiment(hidden=(3,), loss=loss, batch_size=B))
    trainer.step(3)
    trace = trainer.trace()
    output = trace.layers[-1]
    expected = output.delta if np.isnan(output.da).all() else output.da
    for n in range(B):
        found = loss_gradient(trace.placement, trace.array, n)
        assert found.tolist() == expected[:, n].tolist()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_of_an_activation_it_is_the_local_derivative(activation):
    trainer = Trainer(Experiment(hidden=(3,), activation=activation, batch_size=B))
    trainer.step(3)
    trace = trainer.trace()
    f = trace.placement.graph.named("a")[0]
    found = jacobian(trace.placement, trace.array, f, 0, 2)
    assert np.diag(found).tolist() == trace.layers[0].df[:, 2].tolist()

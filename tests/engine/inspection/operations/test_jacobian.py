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
from engine.inspection.operations.jacobian import (
    connected,
    jacobian,
    jacobian_over_positions,
    loss_gradient,
)
from engine.networks.convolution import Convolution, convolution
from engine.networks.recurrent import Recurrence, recurrent
from engine.program.memory.placement import placement_of
from tests.engine.networks_of import EXPERIMENTS
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


# ---- pictures and positions ----------------------------------------------------------


def by_difference(kind, node, k, inputs, T):
    """Return the derivatives of a value by input k, by the forward calls."""

    def value(inputs):
        o = Operands()
        o.n_positions, o.inputs = T, tuple(map(np.ascontiguousarray, inputs))
        o.value, o.t = np.empty((2, node.n_rows, T))
        if node.patches is not None:
            o.patches = node.patches
            o.kept = np.ones((kind.n_kept(node.patches), T))
        if node.parameter is not None:
            o.W = W_OF[node.parameter]
        execute(kind.forward(o))
        return o.value.ravel().copy()

    columns = []
    for at in np.ndindex(inputs[k].shape):
        sides = []
        for h in (H, -H):
            moved = [each.copy() for each in inputs]
            moved[k][at] += h
            sides.append(value(moved))
        columns.append((sides[0] - sides[1]) / (2 * H))
    return np.array(columns).T


W_OF = {}


@pytest.mark.parametrize("name", ["convolution", "attention", "causal"])
def test_of_pictures_and_positions_it_is_the_difference_of_the_value(name):
    experiment = EXPERIMENTS["attention" if name == "causal" else name]
    if name == "causal":
        experiment = experiment.replace(causal=True)
    if name == "convolution":
        experiment = experiment.replace(activation="tanh")  # no two are equal
    trainer = Trainer(experiment.replace(batch_size=3))
    trainer.step(2)
    trace = trainer.trace()
    T, n, placement = trace.graph.n_positions, 1, trace.placement
    for parameter in trace.graph.parameters:
        W_OF[parameter] = trace.array(Ref("W", parameter))
    checked = set()
    for users in placement.contributions.values():
        for node, k in users:
            if node.patches is None and node.n_positions == 1:
                continue
            inputs = [
                trace.array(Ref("value", edge.node))[
                    slice(*edge.span), n * T : (n + 1) * T
                ].copy()
                for edge in node.inputs
            ]
            expected = by_difference(placement.kinds[node], node, k, inputs, T)
            whole = jacobian if T == 1 else jacobian_over_positions
            found = whole(placement, trace.array, node, k, n)
            np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8)
            assert not expected[~connected(placement, node, k)].any()
            checked.add(node.kind)
    attention = "causal attention" if name == "causal" else "attention"
    assert checked == (
        {"max pool"}
        if name == "convolution"
        else {"scores", attention, "weighted values"}
    )


def test_a_second_stage_reads_patches_of_all_channels_and_pools_one():
    graph = convolution(
        Convolution(picture=(12, 12), filters=(2, 3), n_outputs=2, output="softmax"),
        loss="softmax_cross_entropy",
    )
    placement = placement_of(graph)
    z, pool = graph.named("z")[1], graph.named("pool")[1]
    read = connected(placement, z, 0)
    assert (read.sum(axis=1) == 2 * 9).all()
    pooled = connected(placement, pool, 0)
    assert (pooled.sum(axis=1) == 4).all()
    assert (pooled.sum(axis=0) <= 1).all()

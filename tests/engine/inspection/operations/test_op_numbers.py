"""Op numbers: the step's numbers on the graph, and how ops move through it."""

from __future__ import annotations

import math

import pytest

from engine import Experiment, ExperimentError, Trainer
from engine.inspection.operations.op_graph import MOST_ITEMS
from engine.inspection.operations.op_numbers import op_graph
from engine.inspection.readout.followed import current


def trainer_of(n_steps=2, **settings):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), "batch_size": 4, **settings}))
    trainer.step(n_steps)
    return trainer


def test_folded_there_is_one_node_for_a_layer():
    trainer = trainer_of()
    nodes, edges = op_graph(trainer.trace())
    keys = ["x", "layer1", "layer2", "layer3", "y", "loss"]
    assert [node.key for node in nodes] == keys
    assert [(edge.source, edge.target) for edge in edges] == [
        ("x", "layer1"),
        ("layer1", "layer2"),
        ("layer2", "layer3"),
        ("layer3", "loss"),
        ("y", "loss"),
    ]
    assert [edge.derivative is not None for edge in edges] == [
        False,
        *[True] * 3,
        False,
    ]
    layer = nodes[1]
    assert (layer.part, layer.kind, layer.layer) == ("layer", "tanh", 0)
    assert (layer.value.symbol, layer.gradient.symbol) == ("a^{(1)}", r"\delta^{(1)}")


@pytest.mark.parametrize("f", ["relu", "linear"])
def test_a_folded_layer_is_named_after_its_f(f):
    nodes, _ = op_graph(trainer_of(dropout=0.2, activation=f).trace())
    assert nodes[1].kind == f


def test_unfolded_a_layer_has_its_operations():
    nodes, edges = op_graph(trainer_of(dropout=0.1).trace(), sites=(1,))
    found = [(node.key, node.part, node.kind) for node in nodes[2:7]]
    assert found == [
        ("W2", "W", ""),
        ("b2", "b", ""),
        ("z2", "value", "affine"),
        ("a2", "value", "tanh"),
        ("dropout2", "value", "dropout"),
    ]
    ends = {(edge.source, edge.target) for edge in edges}
    assert ends >= {("layer1", "z2"), ("W2", "z2"), ("dropout2", "layer3")}


def test_folded_an_edge_is_that_by_which_a_gradient_comes_back():
    trace = trainer_of(loss="binary_cross_entropy").trace()
    _, edges = op_graph(trace)
    (edge,) = (e for e in edges if (e.source, e.target) == ("layer3", "loss"))
    assert edge.derivative.symbol == r"\delta^{(3)}"
    _, edges = op_graph(trace, sites=(2,))
    passes = {e.source: e.derivative is not None for e in edges if e.target == "loss"}
    assert passes == {"z3": True, "a3": False, "y": False}


def test_ops_write_forward_and_then_backward():
    trainer = trainer_of(0, hidden=(2,))
    sites, seen = (0, 1), []
    for op in trainer.ops:
        trainer.advance("op")
        nodes, edges = op_graph(current(trainer), sites=sites, op=op)
        wrote = [f"{node.key}:{node.wrote}" for node in nodes if node.wrote]
        flows = [f"{e.source}>{e.target}:{e.flow}" for e in edges if e.flow]
        seen.append((wrote, flows))
    assert seen == [
        (["z1:value"], ["x>z1:forward", "W1>z1:forward", "b1>z1:forward"]),
        (["a1:value"], ["z1>a1:forward"]),
        (["z2:value"], ["a1>z2:forward", "W2>z2:forward", "b2>z2:forward"]),
        (["a2:value"], ["z2>a2:forward"]),
        (["a2:gradient"], ["a2>loss:backward"]),
        (["a1:local", "a2:local"], ["z1>a1:local", "z2>a2:local"]),
        (["z2:gradient"], ["z2>a2:backward"]),
        (["W2:gradient", "b2:gradient"], ["W2>z2:backward", "b2>z2:backward"]),
        (["a1:gradient"], ["a1>z2:backward"]),
        (["z1:gradient"], ["z1>a1:backward"]),
        (["W1:gradient", "b1:gradient"], ["W1>z1:backward", "b1>z1:backward"]),
        ([], []),
        (["W1:update", "b1:update", "W2:update", "b2:update"], []),
    ]
    nodes, _ = op_graph(current(trainer), op=trainer.ops[-1])
    assert [node.wrote for node in nodes[1:3]] == ["update", "update"]


def test_numbers_appear_as_the_ops_run():
    trainer = trainer_of(1)

    def missing():
        nodes, edges = op_graph(current(trainer), sites=(0, 1, 2))
        measures = [measure for n in nodes for measure in (n.value, n.gradient)]
        measures += [edge.derivative for edge in edges]
        return sum(math.isnan(each.value) for each in measures if each)

    assert missing() == 0
    counts = []
    for _ in range(trainer.n_ops):
        trainer.advance("op")
        counts.append(missing())
    assert counts[0] > 0
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 0


def test_before_the_first_step_there_are_weights_and_inputs_only():
    nodes, _ = op_graph(current(Trainer(Experiment(hidden=(3,)))), sites=(0,))
    there = {node.key for node in nodes if not math.isnan(node.value.value)}
    assert there == {"x", "W1", "b1", "y"}


@pytest.mark.parametrize("settings", [{}, {"dropout": 0.2}, {"use_bias": False}])
def test_a_deep_network_can_be_read_at_any_fold(settings):
    trace = trainer_of(hidden=(128,) * 8, batch_size=1, **settings).trace()
    for sites in ((), (0, 5), range(9), range(8, -1, -1)):
        nodes, edges = op_graph(trace, sites=sites, place=(0, 1, 0), sample=0)
        assert len(nodes) <= MOST_ITEMS
        keys = [node.key for node in nodes]
        assert len(set(keys)) == len(keys)
        assert {end for e in edges for end in (e.source, e.target)} == set(keys)
        ends = [(edge.source, edge.target) for edge in edges]
        assert len(set(ends)) == len(ends)


def test_what_is_not_there_is_refused():
    trace = trainer_of().trace()
    for settings in ({"place": (3, 0, None)}, {"place": (0, 0, 2)}, {"sample": 4}):
        with pytest.raises(ExperimentError):
            op_graph(trace, **settings)

"""Op numbers: the step's numbers on the graph, and how ops move through it."""

from __future__ import annotations

import math

import pytest

from engine import Experiment, ExperimentError, Trainer
from engine.graph import Ref
from engine.inspection.operations.op_graph import MOST_ITEMS
from engine.inspection.operations.op_numbers import op_graph
from engine.inspection.operations.units import weight_at
from engine.inspection.readout.followed import current
from tests.engine.networks_of import EXPERIMENTS


def trainer_of(n_steps=2, **settings):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), "batch_size": 4, **settings}))
    trainer.step(n_steps)
    return trainer


def test_folded_there_is_one_node_for_a_layer():
    trainer = trainer_of()
    nodes, edges, *_ = op_graph(trainer.trace())
    keys = ["x", "layer1", "layer2", "output3", "y", "loss"]
    assert [node.key for node in nodes] == keys
    assert [(edge.source, edge.target) for edge in edges] == [
        ("x", "layer1"),
        ("layer1", "layer2"),
        ("layer2", "output3"),
        ("output3", "loss"),
        ("y", "loss"),
    ]
    assert [edge.derivative is not None for edge in edges] == [
        False,
        *[True] * 3,
        False,
    ]
    layer = nodes[1]
    assert (layer.part, layer.kind) == ("group", "tanh")
    assert layer.group == ("layer", 0, 0)
    assert (layer.value.symbol, layer.gradient.symbol) == ("a^{(1)}", r"\delta^{(1)}")


@pytest.mark.parametrize("f", ["relu", "linear"])
def test_a_folded_layer_is_named_after_its_f(f):
    nodes, *_ = op_graph(trainer_of(dropout=0.2, activation=f).trace())
    assert nodes[1].kind == f


def test_unfolded_a_layer_has_its_operations():
    nodes, edges, *_ = op_graph(trainer_of(dropout=0.1).trace(), numbers=(1,))
    found = [(node.key, node.part, node.kind) for node in nodes[2:7]]
    assert found == [
        ("W2", "W", ""),
        ("b2", "b", ""),
        ("z2", "value", "affine"),
        ("a2", "value", "tanh"),
        ("dropout2", "value", "dropout"),
    ]
    ends = {(edge.source, edge.target) for edge in edges}
    assert ends >= {("layer1", "z2"), ("W2", "z2"), ("dropout2", "output3")}


def test_folded_an_edge_is_that_by_which_a_gradient_comes_back():
    trace = trainer_of(loss="binary_cross_entropy").trace()
    _, edges, *_ = op_graph(trace)
    (edge,) = (e for e in edges if (e.source, e.target) == ("output3", "loss"))
    assert edge.derivative.symbol == r"\delta^{(3)}"
    _, edges, *_ = op_graph(trace, numbers=(2,))
    passes = {e.source: e.derivative is not None for e in edges if e.target == "loss"}
    assert passes == {"z3": True, "a3": False, "y": False}


def test_ops_write_forward_and_then_backward():
    trainer = trainer_of(0, hidden=(2,))
    sites, seen = (0, 1), []
    for op in trainer.ops:
        trainer.advance("op")
        nodes, edges, *_ = op_graph(current(trainer), numbers=sites, op=op)
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
    nodes, *_ = op_graph(current(trainer), op=trainer.ops[-1])
    assert [node.wrote for node in nodes[1:3]] == ["update", "update"]


def test_numbers_appear_as_the_ops_run():
    trainer = trainer_of(1)

    def missing():
        nodes, edges, *_ = op_graph(current(trainer), numbers=(0, 1, 2))
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
    nodes, *_ = op_graph(current(Trainer(Experiment(hidden=(3,)))), numbers=(0,))
    there = {node.key for node in nodes if not math.isnan(node.value.value)}
    assert there == {"x", "W1", "b1", "y"}


@pytest.mark.parametrize("settings", [{}, {"dropout": 0.2}, {"use_bias": False}])
def test_a_deep_network_can_be_read_at_any_fold(settings):
    trace = trainer_of(hidden=(128,) * 8, batch_size=1, **settings).trace()
    chosen = weight_at(trace.graph, 0, 1, 0)
    for sites in ((), (0, 5), range(9), range(8, -1, -1)):
        nodes, edges, *_ = op_graph(trace, numbers=sites, chosen=chosen, sample=0)
        assert len(nodes) <= MOST_ITEMS
        keys = [node.key for node in nodes]
        assert len(set(keys)) == len(keys)
        assert {end for e in edges for end in (e.source, e.target)} == set(keys)
        ends = [(edge.source, edge.target) for edge in edges]
        assert len(set(ends)) == len(ends)


def test_what_is_not_there_is_refused():
    trace = trainer_of().trace()
    with pytest.raises(ExperimentError):
        op_graph(trace, sample=4)


# ---- networks of all kinds -----------------------------------------------------------


def shown_of(name, **settings):
    trainer = Trainer(EXPERIMENTS[name].replace(batch_size=4))
    trainer.step(2)
    return trainer, op_graph(trainer.trace(), **settings)


def test_time_steps_are_folded_into_what_they_hand_on_and_get_at_last():
    trainer, shown = shown_of("lstm", numbers=(2,))
    keys = [node.key for node in shown.nodes]
    assert keys == [
        *("x", "h0", "c0", "W1", "b1", "step1-2"),
        *("z3", "s3", "g3", "u3", "v3", "c3", "r3", "h3"),
        *("step4", "output5", "y", "loss"),
    ]
    first = shown.nodes[5]
    assert (first.part, first.kind, first.group) == ("group", "", ("step", 0, 1))
    assert (first.value.symbol, first.gradient.symbol) == ("h^{(2)}", r"\delta^{(1)}")
    trace = trainer.trace()
    h, z = trace.graph.named("h")[2], trace.graph.named("z")[0]
    assert first.of is h
    for found, quantity, node in (
        (first.value, "value", h),
        (first.gradient, "grad", z),
    ):
        numbers = trace.array(Ref(quantity, node))
        size = math.sqrt(float((numbers**2).mean()))
        assert found.value == pytest.approx(size, rel=1e-12)
    assert shown.groups == (("step", 0, 3), ("output", 4, 4))
    assert shown.opened == (2,)
    uses = {(e.source, e.target): e.n_uses for e in shown.edges}
    assert uses["W1", "step1-2"] == 2
    assert uses["W1", "z3"] == 1
    ends = {e.derivative.symbol for e in shown.edges if e.target == "c3"}
    assert ends == {"1"}


def test_an_edge_between_folded_steps_is_the_way_by_the_cell():
    _, shown = shown_of("lstm", numbers=(1,))
    (edge,) = (e for e in shown.edges if (e.source, e.target) == ("step1", "u2"))
    assert edge.derivative.symbol == "s^{(2)}_{f}"
    both = [
        e for e in shown.edges if e.target == "step3-4" and e.source in ("h2", "c2")
    ]
    assert [e.derivative.symbol for e in both] == ["W^{h}", "s^{(3)}_{f}"]


def test_parts_of_a_transformer_are_named_after_the_only_f():
    _, shown = shown_of("attention")
    assert [(node.key, node.kind) for node in shown.nodes[1:5]] == [
        ("embedding1", "affine without bias"),
        ("attention2", "attention"),
        ("hidden3", "relu"),
        ("output4", "softmax"),
    ]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_op_of_any_network_shows_what_it_does(name):
    trainer = Trainer(EXPERIMENTS[name])
    numbers = (0, 1, 2, 3, 4)
    for op in trainer.ops:
        trainer.advance("op")
        shown = op_graph(current(trainer), numbers=numbers, op=op)
        wrote = [node.key for node in shown.nodes if node.wrote]
        flows = [edge for edge in shown.edges if edge.flow]
        is_seen = bool(wrote or flows)
        # scratch, and the update before it is applied, are no values of the graph
        is_value = any(ref.of is not None or ref.quantity == "W" for ref in op.writes)
        assert is_seen or not is_value
    assert {node.wrote for node in shown.nodes if node.part == "W"} == {"update"}


def test_the_gradient_of_each_use_flows_back_to_the_shared_weights():
    trainer = Trainer(EXPERIMENTS["rnn"])
    seen = []
    for op in trainer.ops:
        trainer.advance("op")
        shown = op_graph(current(trainer), numbers=(1,), op=op)
        back = {e.target for e in shown.edges if e.flow == "backward"}
        wrote = {node.key for node in shown.nodes if node.wrote == "gradient"}
        if any(e.source == "W1" and e.flow == "backward" for e in shown.edges):
            seen.append((sorted(back), sorted(wrote)))
    into = ["step1", "step3-5", "z2"]
    assert seen == [(into, []), (into, ["W1", "b1"])]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_ends_and_keys_of_any_network_are_the_nodes(name):
    _, shown = shown_of(name, numbers=(0, 3, 1), sample=1)
    keys = [node.key for node in shown.nodes]
    assert len(set(keys)) == len(keys)
    ends = [(edge.source, edge.target) for edge in shown.edges]
    assert len(set(ends)) == len(ends)
    assert {end for pair in ends for end in pair} == set(keys)

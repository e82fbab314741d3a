"""Op graph: items, links and folds of all shapes of networks."""

from __future__ import annotations

from itertools import combinations

import pytest

from engine import Experiment
from engine.graph import Ref
from engine.inspection.operations.op_graph import MOST_ITEMS, OpGraph, opened, stretches
from engine.limits import MAX_HIDDEN_LAYERS
from engine.program.memory.placement import placement_of_step
from tests.engine.networks_of import EXPERIMENTS
from tests.engine.program.graphs import Step
from tests.engine.program.ops.test_backward import NAMES, graph_of


def op_graph(**settings):
    return OpGraph(placement_of_step(Experiment(**settings)))


def parts(group):
    return [item.of.name if item.part == "value" else item.part for item in group.items]


def test_a_layer_is_its_parameters_its_sum_f_and_dropout():
    graph = op_graph(hidden=(3, 2), dropout=0.1)
    assert [parts(group) for group in graph.groups] == [
        ["x"],
        ["W", "b", "z", "a", "dropout"],
        ["W", "b", "z", "a", "dropout"],
        ["W", "b", "z", "a"],
        ["y", "loss"],
    ]
    assert [group.number for group in graph.groups] == [None, 0, 1, 2, None]


def test_without_biases_there_are_none():
    graph = op_graph(hidden=(), use_bias=False)
    assert parts(graph.groups[1]) == ["W", "z", "a"]


def test_a_group_hands_on_its_last_value_and_gets_delta_last():
    _, first, *_ = op_graph(hidden=(3,), dropout=0.1).groups
    assert (first.exit.of.name, first.entry.of.name) == ("dropout", "z")
    x = op_graph(hidden=(3,)).groups[0]
    assert x.entry is x.exit is x.items[0]


@pytest.mark.parametrize("loss", ["squared_error", "binary_cross_entropy"])
def test_a_gradient_comes_back_from_the_loss_by_one_way(loss):
    graph = op_graph(hidden=(3,), loss=loss)
    (item,) = [item for item in graph.groups[-1].items if item.part == "value"]
    links = [link for link in graph.links if link.target is item]
    # the loss is computed from a and y; z is only where a fused gradient arrives
    assert [link.k for link in links] == (
        [1, "y"] if loss == "squared_error" else [0, 1, "y"]
    )
    (way,) = [link for link in links if link.passes]
    assert way.source.of.name == ("a" if loss == "squared_error" else "z")


@pytest.mark.parametrize("name", NAMES)
def test_links_are_the_operands_of_any_graph(name):
    step = Step(graph_of(name))
    graph = OpGraph(step.placement)
    items = [item for group in graph.groups for item in group.items]
    for node in step.graph.nodes:
        (item,) = (i for i in items if i.of is node and i.part == "value")
        assert (item.gradient is not None) == (node in step.placement.contributions)
        links = [link for link in graph.links if link.target is item]
        operands = list(range(len(node.inputs)))
        if node is step.placement.loss:
            operands = [0, 1]
        if node.parameter is not None:
            operands += ["W", "b"] if node.parameter.use_bias else ["W"]
        if node is step.placement.loss:
            operands.append("y")
        assert [link.k for link in links] == operands
        for link, edge in zip(links, node.inputs, strict=False):
            assert link.source.of is edge.node
            ways = step.placement.contributions.get(edge.node, [])
            assert link.passes == ((node, link.k) in ways)
    for parameter in step.graph.users:
        blocks = [item for item in items if item.of is parameter]
        assert len(blocks) == 1 + parameter.use_bias
        assert {item.gradient for item in blocks} == {Ref("dW", parameter)}


@pytest.mark.parametrize("n_hidden", range(MAX_HIDDEN_LAYERS + 1))
@pytest.mark.parametrize("dropout", [0.0, 0.2])
@pytest.mark.parametrize("use_bias", [True, False])
def test_no_fold_has_more_items_than_can_be_read(n_hidden, dropout, use_bias):
    settings = {"dropout": dropout, "use_bias": use_bias} if n_hidden else {}
    graph = op_graph(hidden=(2,) * n_hidden, **settings)
    everything = range(n_hidden + 1)
    for size in range(n_hidden + 2):
        for sites in combinations(everything, size):
            shown = opened(graph.groups, sites)
            n_items = sum(
                len(group.items) if group in shown else 1 for group in graph.groups
            )
            assert n_items <= MOST_ITEMS
            missing = set(sites) - {group.number for group in shown}
            if missing:
                # one more would be too many
                assert n_items + 4 > MOST_ITEMS - 1
                assert missing < set(sites)


def test_the_layer_opened_last_is_open():
    graph = op_graph(hidden=(2,) * 8, dropout=0.2)
    shown = {group.number for group in opened(graph.groups, [8, *range(8)])}
    assert shown >= {7, 6, 5, 4, 3, 2, None}
    assert not shown & {8, 0}


def test_a_layer_that_is_not_there_or_named_twice_changes_nothing():
    graph = op_graph(hidden=(2,))
    assert opened(graph.groups, [0, 7, 0]) == opened(graph.groups, [0])


# ---- networks of all kinds -----------------------------------------------------------


def folds_of(graph):
    named = [group for group in graph.groups if group.number is not None]
    return [(each[0].number, each[-1].number) for each in stretches(named)]


def test_parameters_that_time_steps_share_are_drawn_once_and_before_them():
    graph = OpGraph(placement_of_step(EXPERIMENTS["rnn"]))
    assert [parts(group) for group in graph.groups] == [
        ["x"],
        ["h"],
        ["W", "b"],
        *[["z", "h", "o"]] * 5,
        ["W", "b"],
        ["o"],
        ["a"],
        ["y", "loss"],
    ]
    cell, *_ = graph.groups[2].items
    users = [link.target.of.site for link in graph.links if link.source is cell]
    assert users == [0, 1, 2, 3, 4]
    step = graph.groups[3]
    assert (step.exit.of.name, step.entry.of.name) == ("h", "z")


def test_time_steps_that_do_the_same_are_one_and_what_no_gradient_reaches_is_another():
    lstm = EXPERIMENTS["lstm"].replace(sequence_length=8)
    assert folds_of(OpGraph(placement_of_step(lstm))) == [(0, 7), (8, 8)]
    cut = OpGraph(placement_of_step(lstm.replace(truncation=3)))
    assert folds_of(cut) == [(0, 4), (5, 7), (8, 8)]
    assert cut.groups[4].entry.gradient is None


def test_layers_have_parameters_of_their_own_and_are_never_one():
    graph = op_graph(hidden=(4,) * 8)
    assert folds_of(graph) == [(i, i) for i in range(9)]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_any_network_can_be_read_at_any_fold(name):
    experiment = EXPERIMENTS[name]
    if name in ("rnn", "lstm"):
        experiment = experiment.replace(sequence_length=50)
    graph = OpGraph(placement_of_step(experiment))
    numbers = [group.number for group in graph.groups if group.number is not None]
    for size in range(len(numbers) + 1):
        shown = opened(graph.groups, numbers[:size])
        closed = [group for group in graph.groups if group not in shown]
        n_items = sum(len(group.items) for group in shown) + len(stretches(closed))
        assert n_items <= MOST_ITEMS
        if size:
            last = numbers[size - 1]
            assert last in {group.number for group in shown}


def test_an_open_time_step_parts_those_before_it_from_those_after_it():
    graph = OpGraph(placement_of_step(EXPERIMENTS["lstm"].replace(sequence_length=50)))
    shown = opened(graph.groups, [22])
    closed = stretches([group for group in graph.groups if group not in shown])
    assert [(s[0].number, s[-1].number) for s in closed] == [
        (0, 21),
        (23, 49),
        (50, 50),
    ]

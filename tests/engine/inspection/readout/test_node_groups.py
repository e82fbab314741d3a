"""Nodes of one name that compute the same are one group."""

from dataclasses import replace

import pytest

from engine import Trainer
from engine.graph import Ref
from engine.inspection.readout.node_groups import node_groups
from tests.engine.networks_of import EXPERIMENTS, OTHERS


@pytest.mark.parametrize("kind", OTHERS)
def test_every_node_but_the_loss_is_in_one_group(kind):
    graph = Trainer(EXPERIMENTS[kind]).graph
    groups = node_groups(graph)
    assert groups is node_groups(graph)
    nodes = [node for group in groups for node in group.nodes]
    assert len(nodes) == len(set(nodes))
    assert {*nodes} == {*graph.nodes[:-1]}
    firsts = [graph.nodes.index(group.nodes[0]) for group in groups]
    assert firsts == sorted(firsts)
    for group in groups:
        for node in group.nodes:
            assert (node.name, node.kind, node.n_rows) == (
                group.name,
                group.kind,
                group.n_rows,
            )
            known = None if node.parameter is None else graph.parameters[group.block]
            assert node.parameter is known


@pytest.mark.parametrize("kind", OTHERS)
def test_a_node_is_reached_if_the_step_writes_its_gradient(kind):
    trainer = Trainer(replace(EXPERIMENTS[kind]))
    written = {ref for op in trainer.ops for ref in op.writes}
    for group in node_groups(trainer.graph):
        for node, is_reached in zip(group.nodes, group.reached, strict=True):
            assert is_reached == (Ref("grad", node) in written)


def test_a_wall_leaves_the_steps_before_it_without_a_gradient():
    e = replace(EXPERIMENTS["lstm"], sequence_length=6, truncation=2)
    groups = {g.name: g for g in node_groups(Trainer(e).graph) if g.kind != "start"}
    assert groups["z"].reached == (False,) * 4 + (True,) * 2
    assert groups["z"].has_gradient
    assert not groups["x"].has_gradient

"""Groups: layers, time steps and parts, read from the graph alone."""

from __future__ import annotations

import pytest

from engine import Experiment
from engine.inspection.operations.groups import PARTS, GroupKey, group_keys, part_of
from engine.networks.networks import graph_of
from tests.engine.networks_of import EXPERIMENTS


def groups_of(experiment):
    graph = graph_of(experiment)
    found = group_keys(graph)
    return {(n.name, n.site): found.get(n) for n in graph.nodes}


def test_the_sites_of_a_list_of_layers_are_its_layers():
    found = groups_of(Experiment(hidden=(3, 2)))
    assert found["z", 1] == GroupKey("layer", 1)
    assert found["a", 2] == GroupKey("output", 2)
    assert found["x", None] is found["loss", 2] is None
    found = groups_of(EXPERIMENTS["convolution"])
    assert found["pool", 0] == GroupKey("layer", 0)
    assert found["a", 1] == GroupKey("output", 1)


@pytest.mark.parametrize("name", ["rnn", "lstm"])
def test_what_not_every_time_step_has_is_the_output(name):
    experiment = EXPERIMENTS["lstm"].replace(network=name)
    found = groups_of(experiment)
    assert found["h", 2] == GroupKey("step", 2)
    assert found["h", -1] is None
    assert found["o", 3] == found["a", 3] == GroupKey("output", 4)


def test_outputs_of_every_time_step_belong_to_it():
    found = groups_of(EXPERIMENTS["rnn"])
    assert found["o", 2] == GroupKey("step", 2)
    assert found["o", None] is found["a", None] is None


@pytest.mark.parametrize("rms_norm", [True, False])
def test_a_transformer_has_parts(rms_norm):
    found = groups_of(EXPERIMENTS["attention"].replace(rms_norm=rms_norm))
    names = [group.name for group in found.values() if group]
    assert list(dict.fromkeys(names)) == list(PARTS)
    by_part = {("h", 0): 0, ("A", 0): 1, ("h", 1): 1, ("m", 0): 2, ("a", 1): 3}
    assert {at: found[at].number for at in by_part} == by_part
    if rms_norm:
        assert [found["n", i].name for i in range(3)] == list(PARTS[1:])


def test_a_node_that_has_no_name_of_its_own_is_of_the_attention():
    graph = graph_of(EXPERIMENTS["attention"])
    assert part_of(graph.named("u")[0]) == "attention"

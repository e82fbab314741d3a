"""Nodes: found by name and site."""

from __future__ import annotations

import pytest

from engine import ExperimentError
from engine.inspection.explanation.nodes import node_named
from engine.networks.networks import graph_of
from tests.engine.networks_of import EXPERIMENTS

GRAPH = graph_of(EXPERIMENTS["rnn"])


def test_a_node_has_a_name_and_a_site():
    assert node_named(GRAPH, "h", 2) is GRAPH.named("h")[3]
    assert node_named(GRAPH, "h", -1).inputs == ()
    assert node_named(GRAPH, "x", None) is node_named(GRAPH, "x", -1) is GRAPH.x


@pytest.mark.parametrize(
    ("name", "site", "message"),
    [
        ("q", 0, "node must be one of x, h, z, o, a, not 'q'"),
        ("z", 9, "z has no site 9, only 0 to 4"),
        ("loss", 4, "node must be one of"),
    ],
)
def test_another_one_is_refused(name, site, message):
    with pytest.raises(ExperimentError, match=message):
        node_named(GRAPH, name, site)

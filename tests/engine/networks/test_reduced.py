"""Reduced: the same operations, without dropout or without the loss."""

import pytest

from engine.networks.dense import dense
from engine.networks.reduced import forward_part, without_dropout


def made(dropout=0.5):
    activations = ("tanh", "relu", "linear")
    return dense((2, 4, 3, 1), activations, use_bias=True, dropout=dropout, loss="mse")


def shape(graph):
    """Return what each node does and what it reads, by place in the graph."""
    place = {node: k for k, node in enumerate(graph.nodes)}
    return [
        (n.kind, n.name, n.site, n.n_rows, n.option, [place[e.node] for e in n.inputs])
        for n in graph.nodes
    ]


def test_without_dropout_the_network_is_the_one_that_has_none():
    graph = without_dropout(made())
    assert shape(graph) == shape(made(dropout=0.0))
    assert graph.parameters == made().parameters
    assert graph is without_dropout(made())


def test_a_network_that_drops_nothing_stays_itself():
    assert without_dropout(made(dropout=0.0)) is made(dropout=0.0)


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_the_forward_part_is_all_but_the_loss(dropout):
    graph = forward_part(made(dropout))
    assert graph.nodes == made(dropout).nodes[:-1]
    assert made(dropout).nodes[-1].name == "loss"
    assert graph is forward_part(made(dropout))

"""Dense: the nodes of an experiment's layers, in order."""

import pytest

from engine.networks.dense import NAMES, QUANTITIES, dense


def made(**settings):
    return dense((2, 4, 3), ("tanh", "softmax"), **{"use_bias": True, **settings})


def test_every_layer_is_a_map_and_f():
    nodes = made().nodes
    assert [(n.kind, n.name, n.site, n.n_rows) for n in nodes] == [
        ("input", "x", None, 2),
        ("affine", "z", 0, 4),
        ("tanh", "a", 0, 4),
        ("affine", "z", 1, 3),
        ("softmax", "a", 1, 3),
    ]
    for node, before in zip(nodes[1:], nodes, strict=False):
        assert [edge.node for edge in node.inputs] == [before]


@pytest.mark.parametrize("use_bias", [True, False])
def test_every_map_has_a_block_of_its_own(use_bias):
    users = made(use_bias=use_bias).users
    assert [block.shape for block in users] == [(4, 2 + use_bias), (3, 4 + use_bias)]
    assert [len(nodes) for nodes in users.values()] == [1, 1]
    latex = {node.kind for nodes in users.values() for node in nodes}
    assert latex == {"affine" if use_bias else "affine without bias"}


def test_rows_and_columns_are_labelled_by_layer_and_inputs_by_name():
    first, second = made(inputs=("x1", "x2")).users
    assert first.columns == (("input: x1", 1), ("input: x2", 1))
    assert first.rows == second.columns == (("hidden 1", 4),)
    assert second.rows == (("output", 3),)
    unnamed, _ = made().users
    assert unnamed.columns == (("input", 2),)


def test_dropout_is_between_layers_and_the_loss_reads_z_and_a_of_the_output():
    graph = made(dropout=0.3, loss="mse")
    (dropped,), (loss,) = graph.named("dropout"), graph.named("loss")
    assert (dropped.site, dropped.option) == (0, 0.3)
    assert graph.named("z")[1].inputs[0].node is dropped
    assert loss is graph.nodes[-1]
    assert [edge.node for edge in loss.inputs] == [
        graph.named("z")[-1],
        graph.named("a")[-1],
    ]


def test_a_graph_is_made_once():
    assert made(dropout=0.3) is made(dropout=0.3)
    assert made(dropout=0.3) is not made(dropout=0.2)


def test_every_quantity_of_a_layer_is_one_of_a_node():
    assert {NAMES[place] for place in QUANTITIES.values()} == set(QUANTITIES)
    assert set(NAMES.values()) == set(QUANTITIES)

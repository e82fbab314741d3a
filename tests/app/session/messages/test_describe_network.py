"""What is told of a network: its layers, or the operations that it is made of."""

from dataclasses import replace

import numpy as np
import pytest

from app.protocol.network import NetworkFields
from app.session.messages.describe_network import network_fields
from app.session.messages.part_names import has_layers
from engine import Experiment, Trainer
from engine.graph import Ref
from tests.engine.networks_of import EXPERIMENTS, OTHERS


def test_a_dense_network_has_layers_and_no_nodes() -> None:
    fields = network_fields(Trainer(Experiment(hidden=(3,), use_bias=False)))
    assert (fields.kind, fields.nodes, fields.columns) == ("dense", (), 1)
    assert (fields.sequence, fields.picture) == (None, None)
    assert [layer.fan_out for layer in fields.layers] == [3, 1]
    assert [sum(n for _, n in block.rows) for block in fields.blocks] == [3, 1]
    assert (fields.use_bias, fields.n_parameters) == (False, 9)


@pytest.mark.parametrize("kind", OTHERS)
def test_blocks_and_nodes_have_the_shapes_of_what_trains(kind: str) -> None:
    trainer = Trainer(EXPERIMENTS[kind])
    trainer.step()
    trace, fields = trainer.trace(), network_fields(trainer)
    assert (fields.kind, fields.layers) == (kind, ())
    blocks = zip(fields.blocks, trainer.parameters, strict=True)
    for block, (W, b) in blocks:
        sizes = [sum(n for _, n in labels) for labels in (block.rows, block.columns)]
        assert (*sizes, block.use_bias) == (*W.shape, b is not None)
    found = [(group.name, site) for group in fields.nodes for site in group.sites]
    assert len(found) == len(trainer.graph.nodes) - 1  # all but the loss
    assert fields.columns == trainer.graph.n_positions
    for group in fields.nodes:
        nodes = [
            node
            for node in trainer.graph.named(group.name)
            if (node.kind, node.n_rows) == (group.kind, group.n_rows)
        ]
        for node in nodes:
            value = trace.array(Ref("value", node))
            n_columns = trace.batch_size * fields.columns
            assert value.shape == (group.n_rows, n_columns)


def test_what_sites_count_is_that_of_the_graph() -> None:
    fields = {kind: network_fields(Trainer(e)) for kind, e in EXPERIMENTS.items()}
    steps = {kind for kind, of in fields.items() if of.sites == "step"}
    assert steps == {k for k, of in fields.items() if ("h", -1) in _sites(of)}
    assert {k for k, of in fields.items() if of.sites == "stage"} == {"convolution"}
    numbered = {k for k, of in fields.items() if of.sites == "nth"}
    assert numbered == {k for k, of in fields.items() if of.columns > 1}
    for kind, of in fields.items():
        names = [block.name for block in of.blocks]
        layers = [f"layer {i + 1}" for i in range(len(names))]
        assert has_layers(kind) == (names == layers)


def _sites(fields: NetworkFields) -> set[tuple[str, int | None]]:
    return {(group.name, site) for group in fields.nodes for site in group.sites}


def test_the_groups_of_a_recurrent_network() -> None:
    fields = network_fields(Trainer(EXPERIMENTS["rnn"]))
    known = [(group.name, group.kind, group.sites) for group in fields.nodes]
    steps = (0, 1, 2, 3, 4)
    assert known == [
        ("x", "input", (None,)),
        ("h", "start", (-1,)),
        ("z", "affine", steps),
        ("h", "tanh", steps),
        ("o", "affine", steps),
        ("o", "join", (None,)),
        ("a", "tanh", (None,)),
    ]
    assert [group.block for group in fields.nodes] == [
        None,
        None,
        0,
        None,
        1,
        *[None] * 2,
    ]
    assert [g.name for g in fields.nodes if not g.has_gradient] == ["x", "h"]
    sequence = fields.sequence
    assert sequence is not None
    assert (sequence.n_steps, sequence.n_target_steps) == (5, 5)
    assert (sequence.channels, sequence.walls, sequence.n_heads) == (("bit",), (), 0)


def test_walls_are_where_the_gradient_ends() -> None:
    experiment = replace(EXPERIMENTS["lstm"], truncation=2, sequence_length=7)
    fields = network_fields(Trainer(experiment))
    assert fields.sequence is not None
    assert fields.sequence.walls == (1, 3, 5)


def test_a_convolution_tells_what_it_reads_of_the_picture() -> None:
    fields = network_fields(Trainer(EXPERIMENTS["convolution"]))
    assert fields.picture == (8, 8)
    patches = {group.name: group.patches for group in fields.nodes if group.patches}
    assert patches.keys() == {"z", "pool"}
    assert patches["z"].model_dump() == {
        "channels": 1,
        "rows": 8,
        "columns": 8,
        "size": 3,
        "stride": 1,
    }
    assert (patches["pool"].channels, patches["pool"].stride) == (2, 2)


def test_attention_has_heads_and_a_column_for_each_position() -> None:
    fields = network_fields(Trainer(EXPERIMENTS["attention"]))
    assert fields.sequence is not None
    assert (fields.sequence.n_heads, fields.columns) == (2, 3)
    assert fields.sequence.channels == (
        *(f"token {k}" for k in range(4)),
        *(f"position {k}" for k in (1, 2, 3)),
    )
    names = [name for name, _ in fields.blocks[1].rows]
    assert names == ["query", "key", "value"]
    assert np.prod([n for _, n in fields.blocks[1].rows]) == 6**3

"""Networks: an experiment's settings reach its graph, which is made once."""

from types import SimpleNamespace

import pytest

from engine import Experiment, ExperimentError
from engine.data.split import build_data
from engine.networks.networks import (
    NETWORKS,
    graph_of,
    layout_of,
    multiply_adds,
)
from tests.engine.networks_of import EXPERIMENTS, OTHERS

E = Experiment(
    hidden=(3,),
    features=("x1", "x2"),
    use_bias=False,
    dropout=0.2,
    loss="binary_cross_entropy",
)


def test_the_graph_has_what_the_experiment_says():
    graph = graph_of(E)
    assert [node.n_rows for node in graph.named("a")] == [3, 1]
    assert [node.kind for node in graph.named("a")] == list(E.activations)
    assert [node.option for node in graph.named("dropout")] == [0.2]
    assert graph.nodes[-1].kind == "binary_cross_entropy"
    assert not any(parameter.use_bias for parameter in graph.parameters)
    columns = graph.parameters[0].columns
    assert columns == (("input: x1", 1), ("input: x2", 1))


def test_what_changes_no_operation_leaves_the_graph_itself():
    assert graph_of(E) is graph_of(E.replace(learning_rate=0.5, batch_size=7))
    assert graph_of(E) is not graph_of(E.replace(hidden=(4,)))


def test_the_table_is_asked_by_the_kind_of_network(monkeypatch):
    other = SimpleNamespace(network="other")
    entry = SimpleNamespace(graph=lambda e: ("asked", e))
    monkeypatch.setitem(NETWORKS, "other", entry)
    assert graph_of(other) == ("asked", other)


def test_there_is_an_experiment_of_every_kind():
    assert list(EXPERIMENTS) == list(NETWORKS)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_graph_reads_the_samples_and_ends_with_their_loss(name):
    e = EXPERIMENTS[name]
    graph = graph_of(e)
    assert (graph.nodes[-1].name, graph.nodes[-1].kind) == ("loss", e.loss)
    data = build_data(e)
    assert graph.x.n_rows * graph.n_positions == len(data.train_x)
    n_rows = {edge.node.n_rows for edge in graph.nodes[-1].inputs}
    assert n_rows == {len(data.train_y) // graph.n_positions}
    assert graph is graph_of(e.replace(learning_rate=0.7))


@pytest.mark.parametrize("name", ["rms_norm", "causal"])
def test_a_switch_of_attention_reaches_the_graph(name):
    def kinds(e):
        return [node.kind for node in graph_of(e).nodes]

    e = EXPERIMENTS["attention"].replace(**{name: True})
    assert (kinds(e).count("rms norm"), kinds(e).count("causal attention")) == {
        "rms_norm": (3, 0),
        "causal": (0, 1),
    }[name]
    assert "rms norm" not in kinds(EXPERIMENTS["attention"])
    assert "causal attention" not in kinds(EXPERIMENTS["attention"])


@pytest.mark.parametrize("name", OTHERS)
def test_only_a_dense_network_has_layers(name):
    layout = layout_of(EXPERIMENTS[name])
    assert layout.parameters == graph_of(EXPERIMENTS[name]).parameters
    with pytest.raises(ExperimentError, match="only a dense network"):
        assert layout.layers
    layers = layout_of(E).layers
    assert [layer.activation for layer in layers] == list(E.activations)


def test_multiply_adds_count_every_use_of_a_weight():
    # dense 2-3-1: (2 + 1) 3 + (3 + 1) 1
    assert multiply_adds(graph_of(E)) == 13
    # recurrent, 1 input, 4 units, one output: (1 + 4 + 1) 4 + (4 + 1) 1 at every step
    assert multiply_adds(graph_of(EXPERIMENTS["rnn"])) == 5 * 29
    # 36 places of 9 weights and a bias for each of 2 filters, then 2 * 9 inputs
    assert multiply_adds(graph_of(EXPERIMENTS["convolution"])) == 36 * 20 + 19 * 10

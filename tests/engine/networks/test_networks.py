"""Networks: an experiment's settings reach its graph, which is made once."""

from types import SimpleNamespace

import pytest

from engine import Experiment, ExperimentError
from engine.networks.networks import NETWORKS, graph_of, layout_of

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
    monkeypatch.setitem(NETWORKS, "other", lambda e: ("asked", e))
    assert graph_of(other) == ("asked", other)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_entry_ends_with_a_loss(name):
    assert NETWORKS[name](E).nodes[-1].name == "loss"


def test_the_layout_has_the_layers_of_a_dense_network_only(monkeypatch):
    layout = layout_of(E)
    assert layout.parameters == graph_of(E).parameters
    assert [layer.activation for layer in layout.layers] == list(E.activations)
    monkeypatch.setitem(NETWORKS, "other", lambda e: graph_of(e.dense))
    with pytest.raises(ExperimentError, match="only a dense network"):
        assert layout_of(SimpleNamespace(network="other", dense=E)).layers

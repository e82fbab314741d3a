"""Kind naming: the symbols of recurrent networks, of filters and of attention."""

from __future__ import annotations

import pytest

from engine import Trainer
from engine.graph import Edge
from engine.inspection.explanation.kind_naming import KindNaming, naming_of
from engine.inspection.explanation.naming import Naming
from tests.engine.networks_of import EXPERIMENTS


def named(name, **changes):
    trainer = Trainer(EXPERIMENTS[name].replace(**changes))
    trainer.step()
    trace = trainer.trace()
    return naming_of(trace), trace


def node_of(trace, name, site=None):
    nodes = trace.placement.graph.named(name)
    return next(node for node in nodes if node.site == site)


def test_a_dense_network_has_the_names_of_layers():
    naming, _ = named("dense")
    assert type(naming) is Naming
    assert isinstance(named("rnn")[0], KindNaming)


@pytest.mark.parametrize(
    ("network", "name", "site", "row", "symbol"),
    [
        ("rnn", "x", None, 3, "x^{(4)}_{1}"),
        ("rnn", "h", -1, 0, "h^{(0)}_{1}"),
        ("rnn", "h", 4, 3, "h^{(5)}_{4}"),
        ("rnn", "o", 2, 0, "o^{(3)}_{1}"),
        ("rnn", "o", None, 2, "o^{(3)}_{1}"),
        ("rnn", "a", None, 4, "a^{(5)}_{1}"),
        ("lstm", "z", 1, 4, "z^{(2)}_{f,2}"),
        ("lstm", "s", 0, 6, "s^{(1)}_{o,1}"),
        ("lstm", "g", 0, 2, "g^{(1)}_{3}"),
        ("lstm", "c", -1, 0, "c^{(0)}_{1}"),
        ("lstm", "a", 3, 1, "a^{(4)}_{2}"),
        ("convolution", "x", None, 9, "x_{2,2}"),
        ("convolution", "z", 0, 36 + 7, "z^{(1)}_{2,2,2}"),
        ("convolution", "a", 0, 5, "a^{(1)}_{1,1,6}"),
        ("convolution", "pool", 0, 9 + 4, r"\mathrm{pool}^{(1)}_{2,2,2}"),
        ("convolution", "z", 1, 3, "z^{(2)}_{4}"),
        ("attention", "x", None, 1, "x_{2,3}"),
        ("attention", "h", 0, 1, "h^{(1)}_{2,3}"),
        ("attention", "qkv", 0, 0, "q_{1,3}"),
        ("attention", "qkv", 0, 7, "k_{2,3}"),
        ("attention", "qkv", 0, 17, "v_{6,3}"),
        ("attention", "S", 0, 1, "S^{(1)}_{2,3}"),
        ("attention", "A", 0, 5, "A^{(2)}_{3,3}"),
        ("attention", "z", 1, 0, "z^{(2)}_{1,3}"),
    ],
)
def test_symbols_of_values(network, name, site, row, symbol):
    naming, trace = named(network)
    assert naming.value(node_of(trace, name, site), row, 5) == symbol


def test_one_head_has_no_number():
    naming, trace = named("attention", heads=1)
    assert naming.value(node_of(trace, "A", 0), 1, 3) == "A_{2,1}"


@pytest.mark.parametrize(
    ("network", "block", "row", "column", "symbol"),
    [
        ("rnn", 0, 1, 0, "w^{xh}_{2,1}"),
        ("rnn", 0, 1, 4, "w^{hh}_{2,4}"),
        ("rnn", 0, 1, None, "b^{h}_{2}"),
        ("rnn", 1, 0, 2, r"w^{\text{out}}_{1,3}"),
        ("lstm", 0, 4, -1, "w^{hf}_{2,3}"),
        ("lstm", 0, 9, 0, "w^{xg}_{1,1}"),
        ("lstm", 0, 6, None, "b^{o}_{1}"),
        ("convolution", 0, 1, 5, "K^{(1)}_{2,2,3}"),
        ("convolution", 0, 1, None, "b^{(1)}_{2}"),
        ("convolution", 1, 3, 4, "w^{(2)}_{4,5}"),
        ("attention", 0, 1, 2, "w^{E}_{2,3}"),
        ("attention", 1, 0, 2, "w^{Q}_{1,3}"),
        ("attention", 1, 8, 2, "w^{K}_{3,3}"),
        ("attention", 1, 17, 2, "w^{V}_{6,3}"),
        ("attention", 2, 0, 0, "w^{O}_{1,1}"),
        ("attention", 3, 0, None, "b^{1}_{1}"),
        ("attention", 5, 2, 1, r"w^{\text{out}}_{3,2}"),
    ],
)
def test_symbols_of_weights(network, block, row, column, symbol):
    naming, trace = named(network)
    parameter = trace.placement.graph.parameters[block]
    column = parameter.fan_in - 1 if column == -1 else column
    assert naming.weight(parameter, row, column) == symbol


def test_a_filter_of_several_channels_has_their_number():
    naming, trace = named("convolution", dataset="shifted_digits", hidden=(2, 3))
    second = trace.placement.graph.parameters[1]
    assert naming.weight(second, 2, 9 + 4) == "K^{(2)}_{3,2,2,2}"


def test_gradients_targets_and_derivatives():
    naming, trace = named("lstm")
    z, g = node_of(trace, "z", 1), node_of(trace, "g", 1)
    assert naming.gradient(z, 4) == r"\delta^{(2)}_{f,2}"
    assert naming.gradient(g, 0) == r"\frac{\partial L}{\partial g^{(2)}_{1}}"
    # the candidate reads the last quarter of z
    assert naming.local(g, 1) == "f'(z^{(2)}_{g,2})"
    assert naming.target(2) == "y_{3}"
    naming, _ = named("rnn")
    assert naming.target(2) == "y^{(3)}_{1}"
    naming, _ = named("attention")
    assert naming.target(1, 5) == "y_{2,3}"


def test_references_have_the_position_and_words_the_sample():
    naming, trace = named("attention")
    z, sample = node_of(trace, "z", 0), int(trace.batch_indices[1])
    assert naming.ref("grad", z, 2, 5) == ("grad", "z", 0, 2, 2, sample)
    assert naming.sample(5) == f"training sample {sample + 1}"
    assert naming.layer(1) == "number 2"
    naming, trace = named("rnn")
    h = node_of(trace, "h", 2)
    assert naming.ref("value", h, 1, 3).column is None
    where = f"h, time step 3, unit 2, training sample {trace.batch_indices[3] + 1}"
    assert naming.where(h, 1, 3) == where
    assert naming.origin_of_value(h, 1, 3) == f"forward phase, {where}"
    x = trace.placement.graph.x
    assert naming.origin_of_value(x, 1, 3).startswith("input 2 of training sample")
    cell = trace.placement.graph.parameters[0]
    assert naming.origin_of_weight(cell, None) == "cell, bias"
    assert naming.origin_of_weight(cell, 0) == "cell, weight before the update"
    assert named("convolution")[0].layer(0) == "layer 1"


def test_the_rows_that_a_gate_reads_have_its_letter():
    naming, trace = named("lstm")
    s = node_of(trace, "s", 0)
    assert naming.part(s.inputs[0]) == "z^{(1)}_{ifo}"
    found = {
        naming.part(edge)
        for node in trace.placement.graph.nodes
        for edge in node.inputs
        if edge.rows and edge.node is s
    }
    assert found == {"s^{(1)}_{i}", "s^{(1)}_{f}", "s^{(1)}_{o}"}


def test_rows_of_any_other_value_have_its_symbol():
    naming, trace = named("rnn")
    h = node_of(trace, "h", 0)
    assert naming.part(Edge(h, (0, 2))) == naming.part(Edge(h)) == "h^{(1)}"

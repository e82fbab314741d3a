"""Measures: each is a number of the trace, or the root mean square of some."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.losses import LOSSES
from engine.graph import Ref
from engine.inspection.operations.derivatives import derivative
from engine.inspection.operations.measures import Measures
from engine.inspection.operations.op_graph import OpGraph
from engine.inspection.operations.units import cell_at, weight_at
from engine.program.one_sample import sample_of
from tests.engine.networks_of import EXPERIMENTS

HIDDEN = {"hidden": (3, 2), "batch_size": 4}


def traced(**settings):
    trainer = Trainer(Experiment(**{**HIDDEN, **settings}))
    trainer.step(5)
    return trainer.trace()


def rms(array):
    return math.sqrt(np.mean(np.square(array)))


def item_of(trace, part, layer, name=""):
    graph = OpGraph(trace.placement)
    group = next(group for group in graph.groups if group.number == layer)
    items = (item for item in group.items if item.part == part)
    return next(item for item in items if not name or item.of.name == name)


def link_of(trace, source, target):
    graph = OpGraph(trace.placement)

    def is_end(item, end):
        name, site = end
        if item.part != "value":
            return name == item.part
        return (item.of.name, item.of.site) == (name, site)

    return next(
        link
        for link in graph.links
        if is_end(link.source, source) and is_end(link.target, target)
    )


def test_without_a_place_and_a_sample_it_is_the_rms_over_units_and_batch():
    trace = traced()
    layer, measures = trace.layers[1], Measures(trace, None, None)
    z = item_of(trace, "value", 1, "z")
    value, gradient = measures.value(z), measures.gradient(z)
    assert value.value == pytest.approx(rms(layer.z), rel=1e-14)
    assert gradient.value == pytest.approx(rms(layer.delta), rel=1e-14)
    assert (value.symbol, gradient.symbol) == ("z^{(2)}", r"\delta^{(2)}")
    assert (value.n_numbers, value.row) == (8, None)
    W, b = (item_of(trace, part, 1) for part in ("W", "b"))
    for item, before, found in (
        (W, layer.W_before, layer.dW),
        (b, layer.b_before, layer.db),
    ):
        assert measures.value(item).value == pytest.approx(rms(before), rel=1e-14)
        assert measures.gradient(item).value == pytest.approx(rms(found), rel=1e-14)
    assert measures.value(W).symbol == "W^{(2)}"
    assert measures.gradient(b).symbol == r"\frac{\partial L}{\partial b^{(2)}}"


def test_a_place_and_a_sample_give_exact_numbers():
    trace = traced()
    before, layer = trace.layers[:2]
    measures = Measures(trace, weight_at(trace.graph, 1, 0, 2), 3)
    z, a = (item_of(trace, "value", 1, name) for name in "za")
    assert measures.value(z).value == layer.z[0, 3]
    assert measures.gradient(a).value == layer.da[0, 3]
    assert measures.value(item_of(trace, "value", 0, "a")).value == before.a[2, 3]
    W = measures.value(item_of(trace, "W", 1))
    assert (W.value, W.row, W.column) == (layer.W_before[0, 2], 0, 2)
    assert W.symbol == "w^{(2)}_{1,3}"
    assert measures.value(item_of(trace, "b", 1)).value == layer.b_before[0, 0]
    other = measures.value(item_of(trace, "value", 2, "z"))
    assert (other.value, other.n_numbers) == (trace.layers[2].z[0, 3], 1)


def test_the_gradient_of_a_weight_is_the_share_of_the_sample_that_is_followed():
    trace = traced(dropout=0.3)
    W = item_of(trace, "W", 1)
    shares = [
        Measures(trace, weight_at(trace.graph, 1, 0, 2), n).gradient(W).value
        for n in range(4)
    ]
    layer = trace.layers[1]
    products = layer.delta[0] * layer.a_prev[2]
    assert shares == pytest.approx(products.tolist(), rel=1e-14)
    assert math.fsum(shares) == pytest.approx(layer.dW[0, 2], rel=1e-12)
    b = item_of(trace, "b", 1)
    assert (
        Measures(trace, weight_at(trace.graph, 1, 0, None), 1).gradient(b).value
        == layer.delta[0, 1]
    )
    row = Measures(trace, weight_at(trace.graph, 1, 0, None), 1).value(W)
    assert (row.symbol, row.n_numbers) == ("W^{(2)}_{1,:}", 3)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_loss_is_that_of_the_batch_or_of_the_sample(loss):
    trace = traced(loss=loss, dataset="blobs")
    item = OpGraph(trace.placement).groups[-1].items[-1]
    assert Measures(trace, None, None).value(item).value == trace.loss
    each = [Measures(trace, None, n).value(item).value for n in range(4)]
    assert each == [
        pytest.approx(sample_of(trace, n).loss, rel=1e-14) for n in range(4)
    ]
    assert Measures(trace, None, None).gradient(item) is None


def test_targets_are_those_of_the_unit():
    trace = traced(dataset="blobs")
    targets = OpGraph(trace.placement).groups[-1].items[0]
    assert (
        Measures(trace, weight_at(trace.graph, 2, 1, None), 3).value(targets).value
        == trace.y[1, 3]
    )
    assert Measures(trace, None, None).value(targets).value == rms(trace.y)


def test_what_is_not_computed_yet_is_nan():
    trainer = Trainer(Experiment(**HIDDEN))
    trainer.step(2)
    trainer.advance("phase")
    trace = trainer.trace()
    measures = Measures(trace, weight_at(trace.graph, 1, 0, 2), 1)
    assert (
        measures.value(item_of(trace, "value", 2, "a")).value == trace.layers[2].a[0, 1]
    )
    loss = OpGraph(trace.placement).groups[-1].items[-1]
    W, z = item_of(trace, "W", 1), item_of(trace, "value", 1, "z")
    for found in (measures.value(loss), measures.gradient(W), measures.gradient(z)):
        assert math.isnan(found.value)
    assert math.isnan(derivative(measures, [link_of(trace, ("z", 1), ("a", 1))]).value)
    trainer.advance("phase")
    trace = trainer.trace()
    loss = OpGraph(trace.placement).groups[-1].items[-1]
    assert Measures(trace, None, None).value(loss).value == trace.loss


# ---- networks of all kinds -----------------------------------------------------------


@pytest.mark.parametrize("name", [*EXPERIMENTS, "truncated"])
def test_the_shares_of_all_samples_are_the_gradient_of_any_network(name):
    if name == "truncated":
        experiment = EXPERIMENTS["lstm"].replace(truncation=2)
    else:
        experiment = EXPERIMENTS[name]
    trainer = Trainer(experiment.replace(batch_size=4))
    trainer.step(2)
    trace = trainer.trace()
    for i, parameter in enumerate(trace.graph.parameters):
        block = trace.array(Ref("dW", parameter))
        items = [
            item
            for group in OpGraph(trace.placement).groups
            for item in group.items
            if item.of is parameter and item.part == "W"
        ]
        for row, column in ((0, 0), (parameter.shape[0] - 1, parameter.fan_in - 1)):
            chosen = weight_at(trace.graph, i, row, column)
            shares = [
                Measures(trace, chosen, n).gradient(items[0]).value for n in range(4)
            ]
            expected = block[row, column]
            assert math.fsum(shares) == pytest.approx(expected, rel=1e-12, abs=1e-16)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_value_of_any_network_is_that_of_its_place_or_the_rms(name):
    trainer = Trainer(EXPERIMENTS[name].replace(batch_size=4))
    trainer.step(2)
    trace, rng = trainer.trace(), np.random.default_rng(1)
    T = trace.graph.n_positions
    items = [i for g in OpGraph(trace.placement).groups for i in g.items]
    for item in (i for i in items if i.part == "value" and i.of.kind != "loss"):
        node = item.of
        if node is trace.placement.loss:
            continue
        array = trace.array(Ref("value", node))
        measure = Measures(trace, None, None).value(item)
        assert measure.value == pytest.approx(rms(array), rel=1e-12, abs=1e-300)
        n, row, at = int(rng.integers(4)), int(rng.integers(node.n_rows)), T - 1
        chosen = cell_at(trace.graph, node.name, node.site, row, at)
        assert Measures(trace, chosen, n).value(item).value == array[row, n * T + at]
        every = Measures(trace, chosen, None).value(item)
        assert every.value == pytest.approx(rms(array[row, at::T]), rel=1e-12)
        if item.gradient is not None:
            grad = trace.array(Ref("grad", node))
            found = Measures(trace, chosen, n).gradient(item).value
            assert found == grad[row, n * T + at]
        chosen = cell_at(trace.graph, node.name, node.site, row, None)
        of_row = array[row, n * T : (n + 1) * T]
        found = Measures(trace, chosen, n).value(item).value
        assert found == pytest.approx(of_row[0] if T == 1 else rms(of_row), rel=1e-12)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_loss_of_any_network_is_that_of_the_batch_or_of_the_sample(name):
    trainer = Trainer(EXPERIMENTS[name].replace(batch_size=4))
    trainer.step(2)
    trace = trainer.trace()
    item = OpGraph(trace.placement).groups[-1].items[-1]
    assert Measures(trace, None, None).value(item).value == trace.loss
    each = [Measures(trace, None, n).value(item).value for n in range(4)]
    assert math.fsum(each) / 4 == pytest.approx(trace.loss, rel=1e-12)


def test_the_symbol_of_a_row_names_a_position_only_if_it_is_of_one():
    trainer = Trainer(EXPERIMENTS["attention"])
    trainer.step(1)
    trace = trainer.trace()
    items = [i for g in OpGraph(trace.placement).groups for i in g.items]
    values = {item.of.name: item for item in items if item.part == "value"}
    A, x = values["A"], values["x"]
    assert Measures(trace, None, 1).value(A).symbol == "A^{(1)}"
    one = cell_at(trace.graph, "A", 0, 4, 1)
    assert Measures(trace, one, 1).value(A).symbol == "A^{(2)}_{2,2}"
    row = cell_at(trace.graph, "A", 0, 4, None)
    assert Measures(trace, row, 1).value(A).symbol == "A^{(2)}_{2}"
    assert Measures(trace, row, 1).value(x).symbol == "x"
    symbol = Measures(trace, row, 1).gradient(A).symbol
    assert symbol == r"\frac{\partial L}{\partial A^{(2)}_{2}}"

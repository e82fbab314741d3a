"""Measures: each is a number of the trace, or the root mean square of some."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.losses import LOSSES
from engine.inspection.operations.measures import Measures, units_at
from engine.inspection.operations.op_graph import OpGraph
from engine.program.one_sample import sample_of

HIDDEN = {"hidden": (3, 2), "batch_size": 4}


def traced(**settings):
    trainer = Trainer(Experiment(**{**HIDDEN, **settings}))
    trainer.step(5)
    return trainer.trace()


def rms(array):
    return math.sqrt(np.mean(np.square(array)))


def item_of(trace, part, layer, name=""):
    graph = OpGraph(trace.placement)
    group = next(group for group in graph.groups if group.site == layer)
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
    measures = Measures(trace, (1, 0, 2), 3)
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
    shares = [Measures(trace, (1, 0, 2), n).gradient(W).value for n in range(4)]
    layer = trace.layers[1]
    products = layer.delta[0] * layer.a_prev[2]
    assert shares == pytest.approx(products.tolist(), rel=1e-14)
    assert math.fsum(shares) == pytest.approx(layer.dW[0, 2], rel=1e-12)
    b = item_of(trace, "b", 1)
    assert Measures(trace, (1, 0, None), 1).gradient(b).value == layer.delta[0, 1]
    row = Measures(trace, (1, 0, None), 1).value(W)
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
    assert Measures(trace, (2, 1, None), 3).value(targets).value == trace.y[1, 3]
    assert Measures(trace, None, None).value(targets).value == rms(trace.y)


def test_local_derivatives_are_those_of_the_operation():
    trace = traced(dropout=0.3)
    measures = Measures(trace, (0, 1, 0), 2)
    first, second, last = trace.layers

    def derivative(source, target):
        found = measures.derivative(link_of(trace, source, target))
        return found.symbol, found.value

    assert derivative(("z", 0), ("a", 0)) == ("f'(z^{(1)}_{2})", first.df[1, 2])
    assert derivative(("W", 0), ("z", 0)) == ("x_{1}", trace.x[0, 2])
    assert derivative(("b", 0), ("z", 0)) == ("1", 1)
    mask = trace.masks[0][1, 2]
    symbol = r"\tfrac{m^{(1)}_{2}}{1-p}"
    assert derivative(("a", 0), ("dropout", 0)) == (symbol, mask)
    W = pytest.approx(rms(second.W_before), rel=1e-14)
    assert derivative(("dropout", 0), ("z", 1)) == ("W^{(2)}", W)
    symbol = r"\frac{\partial L}{\partial a^{(3)}}"
    found = derivative(("a", 2), ("loss", 2))
    assert found == (symbol, last.da[0, 2])


def test_of_a_softmax_it_is_an_entry_of_the_jacobian_of_the_sample():
    trace = traced(loss="mse", output="softmax", dataset="blobs")
    link = link_of(trace, ("z", 2), ("a", 2))
    whole = Measures(trace, None, None).derivative(link)
    symbol = r"\frac{\partial a^{(3)}}{\partial z^{(3)}}"
    assert (whole.symbol, whole.value) == (symbol, None)
    a = trace.layers[2].a[:, 1]
    one = Measures(trace, (2, 1, None), 1).derivative(link)
    assert one.value == pytest.approx(a[1] * (1 - a[1]), rel=1e-12)
    matrix = np.diag(a) - np.outer(a, a)
    all_of_it = Measures(trace, None, 1).derivative(link)
    assert all_of_it.value == pytest.approx(rms(matrix), rel=1e-12)
    assert all_of_it.n_numbers == matrix.size


def test_what_is_not_computed_yet_is_nan():
    trainer = Trainer(Experiment(**HIDDEN))
    trainer.step(2)
    trainer.advance("phase")
    trace = trainer.trace()
    measures = Measures(trace, (1, 0, 2), 1)
    assert (
        measures.value(item_of(trace, "value", 2, "a")).value == trace.layers[2].a[0, 1]
    )
    loss = OpGraph(trace.placement).groups[-1].items[-1]
    W, z = item_of(trace, "W", 1), item_of(trace, "value", 1, "z")
    for found in (measures.value(loss), measures.gradient(W), measures.gradient(z)):
        assert math.isnan(found.value)
    assert math.isnan(measures.derivative(link_of(trace, ("z", 1), ("a", 1))).value)
    trainer.advance("phase")
    trace = trainer.trace()
    loss = OpGraph(trace.placement).groups[-1].items[-1]
    assert Measures(trace, None, None).value(loss).value == trace.loss


def test_the_units_of_a_weight_are_at_its_two_ends():
    trace = traced(dropout=0.2)
    graph = trace.placement.graph
    second = graph.parameters[1]
    found = {(n.name, n.site): row for n, row in units_at(graph, second, 1, 2).items()}
    assert found == {
        ("z", 0): 2, ("a", 0): 2, ("dropout", 0): 2,
        ("z", 1): 1, ("a", 1): 1, ("dropout", 1): 1,
    }  # fmt: skip
    assert {n.name for n in units_at(graph, second, 1, None)} == {"z", "a", "dropout"}

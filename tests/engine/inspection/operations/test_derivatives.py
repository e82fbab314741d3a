"""Derivatives: the numbers on the links are those by which a gradient comes back."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from engine import Trainer
from engine.graph import Node, Ref
from engine.inspection.operations.derivatives import derivative
from engine.inspection.operations.measures import Measures
from engine.inspection.operations.op_graph import OpGraph
from engine.inspection.operations.units import cell_at, weight_at
from engine.networks.convolution import Convolution, convolution
from engine.program.memory.placement import placement_of
from tests.engine.inspection.operations.test_measures import link_of, rms, traced
from tests.engine.networks_of import EXPERIMENTS


def test_local_derivatives_are_those_of_the_operation():
    trace = traced(dropout=0.3)
    measures = Measures(trace, weight_at(trace.graph, 0, 1, 0), 2)
    first, second, last = trace.layers

    def found_of(source, target):
        found = derivative(measures, [link_of(trace, source, target)])
        return found.symbol, found.value

    assert found_of(("z", 0), ("a", 0)) == ("f'(z^{(1)}_{2})", first.df[1, 2])
    assert found_of(("W", 0), ("z", 0)) == ("x_{1}", trace.x[0, 2])
    assert found_of(("b", 0), ("z", 0)) == ("1", 1)
    mask = trace.masks[0][1, 2]
    symbol = r"\tfrac{m^{(1)}_{2}}{1-p}"
    assert found_of(("a", 0), ("dropout", 0)) == (symbol, mask)
    W = pytest.approx(rms(second.W_before), rel=1e-14)
    assert found_of(("dropout", 0), ("z", 1)) == ("W^{(2)}", W)
    symbol = r"\frac{\partial L}{\partial a^{(3)}}"
    found = found_of(("a", 2), ("loss", 2))
    assert found == (symbol, last.da[0, 2])


def test_of_a_softmax_it_is_an_entry_of_the_jacobian_of_the_sample():
    trace = traced(loss="mse", output="softmax", dataset="blobs")
    link = link_of(trace, ("z", 2), ("a", 2))
    whole = derivative(Measures(trace, None, None), [link])
    symbol = r"\frac{\partial a^{(3)}}{\partial z^{(3)}}"
    assert (whole.symbol, whole.value) == (symbol, None)
    a = trace.layers[2].a[:, 1]
    one = derivative(Measures(trace, weight_at(trace.graph, 2, 1, None), 1), [link])
    assert one.value == pytest.approx(a[1] * (1 - a[1]), rel=1e-12)
    matrix = np.diag(a) - np.outer(a, a)
    all_of_it = derivative(Measures(trace, None, 1), [link])
    assert all_of_it.value == pytest.approx(rms(matrix), rel=1e-12)
    assert all_of_it.n_numbers == matrix.size


# ---- networks of all kinds -----------------------------------------------------------


def run(name, **changes):
    trainer = Trainer(EXPERIMENTS[name].replace(batch_size=4, **changes))
    trainer.step(2)
    return trainer.trace()


def links_of(trace):
    return [link for link in OpGraph(trace.placement).links if link.passes]


@pytest.mark.parametrize("name", ["rnn", "lstm"])
def test_a_gradient_is_the_next_one_times_the_derivative(name):
    trace, n, checked = run(name), 2, 0
    chosen = cell_at(trace.graph, "h", 1, 1, None)
    measures = Measures(trace, chosen, n)
    for link in links_of(trace):
        source, target = link.source.of, link.target.of
        if source not in chosen.units or target not in chosen.units:
            continue
        row, above = chosen.units[source], chosen.units[target]
        users = trace.placement.contributions[source]
        if len(users) > 1 or target.inputs[link.k].span[0] + above != row:
            continue
        assert trace.placement.kinds[target].is_elementwise
        grads = (
            trace.array(Ref("grad", node))[chosen.units[node], n]
            for node in (source, target)
        )
        found, after = grads
        factor = derivative(measures, [link]).value
        assert found == pytest.approx(after * factor, rel=1e-12)
        checked += 1
    assert checked >= (1 if name == "rnn" else 4)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_weights_are_multiplied_by_the_inputs_of_their_uses(name):
    trace = run(name)
    for parameter, users in trace.graph.users.items():
        links = [
            link
            for link in OpGraph(trace.placement).links
            if link.k == "W" and link.source.of is parameter
        ]
        assert [link.target.of for link in links] == users
        found = derivative(Measures(trace, None, None), links)
        inputs = [
            trace.array(Ref("value", edge.node))[slice(*edge.span)]
            for user in users
            for edge in user.inputs
        ]
        squares = math.fsum(float(np.sum(x * x)) for x in inputs)
        size = sum(x.size for x in inputs)
        assert found.n_numbers == size
        assert found.value == pytest.approx(math.sqrt(squares / size), rel=1e-12)


def test_the_inputs_of_all_uses_have_no_time_step():
    trace = run("rnn")
    links = [link for link in OpGraph(trace.placement).links if link.k == "W"]
    cell = [link for link in links if len(link.target.of.inputs) == 2]
    measures = Measures(trace, None, None)
    assert derivative(measures, cell).symbol == r"[x;\,h]"
    assert derivative(measures, cell[1:2]).symbol == r"[x^{(2)};\,h^{(1)}]"
    chosen = weight_at(trace.graph, 0, 1, 2)
    assert derivative(Measures(trace, chosen, 0), cell[1:2]).symbol == "h^{(1)}_{2}"
    b = [link for link in OpGraph(trace.placement).links if link.k == "b"]
    assert derivative(measures, b[:3]).value == 1


def test_the_weights_on_a_link_are_those_that_multiply_its_source():
    trace = run("rnn")
    h_to_z = next(
        link
        for link in links_of(trace)
        if link.target.of.name == "z" and isinstance(link.k, int)
    )
    W = trace.array(Ref("W", trace.graph.parameters[0]))
    n_inputs = trace.graph.parameters[0].fan_in - h_to_z.source.of.n_rows
    found = derivative(Measures(trace, None, None), [h_to_z])
    assert found.value == pytest.approx(rms(W[:, n_inputs:-1]), rel=1e-12)
    assert found.symbol == "W^{hh}"
    chosen = weight_at(trace.graph, 0, 2, 0)
    found = derivative(Measures(trace, chosen, None), [h_to_z])
    assert found.value == pytest.approx(rms(W[2, n_inputs:-1]), rel=1e-12)
    assert found.symbol == "W^{hh}_{3,:}"


def test_operands_of_attention_are_multiplied_by_each_other():
    trace = run("attention")
    measures = Measures(trace, None, 1)
    by_ends = {}
    for link in links_of(trace):
        if isinstance(link.source.of, Node):
            ends = link.source.of.name, link.target.of.name
            by_ends.setdefault(ends, []).append(link)
    d = trace.graph.named("qkv")[0].n_rows // 3
    qkv = trace.array(Ref("value", trace.graph.named("qkv")[0]))
    T = trace.graph.n_positions
    columns = slice(T, 2 * T)
    queries, keys = (
        derivative(measures, [link]) for link in reversed(by_ends["qkv", "S"])
    )
    share = 1 / math.sqrt(d / 2)
    for found, start, letter in ((queries, 0, "q"), (keys, d, "k")):
        expected = share * rms(qkv[start : start + d, columns])
        assert found.value == pytest.approx(expected, rel=1e-12)
        assert found.symbol == rf"{share:.4g}\,{letter}"
    both = derivative(measures, by_ends["qkv", "S"])
    squares = (queries.value**2 + keys.value**2) / 2
    assert both.value == pytest.approx(math.sqrt(squares), rel=1e-12)
    assert both.symbol == rf"{keys.symbol},\,{queries.symbol}"
    A = derivative(measures, by_ends["S", "A"])
    assert A.symbol == r"\frac{\partial A^{(1)}}{\partial S^{(1)}}"
    weights = trace.array(Ref("value", trace.graph.named("A")[0]))[:, columns]
    blocks = [weights[k : k + T, q] for q in range(T) for k in (0, T)]
    full = [np.diag(a) - np.outer(a, a) for a in blocks]
    size = math.sqrt(sum(np.sum(J * J) for J in full) / (T * (2 * T) ** 2))
    assert A.value == pytest.approx(size, rel=1e-12)
    # between parts, the last way is shown: the one past the attention
    assert derivative(measures, by_ends["h", "h"]).value == 1


def test_pooling_passes_a_gradient_to_the_largest():
    trace = run("convolution")
    (pool,) = trace.graph.named("pool")
    link = next(link for link in links_of(trace) if link.target.of is pool)
    found = derivative(Measures(trace, None, 0), [link])
    # each number of the pool depends on one pixel
    assert found.value == pytest.approx(math.sqrt(1 / pool.inputs[0].node.n_rows))
    chosen = cell_at(trace.graph, "pool", 0, 3, None)
    found = derivative(Measures(trace, chosen, 0), [link])
    assert found.symbol.endswith(r"{\partial a^{(1)}}")
    assert found.value == pytest.approx(math.sqrt(1 / pool.inputs[0].node.n_rows))
    assert derivative(Measures(trace, None, None), [link]).value is None


def test_a_filter_reads_all_of_a_picture():
    trace = run("convolution")
    links = OpGraph(trace.placement).links
    link = next(each for each in links if each.k == "W")
    chosen = weight_at(trace.graph, 0, 1, 4)
    found = derivative(Measures(trace, chosen, 2), [link])
    assert found.symbol == "x"
    assert found.value == pytest.approx(rms(trace.x[:, 2]), rel=1e-12)
    W = next(
        each
        for each in links_of(trace)
        if each.target.of.name == "z" and isinstance(each.k, int)
    )
    symbol = derivative(Measures(trace, None, None), [W]).symbol
    assert symbol == "W^{(2)}"


def test_of_a_mean_every_member_has_the_same_share():
    graph = convolution(
        Convolution(
            picture=(6, 6),
            filters=(1,),
            n_outputs=2,
            output="softmax",
            pool="average pool",
        ),
        loss="softmax_cross_entropy",
    )
    placement = placement_of(graph)
    trace = SimpleNamespace(
        placement=placement,
        graph=graph,
        experiment=SimpleNamespace(is_dense=False, channels=("pixel",), picture=(6, 6)),
        batch_indices=np.arange(2),
    )
    links = OpGraph(placement).links
    link = next(each for each in links if each.target.of.kind == "average pool")
    found = derivative(Measures(trace, None, None), [link])
    assert (found.symbol, found.value) == ("0.25", 0.25)


def test_a_mask_of_dropout_has_no_unit_where_none_is_chosen():
    trace = traced(dropout=0.3)
    link = link_of(trace, ("a", 0), ("dropout", 0))
    found = derivative(Measures(trace, None, None), [link])
    assert found.symbol == r"\tfrac{m^{(1)}}{1-p}"
    assert found.value == pytest.approx(rms(trace.masks[0]), rel=1e-12)

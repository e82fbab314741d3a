"""Convolution: the graph, its calls, and 200 steps that PyTorch made, too.

``golden/make_pictures.py`` made the numbers; here PyTorch is not needed.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine.arrays import execute
from engine.inspection.check.gradcheck import relative_error
from engine.networks.convolution import Convolution, convolution, stages
from engine.program.compiled import Compiled
from engine.program.memory.memory import Memory
from engine.program.memory.placement import placement_of
from engine.program.ops.forward import forward_parts

RUNS = json.loads(
    (Path(__file__).parents[1] / "golden" / "pictures.json").read_text("utf-8")
)


class Net:
    """A compiled network whose parameters are one vector, W row by row, then b."""

    def __init__(self, graph, n_columns):
        self.graph = graph
        self.W = {p: np.zeros(p.shape) for p in graph.parameters}
        self.dW = {p: np.zeros(p.shape) for p in graph.parameters}
        self.compiled = Compiled(
            placement_of(graph), n_columns, parameters=self.W, gradients=self.dW
        )
        self.x, self.y = self.compiled.memory.x, self.compiled.memory.y
        self.calls = [call for op in self.compiled.ops for call in op.calls]

    def flat(self, blocks):
        parts = []
        for p in self.graph.parameters:
            W = blocks[p]
            parts += [W[:, : p.fan_in].ravel(), W[:, p.fan_in :].ravel()]
        return np.concatenate(parts)

    def fill(self, numbers):
        start = 0
        for p in self.graph.parameters:
            n_out, stop = len(self.W[p]), start + len(self.W[p]) * p.fan_in
            self.W[p][:, : p.fan_in].flat = numbers[start:stop]
            start = stop + n_out * p.use_bias
            self.W[p][:, p.fan_in :].flat = numbers[stop:start]
        assert start == len(numbers)

    def train(self, rate):
        execute(self.calls)
        for p, W in self.W.items():
            W -= rate * self.dW[p]


def made(settings):
    """Return the graph of a run's settings."""
    is_softmax = settings["loss"] == "softmax_cross_entropy"
    of = Convolution(
        picture=tuple(settings["picture"]),
        filters=tuple(settings["filters"]),
        n_outputs=3,
        output="softmax" if is_softmax else "linear",
        **{name: settings[name] for name in ("activation", "pool", "use_bias")},
    )
    return convolution(of, loss=settings["loss"])


def network(picture, filters, *, loss=None, **others):
    settings = {"n_outputs": 10, "output": "softmax", **others}
    of = Convolution(picture=picture, filters=filters, **settings)
    return convolution(of, loss=loss)


def trained(run, change=1.0):
    """Yield the parameters at the steps of a run that PyTorch made."""
    net = Net(made(run["settings"]), run["batch_size"])
    net.fill(run["first"])
    levels, labels = np.array(run["levels"]), np.array(run["labels"])
    for step in range(run["steps"][-1]):
        start = step * net.x.shape[1] % len(labels)
        batch = slice(start, start + net.x.shape[1])
        net.x[...] = levels[batch].T / 16
        net.y[...] = np.eye(3)[:, labels[batch]]
        net.train(change * run["settings"]["learning_rate"])
        if step + 1 in run["steps"]:
            yield net.flat(net.W)


@pytest.mark.parametrize("name", RUNS)
def test_two_hundred_steps_equal_those_of_pytorch(name):
    run = RUNS[name]
    for found, expected in zip(trained(run), run["parameters"], strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", RUNS)
def test_a_gradient_that_is_a_thousandth_too_large_differs_from_pytorch(name):
    run = RUNS[name]
    *_, found = trained(run, change=1.001)
    assert relative_error(found, np.array(run["parameters"][-1])) > 1e-6


def test_a_network_of_four_filters_for_digits_has_410_parameters():
    graph = network((8, 8), (4,))
    assert [p.shape for p in graph.parameters] == [(4, 10), (10, 37)]
    assert [node.name for node in graph.nodes] == ["x", "z", "a", "pool", "z", "a"]
    assert [node.n_rows for node in graph.nodes] == [64, 144, 144, 36, 10, 10]
    larger = network((12, 12), (8,), n_outputs=10).parameters
    assert sum(p.shape[0] * p.shape[1] for p in larger) == 2090


@pytest.mark.parametrize(("pool", "n_calls"), [("max pool", 28), ("average pool", 23)])
def test_a_step_is_a_few_calls(pool, n_calls):
    loss = "softmax_cross_entropy"
    net = Net(network((8, 8), (4,), n_outputs=10, pool=pool, loss=loss), 20)
    assert len(net.calls) == n_calls


def test_a_stage_behind_a_stage_passes_its_gradient_back_in_four_calls():
    loss = "softmax_cross_entropy"
    graph = network((12, 12), (2, 3), n_outputs=3, loss=loss)
    (op,) = (
        op
        for op in Net(graph, 5).compiled.ops
        if op.name == "pass back" and op.layer == 1 and "K" in op.latex
    )
    assert len(op.calls) == 4


def test_what_the_stages_read_follows_from_the_picture():
    first, second = stages((12, 11), (3, 2))
    assert [p.grid for p in (*first, *second)] == [(10, 9), (5, 4), (3, 2), (1, 1)]
    assert [p.channels for p in (*first, *second)] == [1, 3, 3, 2]


@pytest.mark.parametrize(("picture", "filters"), [((3, 3), (1,)), ((8, 8), (4, 4))])
def test_a_picture_that_is_too_small_is_refused(picture, filters):
    with pytest.raises(ValueError, match="too small"):
        network(picture, filters, n_outputs=2)


def test_the_columns_of_a_block_are_named_by_the_maps_that_they_read():
    first, second, dense = network((12, 12), (2, 3), n_outputs=4).parameters
    assert first.columns == (("input: 1", 9),)
    assert first.rows == (("filters 1: 1", 1), ("filters 1: 2", 1))
    assert second.columns == (("filters 1: 1", 9), ("filters 1: 2", 9))
    assert dense.columns == tuple((f"filters 2: {k}", 1) for k in (1, 2, 3))
    assert dense.rows == (("output", 4),)


def test_the_same_network_is_made_once():
    one, two = (network((8, 8), (4,)) for _ in range(2))
    assert one is two
    without = network((8, 8), (4,), use_bias=False)
    assert [p.shape for p in without.parameters] == [(4, 9), (10, 36)]


@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("pool", ["max pool", "average pool"])
def test_the_outputs_are_the_same_if_f_overwrites_its_input(pool, activation, use_bias):
    settings = {"pool": pool, "activation": activation, "use_bias": use_bias}
    graph = network((8, 9), (4,), **settings)
    rng, outputs = np.random.default_rng(1), []
    W = {p: rng.normal(size=p.shape) for p in graph.parameters}
    x = rng.normal(size=(72, 5))
    for in_place in (False, True):
        memory = Memory(placement_of(graph, in_place=in_place), 5, np.float64)
        memory.x[...] = x
        blocks = {p: block.copy() for p, block in W.items()}
        for _, calls, _, _ in forward_parts(memory, blocks):
            execute(calls)
        outputs.append(memory.tape.view("value", graph.nodes[-1]))
    np.testing.assert_allclose(*outputs, rtol=1e-12)

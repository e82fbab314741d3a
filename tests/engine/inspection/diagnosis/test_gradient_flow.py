"""Gradient flow: its numbers, found another way from the same step."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine import Trainer
from engine.functions.activations import ACTIVATIONS
from engine.graph import Ref
from engine.inspection.diagnosis.gradient_flow import NO_FLOW, flow_of
from engine.inspection.readout.followed import current
from tests.engine.networks_of import EXPERIMENTS


def run(name, n_steps=3, **changes):
    trainer = Trainer(EXPERIMENTS[name].replace(**changes))
    trainer.step(n_steps)
    return trainer.trace()


def rms(array):
    return float(np.sqrt(np.mean(np.square(array))))


ORDER = {"dataset": "temporal_order", "loss": "softmax_cross_entropy"}


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "linear"])
def test_without_outputs_on_the_way_it_is_the_ratio_of_the_gradients(activation):
    trace = run("rnn", **ORDER, sequence_length=6, activation=activation)
    found = flow_of(trace)
    h = trace.graph.named("h")[1:]
    back = [rms(trace.array(Ref("grad", node))) for node in h]
    assert found.ratio == pytest.approx(back[0] / back[-1], rel=1e-12)
    assert found.n == 5
    product = (found.weights * found.derivatives) ** 5
    assert found.ratio == pytest.approx(product, rel=1e-12)
    if activation == "linear":
        assert found.derivatives == 1


def test_with_outputs_on_the_way_it_is_the_way_through_time_alone():
    trace = run("rnn", activation="linear")
    W = trace.array(Ref("W", trace.graph.parameters[0]))
    W_hh = W[:, 1:-1]
    sizes = []
    for z in trace.graph.named("z")[1:]:
        delta = trace.array(Ref("grad", z))
        sizes.append(rms(W_hh.T @ delta) / rms(delta))
    expected = math.exp(np.log(sizes).mean())
    assert flow_of(trace).weights == pytest.approx(expected, rel=1e-12)


def test_behind_a_wall_there_is_no_way_back():
    trace = run("rnn", **ORDER, sequence_length=6, truncation=1)
    assert flow_of(trace).n == 0
    assert math.isnan(flow_of(trace).ratio)
    assert flow_of(run("rnn", **ORDER, sequence_length=6, truncation=3)).n == 2


def test_gates_are_saturated_where_the_slope_is_small():
    trace = run("lstm", initializer="normal", initializer_scale=6.0, n_steps=1)
    limit = ACTIVATIONS["sigmoid"].saturation
    gates = [trace.array(Ref("value", node)) for node in trace.graph.named("s")]
    shares = [np.mean(s * (1 - s) <= limit) for s in gates]
    found = flow_of(trace)
    assert found.saturated == pytest.approx(np.mean(shares))
    assert 0.2 < found.saturated < 1
    assert math.isnan(found.ratio)


def test_a_filter_is_dead_if_its_map_is_0_for_all_samples():
    trace = run("convolution")
    assert not np.any(flow_of(trace).dead)
    vector = trace.before.copy()
    layout = trace.layout
    layout.pairs(vector[0])[0][1][1] = -100.0  # the bias of the second filter
    trainer = Trainer(EXPERIMENTS["convolution"])
    trainer.set_parameter(0, 1, None, -100.0)
    trainer.step(1)
    (dead,) = flow_of(trainer.trace()).dead
    assert dead.tolist() == [False, True]


@pytest.mark.parametrize("causal", [False, True])
def test_attention_has_an_entropy_a_largest_weight_and_a_share_that_passes(causal):
    trace = run("attention", causal=causal, n_steps=5)
    (A,), (S,) = trace.graph.named("A"), trace.graph.named("S")
    T, weights = 3, trace.array(Ref("value", A))
    entropies, largest = [], []
    for n in range(weights.shape[1]):
        n_keys = n % T + 1 if causal else T
        if n_keys == 1:
            continue
        for head in range(2):
            a = weights[head * T : head * T + n_keys, n]
            assert a.sum() == pytest.approx(1)
            entropies.append(-np.sum(a * np.log(a)) / math.log(n_keys))
            largest.append(a.max())
    found = flow_of(trace)
    assert found.spread == pytest.approx(np.mean(entropies), rel=1e-12)
    assert found.largest == pytest.approx(np.mean(largest), rel=1e-12)
    dS, dA = (trace.array(Ref("grad", node)) for node in (S, A))
    assert found.passed == pytest.approx(rms(dS) / rms(dA), rel=1e-12)


def test_equal_weights_have_all_of_the_entropy_and_without_a_gradient_nothing_passes():
    trainer = Trainer(
        EXPERIMENTS["attention"].replace(initializer="zeros", optimizer="sgd")
    )
    trainer.step(1)
    found = flow_of(trainer.trace())
    assert found.spread == pytest.approx(1)
    assert found.largest == pytest.approx(1 / 3)
    assert math.isnan(found.passed)


def test_a_dense_network_has_none():
    assert math.isnan(NO_FLOW.ratio)
    trainer = Trainer(EXPERIMENTS["rnn"])
    coming = flow_of(replace(current(trainer)))
    assert math.isnan(coming.weights)

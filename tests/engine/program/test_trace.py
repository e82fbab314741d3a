"""Traces: every number of a step, re-derived from the formulas."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.graph import Ref
from tests.engine.networks_of import EXPERIMENTS


def trained(**changes):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), "batch_size": 4, **changes}))
    trainer.step(9)
    return trainer


def test_every_quantity_follows_from_the_formulas():
    """z = W a_prev + b, a = tanh z, delta = (W^T delta) f'(z), dW = delta a_prev^T."""
    trace = trained().trace()
    a_prev, layers = trace.x, trace.layers
    for layer in layers:
        np.testing.assert_array_equal(layer.a_prev, a_prev)
        z = layer.W_before @ a_prev + layer.b_before
        np.testing.assert_allclose(layer.z, z, rtol=1e-13, atol=1e-15)
        np.testing.assert_array_equal(layer.a, np.tanh(layer.z))
        np.testing.assert_array_equal(layer.df, 1 - layer.a * layer.a)
        a_prev = layer.a
    da = (a_prev - trace.y) / 4
    for layer in reversed(layers):
        np.testing.assert_allclose(layer.da, da, rtol=1e-13, atol=1e-16)
        np.testing.assert_allclose(layer.delta, da * layer.df, rtol=1e-13, atol=1e-16)
        np.testing.assert_allclose(
            layer.dW, layer.delta @ layer.a_prev.T, rtol=1e-12, atol=1e-16
        )
        np.testing.assert_allclose(
            layer.db, layer.delta.sum(axis=1, keepdims=True), rtol=1e-12, atol=1e-16
        )
        da = layer.W_before.T @ layer.delta
    assert trace.loss == pytest.approx(np.mean((a_prev_loss(trace)) ** 2) / 2)


@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("name", ["z", "a", "df", "da", "delta"])
def test_a_quantity_of_all_layers_is_that_of_each(name, use_bias):
    trainer = trained(use_bias=use_bias)
    rows, first = trainer.last_step().quantity(name), 0
    for layer in trainer.trace().layers:
        expected = getattr(layer, name)
        last = first + len(expected)
        np.testing.assert_array_equal(rows[first:last], expected)
        first = last + use_bias
    assert len(rows) == first - use_bias


def a_prev_loss(trace):
    return trace.layers[-1].a - trace.y


def test_update_is_the_optimizers_rule():
    for layer in trained(learning_rate=0.07).trace().layers:
        np.testing.assert_allclose(layer.update_W, -0.07 * layer.dW, rtol=1e-9)
        np.testing.assert_array_equal(layer.W_after, layer.W_before - 0.07 * layer.dW)
        np.testing.assert_array_equal(layer.b_after, layer.b_before - 0.07 * layer.db)


def test_slots_are_kept_before_and_after():
    """Adam: m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2."""
    for layer in trained(optimizer="adam").trace().layers:
        (m, m_after), (v, v_after) = layer.slots["m"]["W"], layer.slots["v"]["W"]
        np.testing.assert_allclose(m_after, 0.9 * m + 0.1 * layer.dW, rtol=1e-12)
        np.testing.assert_allclose(v_after, 0.999 * v + 0.001 * layer.dW**2, rtol=1e-12)
        assert set(layer.slots["m"]) == {"W", "b"}
        m_hat, v_hat = m_after / (1 - 0.9**9), v_after / (1 - 0.999**9)
        expected = -0.03 * m_hat / (np.sqrt(v_hat) + 1e-8)
        np.testing.assert_allclose(layer.update_W, expected, rtol=1e-9)


def test_without_biases_there_are_none():
    layer = trained(use_bias=False, optimizer="momentum").trace().layers[0]
    assert layer.b_before is layer.b_after is layer.db is layer.update_b is None
    assert set(layer.slots["v"]) == {"W"}


def test_dropout_is_seen_by_the_next_layer_and_by_the_way_back():
    trace = trained(dropout=0.5).trace()
    first, second = trace.layers[:2]
    mask = trace.masks[0]
    assert set(np.unique(mask)) <= {0.0, 2.0}
    np.testing.assert_array_equal(second.a_prev, first.a * mask)
    back = second.W_before.T @ second.delta
    np.testing.assert_allclose(first.da, back * mask, rtol=1e-13, atol=1e-16)


def test_the_slope_of_a_fused_sigmoid_is_still_told():
    trace = trained(loss="binary_cross_entropy").trace()
    layer = trace.layers[-1]
    np.testing.assert_array_equal(layer.df, layer.a - layer.a * layer.a)
    assert np.isnan(layer.da).all()
    np.testing.assert_allclose(layer.delta, (layer.a - trace.y) / 4, rtol=1e-14)


def test_a_softmax_has_no_single_slope():
    trace = trained(loss="softmax_cross_entropy").trace()
    assert np.isnan(trace.layers[-1].df).all()


def test_a_trace_stays_as_it_was():
    trainer = trained()
    trace = trainer.trace()
    kept = {name: getattr(trace, name).copy() for name in ("tape", "gradient", "after")}
    trainer.step(5)
    for name, values in kept.items():
        np.testing.assert_array_equal(getattr(trace, name), values)
    for array in (trace.layers[0].z, trace.layers[1].dW, trace.x, trace.update):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_a_trace_has_the_graph_of_its_step():
    trainer = trained()
    assert trainer.trace().graph is trainer.graph
    assert len(trainer.graph.parameters) == 3


def test_a_trace_says_which_step_and_epoch():
    trainer = Trainer(Experiment(n_samples=16, batch_size=4))
    trainer.step(2)
    assert (trainer.trace().step, trainer.trace().epoch) == (2, 0)
    assert trainer.epoch == 1
    trainer.step(1)
    assert (trainer.trace().step, trainer.trace().epoch) == (3, 1)


def test_there_is_no_trace_before_the_first_step():
    trainer = Trainer(Experiment())
    with pytest.raises(ValueError, match="no step to trace"):
        trainer.trace()
    trainer.step(3)
    trainer.restore(trainer.snapshot())
    with pytest.raises(ValueError, match="no step to trace"):
        trainer.trace()


def test_midway_what_has_not_been_computed_yet_is_not_a_number():
    trainer = trained()
    before = trainer.trace()
    trainer.advance("phase")
    trace = trainer.trace()
    assert not trace.complete
    assert trace.step == before.step + 1
    for layer in trace.layers:
        assert np.isfinite(layer.z).all()
        for values in (layer.df, layer.delta, layer.dW, layer.db, layer.W_after):
            assert np.isnan(values).all()
    trainer.advance("phase", 2)
    assert np.isfinite(trainer.trace().layers[0].df).all()
    trainer.advance("layer")
    trace = trainer.trace()
    assert np.isfinite(trace.layers[-1].dW).all()
    assert np.isnan(trace.layers[0].dW).all()
    trainer.advance("step")
    assert trainer.trace().complete


def test_a_weight_set_by_hand_is_no_part_of_the_last_update():
    trainer = trained(learning_rate=0.07)
    before = trainer.trace()
    trainer.set_parameter(0, 0, 0, 5.0)
    np.testing.assert_array_equal(trainer.trace().update, before.update)
    np.testing.assert_array_equal(trainer.trace().after, before.after)


def test_a_step_that_a_change_cuts_short_leaves_no_trace():
    trainer = trained()
    trainer.advance("op", 3)
    trainer.change(learning_rate=0.5)
    with pytest.raises(ValueError, match="no step to trace"):
        trainer.trace()


def test_a_change_that_keeps_the_shapes_keeps_the_last_trace():
    trainer = trained()
    trace = trainer.trace()
    trainer.change(learning_rate=0.5)
    np.testing.assert_array_equal(trainer.trace().gradient, trace.gradient)
    trainer.change(hidden=[2])
    with pytest.raises(ValueError, match="no step to trace"):
        trainer.trace()


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_gradient_of_a_parameter_is_the_sum_over_its_uses(name):
    trainer = Trainer(EXPERIMENTS[name])
    trainer.step(3)
    trace = trainer.trace()
    for parameter, users in trace.placement.graph.users.items():
        parts = sum(trace.array(Ref("dW", node)) for node in users)
        whole = trace.array(Ref("dW", parameter))
        np.testing.assert_allclose(parts, whole, rtol=1e-12, atol=1e-16)

"""Evaluator: the formulas of every layer, for any number of columns."""

import numpy as np
import pytest

from engine import Experiment
from engine.functions.activations import ACTIVATIONS
from engine.layout import ParameterLayout
from engine.networks.dense import dense
from engine.networks.networks import graph_of, layout_of
from engine.program.evaluator import Evaluator
from engine.program.memory.placement import placement_of


def network(activation="tanh", output="linear", *, use_bias=True, dropout=0.0):
    """Return a graph and its layout."""
    graph = dense(
        (2, 3, 2), (activation, output), use_bias=use_bias, dropout=dropout, loss="mse"
    )
    return graph, ParameterLayout(graph.parameters, (activation, output))


def vector_of(layout, seed=0):
    return np.random.default_rng(seed).normal(size=layout.n_parameters)


X = np.random.default_rng(1).normal(size=(2, 5))


@pytest.mark.parametrize("use_bias", [True, False])
def test_every_layer_is_an_affine_map_and_f(use_bias):
    graph, layout = network(use_bias=use_bias)
    vector = vector_of(layout)
    evaluator = Evaluator(graph, layout, X)
    output = evaluator.evaluate(vector)
    a = X
    for (W, b), z in zip(layout.pairs(vector), evaluator.z, strict=True):
        expected = W @ a + (0 if b is None else b)
        np.testing.assert_allclose(z, expected, rtol=1e-14, atol=1e-15)
        a = np.tanh(z)
    np.testing.assert_array_equal(output, evaluator.a[-1])
    np.testing.assert_array_equal(output, evaluator.output_z)
    assert np.shares_memory(output, evaluator.a[-1])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_without_z_the_activations_are_the_same(activation, output):
    graph, layout = network(activation, output)
    vector = vector_of(layout)
    kept = Evaluator(graph, layout, X)
    in_place = Evaluator(graph, layout, X, keep_z=False)
    kept.evaluate(vector)
    in_place.evaluate(vector)
    assert in_place.z == []
    assert in_place.output_z is in_place.output
    for a, b in zip(kept.a, in_place.a, strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-12, atol=1e-15)


def test_masks_apply_to_what_a_layer_passes_on():
    graph, layout = network(dropout=0.5)
    vector = vector_of(layout)
    mask = np.array([[2.0], [0.0], [2.0]]) * np.ones((1, 5))
    masked = Evaluator(graph, layout, X, masks={0: mask})
    plain = Evaluator(graph, layout, X)
    masked.evaluate(vector)
    plain.evaluate(vector)
    W, b = layout.pairs(vector)[1]
    np.testing.assert_allclose(masked.z[1], W @ (plain.a[0] * mask) + b, rtol=1e-13)


@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("keep_z", [True, False])
def test_without_masks_nothing_is_dropped(use_bias, keep_z):
    graph, layout = network(use_bias=use_bias, dropout=0.5)
    same, _ = network(use_bias=use_bias)
    vector = vector_of(layout)
    evaluator = Evaluator(graph, layout, X, keep_z=keep_z)
    expected = Evaluator(same, layout, X, keep_z=keep_z).evaluate(vector)
    np.testing.assert_array_equal(evaluator.evaluate(vector), expected)
    if keep_z:
        assert evaluator.memory.placement is placement_of(graph)
        (dropped,) = graph.named("dropout")
        assert evaluator.memory.values[dropped] is evaluator.a[0]


def test_an_equal_vector_is_not_computed_again():
    graph, layout = network()
    vector = vector_of(layout)
    evaluator = Evaluator(graph, layout, X)
    evaluator.evaluate(vector)
    evaluator.a[-1][...] = 7
    assert (evaluator.evaluate(vector.copy()) == 7).all()
    vector[0] += 1
    assert (evaluator.evaluate(vector) != 7).all()


def test_parameters_are_cast_and_overflow_gives_no_warning():
    graph, layout = network()
    evaluator = Evaluator(graph, layout, X, dtype=np.float32)
    assert evaluator.evaluate(np.full(layout.n_parameters, 1e200)).dtype == np.float32


def test_a_layout_of_an_experiment_without_hidden_layers_is_one_map():
    experiment = Experiment(hidden=())
    graph, layout = graph_of(experiment), layout_of(experiment)
    vector = vector_of(layout)
    ((W, b),) = layout.pairs(vector)
    expected = np.tanh(W @ X + b)
    np.testing.assert_allclose(Evaluator(graph, layout, X).evaluate(vector), expected)

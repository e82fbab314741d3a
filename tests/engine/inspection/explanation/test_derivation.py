"""Derivations: the tree of a number gives the number."""

from __future__ import annotations

import json

import pytest

from engine import Experiment, ExperimentError, Trainer, derivation
from engine.functions.losses import LOSSES
from engine.inspection.explanation.derivation import explained

NETWORKS = {
    "tanh": {"hidden": (3, 2)},
    "deep relu": {"hidden": (4, 3, 3), "activation": "relu", "optimizer": "adam"},
    "mixed": {"hidden": (3, 3), "activation": ("gelu", "softplus")},
    "no bias": {"hidden": (3,), "use_bias": False, "activation": "sigmoid"},
    "dropout": {"hidden": (4, 4), "dropout": 0.4, "l2": 0.1},
    "none hidden": {"hidden": (), "loss": "binary_cross_entropy"},
} | {
    f"{loss.name} on {output}": {
        "loss": loss.name,
        "output": output,
        "dataset": "blobs",
        "hidden": (3,),
    }
    for loss in LOSSES.values()
    for output in loss.outputs
}


def traced(name):
    trainer = Trainer(Experiment(**{"batch_size": 4, **NETWORKS[name]}))
    trainer.step(5)
    return trainer.trace()


def every_node(factor):
    yield factor
    for child in factor.factors:
        yield from every_node(child)


def check(factor, value):
    assert factor.value == pytest.approx(value, rel=1e-12, abs=1e-15)
    assert factor.derived() == pytest.approx(value, rel=1e-9, abs=1e-14)
    for node in every_node(factor):
        assert node.symbol
        assert node.origin
        assert (node.operation == "given") == (not node.factors)
        assert bool(node.formula) == bool(node.factors)
        # each node follows from its own factors, not only the root from the leaves
        if node.factors:
            again = node.derived()
            assert again == pytest.approx(node.value, rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("sample", [None, 1])
@pytest.mark.parametrize("depth", [0, 1, 3])
def test_every_gradient_is_derived_from_its_factors(name, sample, depth):
    trace = traced(name)
    layers = (trace if sample is None else trace.sample(sample)).layers
    for index, layer in enumerate(layers):
        row, column = layer.dW.shape[0] - 1, layer.dW.shape[1] - 1
        tree = derivation(
            trace, "weight", index, row, column, sample=sample, depth=depth
        )
        check(tree, layer.dW[row, column])
        if layer.db is not None:
            tree = derivation(trace, "bias", index, row, sample=sample, depth=depth)
            check(tree, layer.db[row, 0])


@pytest.mark.parametrize("name", NETWORKS)
def test_every_delta_and_activation_is_derived_from_its_factors(name):
    trace = traced(name)
    for index, layer in enumerate(trace.sample(2).layers):
        for target, values in (("delta", layer.delta), ("activation", layer.a)):
            tree = derivation(trace, target, index, 0, sample=2, depth=2)
            check(tree, values[0, 0])


@pytest.mark.parametrize("target", ["delta", "activation"])
def test_without_a_sample_a_unit_is_the_mean_over_the_batch(target):
    trace = traced("tanh")
    layer = trace.layers[1]
    values = layer.delta if target == "delta" else layer.a
    tree = derivation(trace, target, 1, 0)
    check(tree, values[0].mean())
    assert len(tree.factors) == 4


def test_delta_names_the_slope_and_the_weights_that_shrink_it():
    """delta = (sum_k w_k delta_k) f'(z): two factors, the sum has one term a unit."""
    trace = traced("deep relu")
    tree = derivation(trace, "delta", 0, 1, sample=0)
    back, slope = tree.factors
    layer, above = trace.sample(0).layers[:2]
    assert slope.value == layer.df[1, 0]
    assert len(back.factors) == 3
    for k, term in enumerate(back.factors):
        w, delta = term.factors
        assert w.value == above.W_before[k, 1]
        assert delta.value == above.delta[k, 0]


def test_a_softmax_follows_from_the_z_of_all_outputs():
    trace = traced("mse on softmax")
    tree = derivation(trace, "activation", 1, 1, sample=2)
    z = trace.layers[1].z[:, 2]
    assert [factor.value for factor in tree.factors] == z.tolist()
    check(tree, trace.layers[1].a[1, 2])


def test_what_dropout_passes_on_is_a_times_its_mask():
    trace = traced("dropout")
    tree = derivation(trace, "activation", 1, 0, sample=1, depth=2)
    (z,) = tree.factors
    (_, passed), *_ = (term.factors for term in z.factors[:-1])
    mask, a = passed.factors
    assert passed.value == mask.value * a.value
    assert a.value == trace.layers[0].a[0, 1]
    assert mask.value == trace.masks[0][0, 1]


def test_the_explanation_of_a_trace_names_its_inputs():
    trace = traced("tanh")
    x = explained(trace).value(trace.placement.graph.nodes[0], 1, 0)
    assert x.origin.startswith("input x2 of training sample ")


def test_a_wrong_factor_is_seen():
    trace = traced("tanh")
    layer = trace.sample(0).layers[0]
    tree = derivation(trace, "weight", 0, 0, 0, sample=0)
    wrong = 1.001 * layer.dW[0, 0]
    assert tree.derived() != pytest.approx(wrong, rel=1e-9)


def test_tree_is_plain_json():
    tree = derivation(traced("tanh"), "weight", 1, 0, 2, sample=0, depth=2)
    text = json.dumps(tree.to_dict(), allow_nan=False)
    assert json.loads(text)["factors"][0]["operation"] == "product"


@pytest.mark.parametrize(
    ("arguments", "field", "limit"),
    [
        (("loss", 0, 0), "target", ["weight", "bias", "delta", "activation"]),
        (("weight", 0, 0), "column", None),
        (("weight", 3, 0, 0), "layer", 2),
        (("weight", 0, 3, 0), "row", 2),
        (("weight", 0, 0, 2), "column", 1),
        (("bias", 0, -1), "row", 2),
        (("delta", -1, 0), "layer", 2),
        (("activation", 0, 3), "row", 2),
    ],
)
def test_a_target_that_is_not_there_is_refused(arguments, field, limit):
    with pytest.raises(ExperimentError) as caught:
        derivation(traced("tanh"), *arguments)
    assert (caught.value.field, caught.value.limit) == (field, limit)


def test_a_sample_that_is_not_there_is_refused():
    with pytest.raises(ExperimentError, match="sample must be 0 to 3, not 4"):
        derivation(traced("tanh"), "bias", 0, 0, sample=4)


def test_a_bias_that_is_not_there_is_refused():
    with pytest.raises(ExperimentError, match="no biases"):
        derivation(traced("no bias"), "bias", 0, 0)

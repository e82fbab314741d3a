"""Explanation: the numbers of any graph, from those that they follow from."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.losses import LOSSES
from engine.graph import Edge, Node, Ref
from engine.inspection.explanation.explanation import Explanation, explained
from engine.inspection.explanation.naming import Naming
from engine.program.one_sample import sample_of
from tests.engine.networks_of import EXPERIMENTS
from tests.engine.program.graphs import B, Step, block, with_loss
from tests.engine.program.ops.test_backward import NAMES, graph_of
from tests.engine.random_graphs import random_step

NETWORKS = {
    "tanh": {},
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


def traced(**settings):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), "batch_size": 4, **settings}))
    trainer.step(5)
    return trainer.trace()


def height(factor):
    return 1 + max(map(height, factor.factors), default=0)


def nodes_of(trace, name):
    return trace.placement.graph.named(name)


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
def test_every_gradient_of_a_parameter_is_computed_again(name, sample, depth):
    trace = traced(**NETWORKS[name])
    trace = trace if sample is None else sample_of(trace, sample)
    explanation = explained(trace)
    pairs = zip(trace.placement.graph.users, trace.layers, strict=True)
    for parameter, layer in pairs:
        row, column = layer.dW.shape[0] - 1, layer.dW.shape[1] - 1
        weight = explanation.parameter(parameter, row, column, depth)
        check(weight, layer.dW[row, column])
        if layer.db is not None:
            bias = explanation.parameter(parameter, row, None, depth)
            check(bias, layer.db[row, 0])


@pytest.mark.parametrize("name", NETWORKS)
def test_every_delta_and_activation_is_computed_again(name):
    trace = sample_of(traced(**NETWORKS[name]), 2)
    explanation = explained(trace)
    for index, layer in enumerate(trace.layers):
        z, a = nodes_of(trace, "z")[index], nodes_of(trace, "a")[index]
        check(explanation.gradient(z, 0, 0, depth=2), layer.delta[0, 0])
        check(explanation.value(a, 0, 0, depth=2), layer.a[0, 0])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("depth", [1, 2, 5])
def test_every_number_of_a_graph_is_computed_again(name, depth):
    step = Step(graph_of(name)).run()
    graph = step.graph
    naming = Naming(graph, np.arange(B), ["x1", "x2", "x3"])
    explanation = Explanation(step.placement, step.compiled.array, naming)
    factors = []
    for node in step.placement.placed:
        factors.append(explanation.value(node, node.n_rows - 1, 1, depth))
        if node in step.placement.contributions:
            factors.append(explanation.gradient(node, 0, 2, depth))
            factors.append(explanation.gradient(node, node.n_rows - 1, 0, depth))
    for parameter in graph.users:
        rows, _ = parameter.shape
        factors.append(explanation.parameter(parameter, rows - 1, 0, depth))
        if parameter.use_bias:
            factors.append(explanation.parameter(parameter, 0, None, depth))
    for factor in factors:
        assert factor.derived() == pytest.approx(factor.value, rel=1e-11, abs=1e-13)
        assert all(each.symbol and each.origin for each in factor.factors)
        for each in every_node(factor):
            check_ref(step, each)


def check_ref(step, factor):
    """Check that a number which refers to one of the step is that number."""
    if factor.ref is None or factor.ref.quantity not in ("value", "grad", "local"):
        return
    quantity, name, site, row, _, sample = factor.ref
    for node in step.graph.named(name):
        if node.site in (site, None) and quantity == factor.ref.quantity:
            found = step.compiled.array(Ref(quantity, node))[row, sample]
            assert factor.value == pytest.approx(found, rel=1e-11, abs=1e-13)


def test_a_planted_fault_is_found():
    step = Step(graph_of("two readers")).run()
    naming = Naming(step.graph, np.arange(B), ["x1", "x2", "x3"])
    a = step.graph.named("a")[0]
    step.compiled.array(Ref("grad", a))[0, 0] *= 1.001
    factor = Explanation(step.placement, step.compiled.array, naming).gradient(a, 0, 0)
    assert factor.derived() != pytest.approx(factor.value, rel=1e-6)


def test_z_is_the_sum_of_weighted_inputs_and_the_bias():
    trace = traced()
    factor = explained(trace).value(nodes_of(trace, "z")[0], 1, 2)
    layer = trace.layers[0]
    *terms, bias = factor.factors
    assert (factor.value, factor.formula) == (layer.z[1, 2], r"z = W a_{prev} + b")
    assert [term.factors[0].value for term in terms] == layer.W_before[1].tolist()
    assert [term.factors[1].value for term in terms] == trace.x[:, 2].tolist()
    assert [term.formula for term in terms] == [r"w \cdot a"] * 2
    assert (bias.value, bias.symbol) == (layer.b_before[1, 0], "b^{(1)}_{2}")


def test_depth_decides_how_far_an_activation_is_derived():
    trace = traced()
    explanation, output = explained(trace), nodes_of(trace, "a")[2]
    heights = [height(explanation.value(output, 0, 0, depth)) for depth in range(4)]
    # each layer adds a, z, the product, and at last the given inputs
    assert heights == [1, 4, 7, 10]


def test_delta_is_the_gradient_of_a_times_the_derivative():
    trace = traced()
    factor = explained(trace).gradient(nodes_of(trace, "z")[0], 1, 2)
    da, derivative = factor.factors
    layer = trace.layers[0]
    assert (factor.value, da.value, derivative.value) == (
        layer.delta[1, 2], layer.da[1, 2], layer.df[1, 2],
    )  # fmt: skip
    assert derivative.origin.startswith("tanh's derivative at z = ")
    assert (factor.symbol, derivative.symbol) == (
        r"\delta^{(1)}_{2}",
        "f'(z^{(1)}_{2})",
    )


def test_what_reaches_a_unit_is_one_product_for_each_unit_above():
    """delta = (sum_k w_k delta_k) f'(z): two factors, the sum has one term a unit."""
    trace = sample_of(traced(**NETWORKS["deep relu"]), 0)
    delta = explained(trace).gradient(nodes_of(trace, "z")[0], 1, 0)
    back, derivative = delta.factors
    layer, above = trace.layers[:2]
    assert derivative.value == layer.df[1, 0]
    assert len(back.factors) == 3
    for k, term in enumerate(back.factors):
        w, delta = term.factors
        assert w.value == above.W_before[k, 1]
        assert delta.value == above.delta[k, 0]


def test_at_depth_0_delta_is_given():
    trace = traced()
    factor = explained(trace).gradient(nodes_of(trace, "z")[0], 0, 0, 0)
    assert factor.operation == "given"


def test_a_gradient_of_the_loss_in_z_is_the_residual_over_the_batch():
    trace = traced(loss="binary_cross_entropy")
    factor = explained(trace).gradient(nodes_of(trace, "z")[2], 0, 3)
    a, y = factor.factors
    assert (a.value - y.value) / 4 == pytest.approx(factor.value, rel=1e-13)
    assert y.value == trace.y[0, 3]


def test_a_softmax_delta_depends_on_all_outputs():
    trace = traced(loss="mse", output="softmax", dataset="blobs")
    factor = explained(trace).gradient(nodes_of(trace, "z")[2], 1, 0)
    assert len(factor.factors) == 6
    assert factor.derived() == pytest.approx(trace.layers[2].delta[1, 0], rel=1e-12)


def test_a_softmax_follows_from_the_z_of_all_outputs():
    trace = traced(**NETWORKS["mse on softmax"])
    activation = explained(trace).value(nodes_of(trace, "a")[1], 1, 2)
    z = trace.layers[1].z[:, 2]
    assert [factor.value for factor in activation.factors] == z.tolist()
    check(activation, trace.layers[1].a[1, 2])


def test_what_dropout_passes_on_is_a_times_its_mask():
    trace = traced(**NETWORKS["dropout"])
    activation = explained(trace).value(nodes_of(trace, "a")[1], 0, 1, depth=2)
    (z,) = activation.factors
    (_, passed), *_ = (term.factors for term in z.factors[:-1])
    mask, a = passed.factors
    assert passed.value == mask.value * a.value
    assert a.value == trace.layers[0].a[0, 1]
    assert mask.value == trace.masks[0][0, 1]


def test_dropout_multiplies_the_gradient_by_its_mask():
    trace = traced(dropout=0.5)
    for row in range(3):
        mask, total = explained(trace).gradient(nodes_of(trace, "a")[0], row, 1).factors
        assert mask.value == trace.masks[0][row, 1]
        assert total.operation == "sum"


def test_what_a_node_adds_to_a_gradient_is_no_number_of_the_step():
    """A sum and a norm both read h: its gradient has two parts."""
    trainer = Trainer(EXPERIMENTS["attention"].replace(rms_norm=True))
    trainer.step()
    trace = trainer.trace()
    _, h, last = trainer.graph.named("h")
    found = explained(trace).gradient(h, 0, 0, depth=1)
    by_sum, by_norm = found.factors
    assert found.operation == "sum"
    assert by_norm.ref is None
    assert by_norm.symbol == rf"\left.{found.symbol}\right|_{{\mathrm{{n}}^{{(2)}}}}"
    assert by_sum.value == trace.array(Ref("grad", last))[0, 0]
    assert found.value == pytest.approx(by_sum.value + by_norm.value, rel=1e-12)
    assert trace.array(Ref("grad", h))[0, 0] == found.value


def test_a_weight_is_a_sum_over_samples_and_a_bias_of_deltas_alone():
    trace = traced()
    first = trace.placement.graph.parameters[0]
    weight = explained(trace).parameter(first, 2, 1)
    assert [term.operation for term in weight.factors] == ["product"] * 4
    assert weight.factors[1].origin == "sample 2 of the batch"
    bias = explained(trace).parameter(first, 2, None)
    deltas = trace.layers[0].delta[2]
    assert [term.value for term in bias.factors] == deltas.tolist()


def test_a_shared_weight_is_a_sum_over_the_samples_of_each_use():
    step = Step(graph_of("a shared parameter")).run()
    naming = Naming(step.graph, np.arange(B), ["x1", "x2", "x3"])
    explanation = Explanation(step.placement, step.compiled.array, naming)
    shared = next(p for p, users in step.graph.users.items() if len(users) == 2)
    factor = explanation.parameter(shared, 0, 1)
    assert factor.origin == f"backward phase, V, all {B} samples of the batch"
    origins = [f"sample {n + 1} of the batch" for n in range(B)]
    assert [term.origin for term in factor.factors] == 2 * origins


def test_a_weight_without_a_way_to_the_loss_has_a_gradient_of_0():
    x, z, a, *_ = graph_of("one use").nodes
    out = Node("affine", (Edge(a, stop=True),), 3, "z", 1, block("V", 3, 3))
    step = Step(with_loss(x, z, a, out)).run()
    naming = Naming(step.graph, np.arange(B), ["x1", "x2", "x3"])
    explanation = Explanation(step.placement, step.compiled.array, naming)
    factor = explanation.parameter(z.parameter, 0, 1)
    assert (factor.value, factor.derived(), factor.factors) == (0, 0, ())


def test_the_explanation_of_a_trace_names_its_inputs():
    trace = traced()
    x = explained(trace).value(trace.placement.graph.nodes[0], 1, 0)
    assert x.origin.startswith("input x2 of training sample ")


def test_a_wrong_factor_is_seen():
    trace = sample_of(traced(), 0)
    first = trace.placement.graph.parameters[0]
    wrong = 1.001 * trace.layers[0].dW[0, 0]
    weight = explained(trace).parameter(first, 0, 0)
    assert weight.derived() != pytest.approx(wrong, rel=1e-9)


def test_an_explained_number_is_plain_json():
    trace = sample_of(traced(), 0)
    second = trace.placement.graph.parameters[1]
    weight = explained(trace).parameter(second, 0, 2, depth=2)
    text = json.dumps(weight.to_dict(), allow_nan=False)
    assert json.loads(text)["factors"][0]["operation"] == "product"


def test_what_a_join_adds_to_one_of_several_gradients_is_the_gradient_of_the_join():
    step = random_step(21)
    step.run()
    (join,) = step.graph.named("join")
    z = next(edge.node for edge in join.inputs if edge.node.name == "z")
    assert len(step.placement.contributions[z]) > 1
    naming = Naming(step.graph, np.arange(B), ["x1", "x2", "x3"])
    explanation = Explanation(step.placement, step.compiled.array, naming)
    found = explanation.gradient(z, 0, 0)
    check(found, step.compiled.array(Ref("grad", z))[0, 0])
    assert found.operation == "sum"
    passed_on = [each for each in found.factors if each.ref is not None]
    assert [each.ref.node for each in passed_on] == ["join"]

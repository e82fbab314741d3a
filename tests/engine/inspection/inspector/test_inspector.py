"""Inspector: its numbers against autodiff, over random experiments."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Trainer, inspected
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.limits import NeedsDenseError
from tests.engine.autodiff import Oracle
from tests.engine.networks_of import EXPERIMENTS, OTHERS

PAIRS = [(loss.name, output) for loss in LOSSES.values() for output in loss.outputs]
N_STATES = 60
FOLLOWS = ("batch", "inside", "outside")


def random_settings(k):
    """Return settings; every optimizer, activation and loss comes among them."""
    rng = np.random.default_rng([17, k])
    loss, output = PAIRS[k % len(PAIRS)]
    n_layers = int(rng.integers(0, 5))
    names = list(ACTIVATIONS)
    return {
        "dataset": "blobs",
        "hidden": tuple(int(n) for n in rng.integers(1, 6, n_layers)),
        "activation": tuple(
            names[(k + i) % len(names)] for i in range(n_layers)
        ) or "tanh",
        "loss": loss,
        "output": output,
        "optimizer": list(OPTIMIZERS)[k % len(OPTIMIZERS)],
        "batch_size": int(rng.choice([1, 3, 10])),
        "dropout": float(rng.choice([0.0, 0.4])) if n_layers else 0.0,
        "l2": float(rng.choice([0.0, 0.02])),
        "clip_norm": [None, 0.05][int(rng.integers(2))],
        "learning_rate": 0.02,
        "n_samples": 60,
        "seed": k,
    }  # fmt: skip


def oracle_of(trace):
    graph = trace.placement.graph
    blocks = trace.layout.blocks(trace.before[0].copy())
    masks = {
        node: trace.masks[node.site] for node in graph.nodes if node.name == "dropout"
    }
    return Oracle(
        graph, dict(zip(graph.users, blocks, strict=True)), trace.x, trace.y, masks
    )


def close(found, expected):
    return found == pytest.approx(expected, rel=1e-9, abs=1e-13)


def every(factor):
    yield factor
    for each in factor.factors:
        yield from every(each)


def assert_follows(factor):
    """Check that each number of a tree follows from those below it."""
    for each in every(factor):
        if each.factors:
            assert close(each.derived(), each.value), each.symbol


def case(k, follows):
    """Return a case; each state is quick with one sample."""
    is_quick = FOLLOWS[(k + k // len(PAIRS)) % len(FOLLOWS)] == follows
    return pytest.param(k, follows, marks=[pytest.mark.slow][is_quick:])


@pytest.mark.parametrize(
    ("k", "follows"), [case(k, name) for name in FOLLOWS for k in range(N_STATES)]
)
def test_every_number_is_that_of_autodiff(k, follows):
    trainer = Trainer(Experiment(**random_settings(k)))
    trainer.step(3)
    step, rng = trainer.trace(), np.random.default_rng([18, k])
    batch = step.batch_indices
    n_train = trainer.data.train_x.shape[1]
    outside = np.setdiff1d(np.arange(n_train), batch)
    sample = {
        "batch": None,
        "inside": int(rng.choice(batch)),
        "outside": int(rng.choice(outside)) if outside.size else None,
    }[follows]
    layer = int(rng.integers(len(step.layers)))
    W = step.layers[layer].W_before
    place = layer, int(rng.integers(W.shape[0])), int(rng.integers(W.shape[1]))
    check_batch(trainer, place, sample)
    if sample is not None:
        check_sample(trainer, place, sample)


def answers(trainer, place, sample):
    layer, row, column = place
    return (
        inspected(trainer, "weight", layer, row, column, sample=sample),
        inspected(trainer, "bias", layer, row, sample=sample),
        inspected(trainer, "neuron", layer, row, sample=sample),
        inspected(trainer, "loss", sample=sample),
    )


def check_batch(trainer, at, sample):
    """Check the gradient, the update, the bars and the loss of the batch."""
    weight, bias, neuron, loss = answers(trainer, at, sample)
    (layer, row, column), step = at, trainer.trace()
    gradients, values = oracle_of(step).gradients(), oracle_of(step).values()
    parameter = step.placement.graph.parameters[layer]
    z = step.placement.graph.named("z")[layer]
    for found, place in ((weight, column), (bias, -1)):
        dW = gradients.parameters[parameter][row, place]
        assert close(found.parts["gradient"].value, dW)
        assert close(found.bars.terms.sum() + found.bars.rest, dW)
        assert found.update.gradient == found.parts["gradient"].value
        after = step.layout.blocks(step.after[0])[layer]
        assert found.update.new == after[row, place]
    deltas, expected = gradients.values[z][row], float(values[step.placement.loss])
    assert np.allclose(neuron.bars.terms, deltas, rtol=1e-9, atol=1e-13)
    assert close(loss.parts["loss"].value, expected)
    assert close(loss.bars.terms.sum(), expected)
    if sample is None:
        assert close(neuron.parts["z"].value, values[z][row].mean())
        assert close(neuron.parts["delta"].value, deltas.mean())


def check_sample(trainer, at, sample):
    """Check the numbers of a followed sample, and that they follow from each other."""
    weight, bias, neuron, loss = answers(trainer, at, sample)
    (layer, row, column) = at
    trace, n = weight.followed.trace, weight.followed.column
    gradients, values = oracle_of(trace).gradients(), oracle_of(trace).values()
    z, a = (trace.placement.graph.named(name)[layer] for name in ("z", "a"))
    delta, source = gradients.values[z][row, n], z.inputs[0].node
    assert close(weight.parts["share"].value, delta * values[source][column, n])
    assert close(bias.parts["share"].value, delta)
    expected = {
        "z": values[z][row, n],
        "a": values[a][row, n],
        "da": gradients.values[a][row, n],
        "delta": delta,
        "again": delta,
    }
    for found in (weight, bias, neuron):
        for name in expected.keys() & found.parts.keys():
            assert close(found.parts[name].value, expected[name]), name
    for found in (weight, bias, neuron, loss):
        for name, factor in found.parts.items():
            if name not in ("gradient", "loss"):
                assert_follows(factor)


def stepped(**settings):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), "batch_size": 4, **settings}))
    trainer.step(3)
    return trainer


def test_an_output_is_a_neuron_of_the_last_layer():
    trainer = stepped()
    found = inspected(trainer, "output", sample=3)
    assert (found.layer, found.row) == (2, 0)
    assert found.parts["target"].value == trainer.data.train_y[0, 3]


def test_an_input_is_its_value_or_its_mean():
    trainer = stepped()
    found = inspected(trainer, "input", row=1, sample=3)
    assert (found.layer, found.row) == (-1, 1)
    assert found.parts["value"].value == trainer.data.train_x[1, 3]
    trace = trainer.trace()
    mean = inspected(trainer, "input", row=1)
    assert mean.parts["value"].value == pytest.approx(trace.x[1].mean())
    np.testing.assert_array_equal(mean.bars.terms, trace.x[1])


@pytest.mark.parametrize("name", ["delta", "a"])
def test_without_a_sample_a_neuron_is_its_means_over_the_batch(name):
    trainer = stepped()
    values = getattr(trainer.trace().layers[1], name)[0]
    found = inspected(trainer, "neuron", 1, 0)
    assert found.parts[name].value == pytest.approx(values.mean(), rel=1e-12)
    assert found.parts[name].derived() == pytest.approx(values.mean(), rel=1e-9)
    assert found.bars.terms.size == 4


def test_a_layer_is_its_matrices():
    found = inspected(stepped(), "layer", 1)
    assert found.matrices
    assert not found.parts


def test_numbers_of_one_answer_are_of_one_step():
    """After an edit the step just applied is told, with the weights before it."""
    trainer = stepped()
    before = inspected(trainer, "weight", 0, 0, 0)
    trainer.set_parameter(0, 0, 0, 5.0)
    after = inspected(trainer, "weight", 0, 0, 0)
    assert after.followed.step.step == before.followed.step.step == 3
    assert after.update == before.update
    trainer.advance("op")
    now = inspected(trainer, "weight", 0, 0, 0)
    assert (now.followed.step.step, now.update.old) == (4, 5.0)


@pytest.mark.parametrize("settings", [{}, {"dropout": 0.3}], ids=str)
def test_within_a_step_nothing_is_stale(settings):
    """What has a number within a step has the number of the whole step."""
    trainer, whole = stepped(**settings), stepped(**settings)
    whole.step(1)
    sample = int(whole.trace().batch_indices[1])
    expected = inspected(whole, "neuron", 0, 1, sample=sample).parts
    for _ in range(trainer.n_ops - 1):
        trainer.advance("op")
        parts = inspected(trainer, "neuron", 0, 1, sample=sample).parts
        for name, factor in parts.items():
            both = zip(every(factor), every(expected[name]), strict=True)
            for each, other in both:
                assert np.isnan(each.value) or each.value == other.value, name


@pytest.mark.parametrize("network", OTHERS)
@pytest.mark.parametrize("follows", ["batch", "inside", "outside"])
def test_the_loss_of_any_network_is_the_sum_over_its_batch(network, follows):
    trainer = Trainer(EXPERIMENTS[network])
    trainer.step(2)
    batch = trainer.trace().batch_indices
    n_train = trainer.data.train_x.shape[1]
    sample = {
        "batch": None,
        "inside": int(batch[1]),
        "outside": next(iter({*range(n_train)} - {*batch.tolist()})),
    }[follows]
    found = inspected(trainer, "loss", sample=sample)
    loss = found.parts["loss"].value
    assert found.bars.terms.sum() == pytest.approx(loss, rel=1e-12)
    assert found.losses.losses.mean() == pytest.approx(loss, rel=1e-12)
    assert ("sample_loss" in found.parts) == (sample is not None)
    if follows == "inside":
        assert close(found.parts["sample_loss"].value, found.losses.losses[1])
    for factor in found.parts.values():
        assert_follows(factor)


def test_layers_are_those_of_a_dense_network():
    trainer = Trainer(EXPERIMENTS["rnn"])
    with pytest.raises(NeedsDenseError):
        inspected(trainer, "layer")


@pytest.mark.parametrize(
    ("arguments", "field", "limit"),
    [
        (("delta",), "target", [
            "weight", "bias", "neuron", "layer", "input", "output", "loss",
        ]),
        (("weight", 0, 0), "column", None),
        (("weight", 3, 0, 0), "layer", 2),
        (("weight", 0, 3, 0), "row", 2),
        (("weight", 0, 0, 2), "column", 1),
        (("bias", 0, 3), "row", 2),
        (("bias", 0, -1), "row", 2),
        (("neuron", 0, 3), "row", 2),
        (("neuron", -1, 0), "layer", 2),
        (("input", 0, 2), "row", 1),
        (("layer", 3), "layer", 2),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused(arguments, field, limit):
    with pytest.raises(ExperimentError) as caught:
        inspected(stepped(), *arguments)
    assert (caught.value.field, caught.value.limit) == (field, limit)


def test_a_sample_that_is_not_there_is_refused():
    trainer = stepped()
    n = trainer.data.train_x.shape[1]
    with pytest.raises(ExperimentError, match=f"sample must be 0 to {n - 1}, not {n}"):
        inspected(trainer, "bias", 0, 0, sample=n)


def test_a_bias_that_is_not_there_is_refused():
    with pytest.raises(ExperimentError, match="no biases"):
        inspected(stepped(use_bias=False), "bias", 0, 0)

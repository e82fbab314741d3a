"""Losses: that of each sample, their mean, and the penalties."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.losses import LOSSES
from engine.graph import Ref
from engine.inspection.explanation.explanation import explained
from engine.inspection.inspector import losses as module
from engine.inspection.inspector.losses import (
    mean_loss,
    penalties,
    sample_loss,
    sample_losses,
)
from tests.engine.autodiff import LOSSES as DEFINITIONS
from tests.engine.networks_of import EXPERIMENTS, OTHERS

PAIRS = [(loss.name, output) for loss in LOSSES.values() for output in loss.outputs]


def traced(**settings):
    trainer = Trainer(
        Experiment(**{"hidden": (3,), "batch_size": 5, "dataset": "blobs", **settings})
    )
    trainer.step(3)
    return trainer.trace()


@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_each_loss_is_that_of_the_definition(loss, output):
    trace = traced(loss=loss, output=output)
    found, a, y = sample_losses(trace), trace.layers[-1].a, trace.y
    expected = [DEFINITIONS[loss](a[:, [n]], y[:, [n]]) for n in range(5)]
    np.testing.assert_allclose(found.losses, expected, rtol=1e-11)
    assert found.latex == LOSSES[loss].latex
    np.testing.assert_array_equal(found.samples, trace.batch_indices)
    np.testing.assert_array_equal(found.outputs, a)
    np.testing.assert_array_equal(found.targets, y)
    for n in range(5):
        factor = sample_loss(trace, explained(trace).leaves, n)
        assert factor.value == pytest.approx(expected[n], rel=1e-11)
        assert factor.derived() == factor.value
        assert factor.ref.sample == trace.batch_indices[n]
    assert mean_loss(trace).value == pytest.approx(np.mean(expected), rel=1e-12)


def test_outputs_of_a_very_large_batch_are_left_out(monkeypatch):
    monkeypatch.setattr(module, "MAX_NUMBERS", 3)
    found = sample_losses(traced())
    assert (found.outputs, found.targets) == (None, None)


@pytest.mark.parametrize("network", OTHERS)
def test_each_loss_of_any_network_is_that_of_its_sample_alone(network):
    """Of a sample with several positions it is their mean."""
    trainer = Trainer(EXPERIMENTS[network])
    trainer.step(2)
    trace = trainer.trace()
    found = sample_losses(trace)
    loss = DEFINITIONS[trace.experiment.loss]
    a = trace.array(Ref("value", trace.placement.loss.inputs[1].node))
    n = trace.placement.graph.n_positions
    expected = [
        np.mean([loss(a[:, [k]], trace.y[:, [k]]) for k in range(b * n, b * n + n)])
        for b in range(trace.batch_size)
    ]
    np.testing.assert_allclose(found.losses, expected, rtol=1e-11)
    assert found.losses.mean() == pytest.approx(mean_loss(trace).value, rel=1e-12)
    leaves = explained(trace).leaves
    assert sample_loss(trace, leaves, 1).value == pytest.approx(expected[1], rel=1e-11)


@pytest.mark.parametrize("network", OTHERS)
def test_only_a_sample_with_one_target_has_it_and_its_output_beside_its_loss(network):
    trainer = Trainer(EXPERIMENTS[network])
    trainer.step(1)
    trace = trainer.trace()
    found = sample_losses(trace)
    has_one = trace.experiment.n_target_steps == 1
    assert has_one == (network in ("convolution", "lstm"))
    if has_one:
        np.testing.assert_array_equal(found.targets, trace.y)
        assert found.outputs.shape == trace.y.shape
    else:
        assert (found.outputs, found.targets) == (None, None)


def test_penalties_come_with_the_total():
    trace = traced(l1=0.01, l2=0.1)
    weights = np.concatenate([layer.W_before.ravel() for layer in trace.layers])
    found = penalties(trace)
    assert list(found) == ["l2", "l1", "total"]
    assert found["l2"].value == pytest.approx(0.05 * (weights**2).sum(), rel=1e-12)
    assert found["l1"].value == pytest.approx(0.01 * np.abs(weights).sum(), rel=1e-12)
    assert found["total"].derived() == pytest.approx(found["total"].value, rel=1e-12)
    assert list(penalties(traced(l1=0.01))) == ["l1", "total"]
    assert not penalties(traced())

"""Input gradient: dL/dx beside differences of the loss."""

from __future__ import annotations

import numpy as np
import pytest

from engine import ExperimentError, Trainer
from engine.arrays import execute
from engine.functions.losses import LOSSES
from engine.inspection.inspector.input_gradient import (
    gradient_of_input,
    input_gradient,
)
from engine.program.compiled import Compiled
from engine.program.memory.placement import placement_of
from tests.engine.networks_of import EXPERIMENTS

H = 1e-5


def trained(name, n_steps=3, **changes):
    trainer = Trainer(EXPERIMENTS[name].replace(**changes))
    trainer.step(n_steps)
    return trainer


def loss_of(trace, x):
    """Return the loss of a step with other inputs, by the ops of its graph."""
    placement = placement_of(trace.placement.graph)
    users, layout = placement.graph.users, trace.layout
    weights = layout.blocks(trace.before[0].copy())
    compiled = Compiled(
        placement,
        x.shape[1],
        parameters=dict(zip(users, weights, strict=True)),
        gradients={each: np.zeros(each.shape) for each in users},
    )
    compiled.memory.x[: len(x)], compiled.memory.y[...] = x, trace.y
    for op in compiled.ops:
        if op.phase == "forward":
            execute(op.calls)
    z, a = (compiled.memory.value(edge) for edge in placement.graph.nodes[-1].inputs)
    return trace.placement.graph.nodes[-1].kind, z.copy(), a.copy()


def differences(trace):
    found = np.empty_like(trace.x)
    for place in np.ndindex(trace.x.shape):
        sides = []
        for step in (H, -H):
            x = trace.x.copy()
            x[place] += step
            loss, z, a = loss_of(trace, x)
            sides.append(LOSSES[loss].value(z, a, trace.y).real)
        found[place] = (sides[0] - sides[1]) / (2 * H)
    return found


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_it_is_the_slope_of_the_loss(name):
    smooth = {"activation": "tanh"} if name in ("convolution", "attention") else {}
    trainer = trained(name, batch_size=2, **smooth)
    x = trainer._stepper.work.x(trainer.batch_index)
    x += np.random.default_rng(0).normal(0, 0.1, x.shape)  # no two pixels are equal
    trainer.step()
    trace = trainer.trace()
    found = gradient_of_input(trace)
    expected = differences(trace)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9)
    assert np.abs(1.001 * found - expected).max() > 1e-6


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_sample_has_its_columns_of_the_batch(name):
    trainer = trained(name)
    trace, n = trainer.trace(), trainer.graph.n_positions
    found = input_gradient(trainer, int(trace.batch_indices[1]))
    here = slice(n, 2 * n)
    np.testing.assert_array_equal(found.x, trace.x[:, here])
    whole = gradient_of_input(trace)[:, here]
    np.testing.assert_allclose(found.dx, whole, rtol=1e-12, atol=1e-16)


def test_what_is_behind_a_wall_gets_no_gradient():
    trainer = trained("lstm", truncation=1)
    rows = len(trainer.experiment.channels)
    dx = input_gradient(trainer, 0).dx
    assert not dx[:-rows].any()
    assert dx[-rows:].any()


def test_it_is_nan_until_the_way_back_has_come_there():
    trainer = trained("rnn")
    trainer.advance("op")
    assert np.isnan(input_gradient(trainer, 0).dx).all()


def test_there_must_be_such_a_sample():
    with pytest.raises(ExperimentError, match="sample"):
        input_gradient(trained("rnn"), 999)

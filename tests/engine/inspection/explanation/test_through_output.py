"""Through the output: both ways to delta of an output agree."""

from __future__ import annotations

import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.losses import LOSSES
from engine.inspection.explanation.explanation import explained
from engine.inspection.explanation.through_output import delta_through_output
from tests.engine.autodiff import LOSSES as DEFINITIONS

FUSED = [loss.name for loss in LOSSES.values() if loss.wrt == "z"]


def traced(**settings):
    trainer = Trainer(
        Experiment(**{"dataset": "blobs", "hidden": (3,), "batch_size": 4, **settings})
    )
    trainer.step(5)
    return trainer.trace()


def test_every_loss_with_a_gradient_by_z_has_one_by_a():
    for loss in LOSSES.values():
        assert (
            (loss.output_gradient is not None)
            == (loss.wrt == "z")
            == bool(loss.latex_output_gradient)
        )


@pytest.mark.parametrize("name", FUSED)
def test_both_ways_to_delta_agree(name):
    trace = traced(loss=name)
    delta = trace.layers[-1].delta
    for row, n in np.ndindex(delta.shape):
        factor = delta_through_output(trace, explained(trace), row, n)
        assert factor.value == pytest.approx(delta[row, n], rel=1e-11, abs=1e-15)
        assert factor.derived() == pytest.approx(delta[row, n], rel=1e-11, abs=1e-15)
        assert factor.ref is None


@pytest.mark.parametrize("name", FUSED)
def test_the_gradient_of_the_output_is_that_of_the_definition(name):
    """Each dL/da against autodiff of the loss, written down anew in the tests."""
    trace = traced(loss=name)
    a, y = trace.layers[-1].a, trace.y
    expected = autograd.grad(lambda a: DEFINITIONS[name](a, y) / anp.shape(a)[1])(a)
    for row, n in np.ndindex(a.shape):
        factor = delta_through_output(trace, explained(trace), row, n)
        every = [f for f in factor.factors if f.symbol.startswith(r"\frac")]
        found = every[row if len(every) > 1 else 0]
        assert found.value == pytest.approx(expected[row, n], rel=1e-11)


@pytest.mark.parametrize("name", FUSED)
def test_a_wrong_sign_is_seen(name, monkeypatch):
    trace = traced(loss=name)
    loss = LOSSES[name]

    def wrong(a, y, out, t):
        return (*loss.output_gradient(a, y, out, t), (np.negative, (out, out)))

    changed = {k: getattr(loss, k) for k in loss.__dataclass_fields__}
    monkeypatch.setitem(
        LOSSES, name, type(loss)(**{**changed, "output_gradient": wrong})
    )
    factor = delta_through_output(trace, explained(trace), 0, 0)
    assert factor.value != pytest.approx(trace.layers[-1].delta[0, 0], rel=1e-6)


def test_where_an_output_is_1_only_the_short_way_has_a_number():
    trainer = Trainer(
        Experiment(dataset="blobs", hidden=(), loss="binary_cross_entropy")
    )
    trainer.set_parameter(0, 0, None, 800.0)
    trainer.step(1)
    trace = trainer.trace()
    n = int(np.flatnonzero(trace.y[0] == 1)[0])
    assert trace.layers[0].delta[0, n] == 0
    assert math.isnan(delta_through_output(trace, explained(trace), 0, n).value)


def test_other_losses_have_one_way_only():
    trace = traced(loss="squared_error")
    assert delta_through_output(trace, explained(trace), 0, 0) is None

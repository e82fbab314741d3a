"""Full gradient: the gradient of a truncated step beside that of a free one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import ExperimentError, Trainer
from engine.graph import Ref
from engine.inspection.inspector.full_gradient import full_gradient
from tests.engine.networks_of import EXPERIMENTS

RECURRENT = ("rnn", "lstm")


def trained(name, n_steps=3, **changes):
    trainer = Trainer(EXPERIMENTS[name].replace(**changes))
    trainer.step(n_steps)
    return trainer


@pytest.mark.parametrize("name", RECURRENT)
@pytest.mark.parametrize("block", [0, 1])
@pytest.mark.parametrize("truncation", [1, 2, 3])
def test_it_is_the_gradient_of_the_same_step_without_truncation(
    name, block, truncation
):
    cut = trained(name, truncation=truncation)
    free = Trainer(EXPERIMENTS[name])
    while free.step_count < 2:
        free.step()
    np.copyto(free._stepper.work.state[0], cut.trace().before[0])
    free.step()
    assert np.array_equal(free.trace().x, cut.trace().x)
    parameters = [each.layout.parameters[block] for each in (cut, free)]
    own = cut.trace().array(Ref("dW", parameters[0]))
    full = free.trace().array(Ref("dW", parameters[1]))
    found = full_gradient(cut, block)
    norm = np.linalg.norm
    assert found.norm == pytest.approx(norm(own), rel=1e-12)
    assert found.full_norm == pytest.approx(norm(full), rel=1e-12)
    assert found.left_out_norm == pytest.approx(norm(full - own), rel=1e-9, abs=1e-15)
    product = (own * full).sum()
    assert found.share == pytest.approx(product / norm(full) ** 2, rel=1e-12)
    assert found.cosine == pytest.approx(product / norm(full) / norm(own), rel=1e-12)
    rest = ((full - own) * full).sum() / norm(full) ** 2
    assert found.share + rest == pytest.approx(1, rel=1e-12)
    users = free.graph.users[parameters[1]]
    assert found.sites == tuple(node.site for node in users)
    each = [norm(free.trace().array(Ref("dW", node))) for node in users]
    np.testing.assert_allclose(found.full_norms, each, rtol=1e-12)


def test_the_steps_behind_a_wall_add_to_the_full_gradient_only():
    found = full_gradient(trained("lstm", truncation=2), 0)
    assert not found.norms[:2].any()
    assert found.norms[2:].all()
    assert found.full_norms.all()
    assert 0 < found.left_out_norm


@pytest.mark.parametrize("name", RECURRENT)
def test_without_truncation_both_are_the_same(name):
    found = full_gradient(trained(name), 0)
    assert found.norm == found.full_norm
    assert found.left_out_norm == 0
    assert found.share == pytest.approx(1, rel=1e-15)
    np.testing.assert_array_equal(found.norms, found.full_norms)


def test_tiny_gradients_have_norms_and_none_has_no_direction():
    trainer = trained("rnn", truncation=2)
    trace = trainer.trace()
    for scale in (1e-200, 0.0):
        weights = trainer._stepper.work.state[0]
        weights[...] = trace.before[0]
        weights[trainer.layout.offsets[1] :] *= scale
        trainer.step()
        found = full_gradient(trainer, 0)
        if scale:
            assert 0 < found.norm < 1e-190
            assert 0 < abs(found.share) < 10
        else:
            assert found.full_norm == 0
            assert math.isnan(found.share)
            assert math.isnan(found.cosine)


def test_it_is_nan_until_the_step_has_come_there():
    trainer = trained("rnn", truncation=2)
    trainer.advance("op")
    assert math.isnan(full_gradient(trainer, 0).norm)


def test_other_networks_and_blocks_are_refused():
    for name in ("dense", "convolution", "attention"):
        with pytest.raises(ExperimentError) as caught:
            full_gradient(trained(name), 0)
        assert caught.value.field == "network"
    with pytest.raises(ExperimentError) as caught:
        full_gradient(trained("rnn"), 2)
    assert caught.value.field == "block"

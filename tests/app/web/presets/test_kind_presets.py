"""The presets of networks that are not dense do what their texts promise."""

import numpy as np
import pytest

from app.web.presets.kind_presets import KIND_PRESETS
from engine import DivergenceError, Experiment, Trainer

PRESET = {preset.name: preset for preset in KIND_PRESETS}


def begun(name, **fields):
    return Trainer(Experiment(**{**PRESET[name].experiment, **fields}))


def trained(name, n_steps, **fields):
    trainer = begun(name, **fields)
    trainer.step(n_steps)
    return trainer


def twins(name, n_steps):
    """Return both networks of a preset, trained."""
    return trained(name, n_steps), trained(name, n_steps, **PRESET[name].view["twin"])


@pytest.mark.slow
def test_an_lstm_adds_over_50_steps_long_before_a_plain_network():
    plain, lstm = twins("vanishing-in-time", 1500)
    assert lstm.test_loss < 0.01
    assert plain.test_loss > 0.15
    plain.step(500)
    assert plain.test_loss > 0.15
    plain.step(1000)
    assert plain.test_loss < 0.1


def test_two_updates_of_weights_that_explode_leave_no_finite_loss():
    """The page stops there; the engine, which evaluates no loss, at the next step."""
    trainer = begun("exploding-in-time")
    trainer.step(1)
    assert np.isfinite(trainer.train_loss)
    trainer.step(1)
    assert np.isfinite(trainer.vector).all()
    assert np.isnan(trainer.train_loss)
    with pytest.raises(DivergenceError, match=r"^Step 3 .* the values of z at 4 are"):
        trainer.step(1)
    assert trainer.step_count == 2


def test_clipped_they_learn_to_echo():
    exploding, clipped = (
        PRESET[name].experiment for name in ("exploding-in-time", "clipping-in-time")
    )
    assert {**exploding, "clip_norm": 1.0} == clipped
    start, end = begun("clipping-in-time"), trained("clipping-in-time", 600)
    assert start.train_loss > 100
    assert end.test_loss < 0.01
    # a row of each unit: an input, the units themselves, a bias
    cells = (trainer.vector[:80].reshape(8, 10) for trainer in (start, end))
    first, last = (np.linalg.norm(cell[:, 1:9], 2) for cell in cells)
    assert first == pytest.approx(1.3)
    assert last < first


def test_nine_weights_that_read_every_part_see_edges():
    trainer = trained("one-kernel", 1000)
    assert trainer.test_accuracy > 0.82
    kernel = trainer.vector[:9].reshape(3, 3)
    sides = (kernel[:, 0].sum() - kernel[:, 2].sum(), kernel[0].sum() - kernel[2].sum())
    assert max(map(abs, sides)) > 0.8 * abs(kernel).max()


@pytest.mark.slow
def test_moved_digits_are_read_better_by_kernels_than_by_as_many_weights():
    kernels, dense = twins("shifted-digits", 2000)
    assert kernels.layout.n_parameters == 2090
    assert dense.layout.n_parameters == 2180
    assert kernels.test_accuracy > dense.test_accuracy + 0.15


def test_attention_sorts_within_300_steps():
    assert begun("sort").test_accuracy < 0.4
    assert trained("sort", 300).test_accuracy > 0.99


@pytest.mark.slow
def test_sums_are_known_by_heart_long_before_they_are_understood():
    trainer = trained("grokking", 200)
    assert trainer.train_accuracy == 1
    assert trainer.test_accuracy < 0.5
    trainer.step(1500)
    assert trainer.train_accuracy == 1
    assert trainer.test_accuracy > 0.9

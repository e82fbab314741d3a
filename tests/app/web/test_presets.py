"""The presets do what their texts promise."""

import math
from itertools import pairwise

import pytest

from app.i18n import ENGLISH, load
from app.web.assets import templates_dir
from app.web.presets import PRESETS
from engine import DivergenceError, Experiment, Trainer, diagnostics

TEXT = load(ENGLISH).text


BURSTING = ("exploding", "rate-too-high")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_is_an_experiment_that_runs(preset):
    trainer = Trainer(Experiment(**preset.experiment))
    try:
        trainer.step(20)
    except DivergenceError:
        assert preset.name in BURSTING
    else:
        assert preset.name not in BURSTING
    assert TEXT(preset.label_key)
    assert TEXT(preset.message_key).endswith(".")


def ratio_of_gradients(trainer):
    layers = trainer.trace().layers
    first, last = layers[0].dW, layers[-1].dW
    return float((last**2).mean() ** 0.5 / (first**2).mean() ** 0.5)


def test_the_vanishing_preset_vanishes_and_relu_mends_it():
    presets = {preset.name: preset for preset in PRESETS}
    trainer = Trainer(Experiment(**presets["vanishing"].experiment))
    trainer.step(2000)
    assert ratio_of_gradients(trainer) > 10_000
    assert trainer.train_loss > 0.45
    trainer.change(activation="relu")
    trainer.step(2000)
    assert trainer.train_loss < 0.05
    other = Trainer(Experiment(**presets["vanishing-relu"].experiment))
    other.step(2000)
    assert other.train_loss < 0.05


def test_delta_vanishes_steadily_where_the_gradients_of_weights_wander():
    # the output's over layer 1's, by step
    of_delta = {1: 3.0e5, 10: 3.6e5, 200: 3.6e5, 1500: 3.2e5, 3000: 3.4e5}
    of_gradients = {1: 6.9e5, 10: 1.2e5, 200: 321, 1500: 4.7e4, 3000: 3.8e4}
    preset = next(preset for preset in PRESETS if preset.name == "vanishing")
    trainer = Trainer(Experiment(**preset.experiment))
    for step, ratio in of_delta.items():
        trainer.step(step - trainer.step_count)
        figures = diagnostics(trainer)
        delta, da, dW = figures.delta_rms, figures.da_rms, figures.gradient_rms
        assert delta[-1] / delta[0] == pytest.approx(ratio, rel=0.02)
        assert dW[-1] / dW[0] == pytest.approx(of_gradients[step], rel=0.02)
        by_slopes = delta[:-1] / da[:-1]
        assert (by_slopes <= 0.25).all()
        factors = by_slopes * da[:-1] / delta[1:]
        assert 1 / factors.prod() == pytest.approx(delta[-1] / delta[0], rel=1e-9)


def test_the_exploding_preset_outgrows_itself_and_smaller_weights_mend_it():
    preset = next(preset for preset in PRESETS if preset.name == "exploding")
    trainer = Trainer(Experiment(**preset.experiment))
    losses = [trainer.train_loss]
    while math.isfinite(losses[-1]):
        trainer.step()
        losses.append(trainer.train_loss)
    finite = losses[:-1]
    assert len(finite) == 5
    assert all(after > 5 * before for before, after in pairwise(finite))
    assert finite[-1] > 1e30
    other = Trainer(Experiment(**{**preset.experiment, "initializer_scale": 0.7}))
    other.step(200)
    assert other.train_loss < 0.1


def test_the_symmetry_preset_keeps_units_alike():
    preset = next(preset for preset in PRESETS if preset.name == "symmetry")
    trainer = Trainer(Experiment(**preset.experiment))
    trainer.step(500)
    W = trainer.parameters[0][0]
    assert abs(W - W[:1]).max() < 1e-12
    assert abs(W).max() > 0


def test_the_guide_names_every_preset():
    guide = (templates_dir().parent / "docs" / "sharing.md").read_text("utf-8")
    assert not [preset.name for preset in PRESETS if f"`{preset.name}`" not in guide]

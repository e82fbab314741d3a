"""The presets do what their texts promise."""

import math
from itertools import pairwise

import pytest

from app.i18n import ENGLISH, load
from app.web.assets import templates_dir
from app.web.presets import PRESETS
from engine import DivergenceError, Experiment, Trainer

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

import math
from itertools import pairwise

import pytest

from app.i18n import ENGLISH, load
from app.web.controls import DATA, MORE, STRIP, feature_options, options_of
from app.web.presets import PRESETS
from app.web.thumbnails import SIZE, thumbnail
from engine import LIMITS, DivergenceError, Experiment, Trainer, catalog

TEXT = load(ENGLISH).text
CONTROLS = (*STRIP, *DATA, *(control for group in MORE for control in group.controls))
LISTS = {
    "activation": "activations",
    "optimizer": "optimizers",
    "loss": "losses",
    "initializer": "initializers",
    "schedule": "schedules",
}


@pytest.mark.parametrize("field", LISTS)
def test_a_list_offers_all_that_the_engine_has(field):
    control = next(control for control in CONTROLS if control.field == field)
    names = [entry["name"] for entry in catalog()[LISTS[field]]]
    assert [option.value for option in control.options] == names


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.field)
def test_a_control_explains_itself_and_stands_at_the_default(control):
    assert control.field in Experiment().to_dict()
    assert TEXT(control.label_key)
    assert TEXT(control.help_key).endswith(".")
    if control.kind == "choice":
        assert control.value in [option.value for option in control.options]


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.field)
def test_no_control_offers_what_the_engine_refuses(control):
    if control.field in LIMITS and control.kind != "choice":
        low, high = LIMITS[control.field]
        assert low <= control.low <= control.high <= high


def test_every_value_of_a_list_makes_an_experiment():
    for control in CONTROLS:
        for option in control.options:
            text = option.value
            value = float(text) if text.replace(".", "").isdigit() else text or None
            if control.field == "batch_size" and text != "full":
                value = int(text)
            if control.field == "standardize":
                value = {"true": True, "false": False}.get(text)
            Experiment().adapted(**{control.field: value})


def test_constants_belong_to_the_optimizers_that_read_them():
    momentum = next(control for control in CONTROLS if control.field == "momentum")
    assert momentum.needed_field == "optimizer"
    assert "momentum" in momentum.needed_by
    assert "adam" not in momentum.needed_by


def test_inputs_can_be_chosen_for_every_dataset_but_pixels():
    names = {option.value for option in feature_options()}
    assert {entry.value for entry in options_of("features")} < names
    assert {"petal_length", "sepal_width"} < names
    assert not any(name.startswith("pixel") for name in names)


ELSEWHERE = {
    "dataset": "thumbnails, own data",
    "features": "chips",
    "axes": "lists above the plane",
    "hidden": "buttons above the layers",
    "initial_parameters": "each weight, on the canvas",
}


def test_every_setting_of_the_engine_is_on_the_page():
    controls = {control.field for control in (*STRIP, *DATA)}
    controls |= {control.field for group in MORE for control in group.controls}
    settings = Experiment().to_dict().keys()
    assert controls | ELSEWHERE.keys() == settings
    assert not controls & ELSEWHERE.keys()


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


@pytest.mark.parametrize("name", [e["name"] for e in catalog()["datasets"]])
def test_a_thumbnail_stays_within_its_picture(name):
    marks = thumbnail(name)
    assert marks
    for mark in marks:
        numbers = [
            float(number)
            for start in mark.path.split("M")[1:]
            for number in start.split("h")[0].split()
        ]
        assert all(0 <= number <= SIZE for number in numbers)

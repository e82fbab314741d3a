"""The presets do what their texts promise."""

import json
import math
from itertools import pairwise

import numpy as np
import pytest

from app.i18n import ENGLISH, load
from app.web.assets import templates_dir
from app.web.page_data import page_data
from app.web.presets.presets import GROUPS, PRESETS
from engine import DivergenceError, Experiment, Trainer, diagnostics

TEXT, MESSAGES = load(ENGLISH).text, load(ENGLISH).later
PRESET = {preset.name: preset for preset in PRESETS}
BURSTING = ("exploding", "rate-too-high", "exploding-in-time")
KEYS = 7
"""The first presets have a key each."""


LONGEST_NAME = 24
"""The box of the menu has room for so many characters."""


def trained(name, n_steps, **fields):
    trainer = Trainer(Experiment(**{**PRESET[name].experiment, **fields}))
    trainer.step(n_steps)
    return trainer


def twins(name, n_steps):
    """Return both networks of a preset, trained."""
    return trained(name, n_steps), trained(name, n_steps, **PRESET[name].view["twin"])


def rms(array):
    return float((array**2).mean() ** 0.5)


def ratio(trainer, quantity):
    """Return how much smaller a quantity of layer 1 is than the output's."""
    layers = trainer.trace().layers
    first, last = (rms(getattr(layer, quantity)) for layer in (layers[0], layers[-1]))
    return last / first if first else math.inf


def n_parameters(trainer):
    return sum(W.size + b.size for W, b in trainer.parameters)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_is_an_experiment_that_runs(preset):
    trainer = Trainer(Experiment(**preset.experiment))
    try:
        trainer.step(20)
    except DivergenceError:
        assert preset.name in BURSTING
    else:
        assert preset.name not in BURSTING
    assert 0 < len(TEXT(preset.label_key)) <= LONGEST_NAME
    assert MESSAGES[preset.message_key].endswith(".")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_of_two_networks_opens_in_their_view(preset):
    assert ("twin" in preset.view) == (preset.view.get("tab") == "twins")
    twin = preset.view.get("twin", {})
    assert Experiment(**{**preset.experiment, **twin})
    for name, value in twin.items():
        assert getattr(Experiment(**preset.experiment), name) != value


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_the_server_tells_each_setting_as_the_preset_has_it(preset):
    """The page shows the text of a preset as long as this is so."""
    told = json.loads(json.dumps(Experiment(**preset.experiment).to_dict()))
    given = json.loads(json.dumps(preset.experiment))
    given.pop("dataset", None)
    assert {name: told[name] for name in given} == given


def test_a_sentence_that_steps_by_op_sets_how_the_page_steps():
    for preset in PRESETS:
        if "one op at a time" in MESSAGES[preset.message_key]:
            assert preset.view["by"] == "op"


def test_what_the_scripts_get_is_json_with_its_group():
    found = json.loads(json.dumps(page_data(load(ENGLISH))["presets"]))
    assert [preset["name"] for preset in found] == [preset.name for preset in PRESETS]
    assert {preset["group"] for preset in found} == {name for name, _ in GROUPS}


def test_each_group_of_the_menu_is_in_one_piece_and_has_a_heading():
    names = [name for name, _ in GROUPS]
    assert len(set(names)) == len(names)
    assert all(TEXT(f"presets.{name}") for name in names)
    assert [preset for _, presets in GROUPS for preset in presets] == list(PRESETS)
    assert [preset.name for preset in PRESETS[:KEYS]][:4] == [
        "first-look",
        "xor",
        "vanishing",
        "cured-by-relu",
    ]


def test_the_vanishing_preset_vanishes_and_relu_mends_it():
    trainer = trained("vanishing", 2000)
    assert ratio(trainer, "dW") > 10_000
    assert ratio(trainer, "delta") > 100_000
    assert trainer.train_loss > 0.45
    trainer.change(activation="relu")
    trainer.step(2000)
    assert trainer.train_loss < 0.05
    assert trained("vanishing-relu", 2000).train_loss < 0.05


def test_relu_solves_the_circle_while_sigmoid_stays_where_it_is():
    sigmoid, relu = twins("cured-by-relu", 1500)
    assert sigmoid.train_loss > 0.49
    assert relu.train_loss < 0.01
    assert ratio(sigmoid, "delta") > 100_000


def test_he_weights_learn_where_too_small_ones_fall_silent():
    small, he = twins("cured-by-he", 1)
    assert ratio(small, "delta") > 1000 * ratio(he, "delta")
    small, he = twins("cured-by-he", 1500)
    dead, _ = small.unit_health()
    assert any(units.all() for units in dead[:-1])
    assert small.train_loss > 0.49
    assert he.train_loss < 0.01


def test_two_layers_of_sigmoid_learn_where_eight_do_not():
    eight, two = twins("cured-by-fewer-layers", 1500)
    assert eight.train_loss > 0.49
    assert two.train_loss < 0.02
    assert ratio(two, "delta") < 1000


def test_adam_moves_layer_1_but_its_delta_is_as_small():
    sgd, adam = twins("not-cured-by-adam", 1)
    assert ratio(adam, "delta") == pytest.approx(ratio(sgd, "delta"))
    assert ratio(adam, "delta") > 100_000

    def moved(trainer):
        before = Trainer(trainer.experiment).parameters
        steps = [
            rms(after[0] - W[0])
            for after, W in zip(trainer.parameters, before, strict=True)
        ]
        return steps[0] / steps[-1]

    assert moved(sgd) < 1e-4
    assert 0.5 < moved(adam) < 2
    sgd, adam = twins("not-cured-by-adam", 2000)
    assert sgd.train_loss > 0.49
    assert 0.1 < adam.train_loss < 0.25


def test_small_activations_hide_in_dw_what_vanishes_in_delta():
    trainer = trained("delta-and-dw", 1)
    assert ratio(trainer, "delta") > 200
    assert ratio(trainer, "dW") < 2.5


def test_delta_vanishes_steadily_where_the_gradients_of_weights_wander():
    # the output's over layer 1's, by step
    of_delta = {1: 3.0e5, 10: 3.6e5, 200: 3.6e5, 1500: 3.2e5, 3000: 3.4e5}
    of_gradients = {1: 6.9e5, 10: 1.2e5, 200: 321, 1500: 4.7e4, 3000: 3.8e4}
    trainer = trained("vanishing", 0)
    for step, ratio in of_delta.items():
        trainer.step(step - trainer.step_count)
        figures = diagnostics(trainer)
        delta, da, dW = figures.delta_rms, figures.da_rms, figures.gradient_rms
        assert delta[-1] / delta[0] == pytest.approx(ratio, rel=0.02)
        assert dW[-1] / dW[0] == pytest.approx(of_gradients[step], rel=0.02)
        by_derivatives = delta[:-1] / da[:-1]
        assert (by_derivatives <= 0.25).all()
        factors = by_derivatives * da[:-1] / delta[1:]
        assert 1 / factors.prod() == pytest.approx(delta[-1] / delta[0], rel=1e-9)


def test_the_exploding_preset_outgrows_itself_and_smaller_weights_mend_it():
    preset = PRESET["exploding"]
    trainer = Trainer(Experiment(**preset.experiment))
    losses = [trainer.train_loss]
    while math.isfinite(losses[-1]):
        trainer.step()
        losses.append(trainer.train_loss)
    finite = losses[:-1]
    assert len(finite) == 5
    assert all(after > 5 * before for before, after in pairwise(finite))
    assert finite[-1] > 1e30
    assert trained("exploding", 200, initializer_scale=0.7).train_loss < 0.1


def test_the_same_weights_learn_with_the_gradient_clipped():
    exploding, clipped = (PRESET[name].experiment for name in ("exploding", "clipping"))
    assert {**exploding, "clip_norm": 1.0} == clipped
    assert trained("clipping", 500).train_loss < 0.1


def test_dead_relu_never_learns_again():
    trainer = trained("dead-relu", 300)
    before = [W.copy() for W, _ in trainer.parameters[:-1]]
    dead = [units.astype(bool) for units in trainer.unit_health()[0][:-1]]
    assert sum(units.sum() for units in dead) >= 8
    trainer.step(300)
    for old, (W, _), units in zip(before, trainer.parameters, dead, strict=False):
        np.testing.assert_array_equal(old[units], W[units])


def test_leaky_relu_learns_where_a_layer_of_relu_is_dead():
    relu, leaky = twins("leaky-relu", 200)
    dead, _ = relu.unit_health()
    assert any(units.all() for units in dead[:-1])
    assert ratio(relu, "delta") == math.inf
    assert relu.train_loss > 0.45
    assert leaky.train_loss < 0.01


def test_the_symmetry_preset_keeps_units_alike():
    trainer = trained("symmetry", 500)
    W = trainer.parameters[0][0]
    assert abs(W - W[:1]).max() < 1e-12
    assert abs(W).max() > 0


def test_zero_weights_stay_zero_and_only_the_last_bias_moves():
    glorot, zeros = twins("zeros", 1000)
    assert glorot.train_loss < 0.1
    *hidden, output = zeros.parameters
    assert all(not W.any() and not b.any() for W, b in hidden)
    assert not output[0].any()
    assert output[1].any()


def test_glorot_weights_lose_more_of_delta_than_he_weights_and_both_learn():
    glorot, he = twins("glorot-he", 1)
    assert ratio(glorot, "delta") > 4 * ratio(he, "delta")
    assert all(trainer.train_loss < 0.01 for trainer in twins("glorot-he", 1500))


def test_adam_is_done_before_sgd():
    sgd, adam = twins("sgd-adam", 1000)
    assert adam.train_loss < 0.01
    assert sgd.train_loss > 0.1


def test_the_deep_network_is_done_before_the_wide_one_of_the_same_size():
    deep, wide = twins("deep-wide", 500)
    assert n_parameters(deep) == n_parameters(wide) == 393
    assert deep.train_loss < 0.01
    assert wide.train_loss > 0.1


def test_ten_times_the_rate_is_faster_and_a_hundred_times_too_much():
    slow, fast = trained("rate-times-ten", 1000), twins("rate-times-ten", 200)[1]
    assert fast.train_loss < slow.train_loss
    assert trained("rate-times-ten", 1000, learning_rate=3).train_loss > 0.4


def test_the_penalty_lowers_the_test_loss_and_the_weights():
    early, (plain, penalized) = trained("l2", 100), twins("l2", 1000)
    assert plain.train_loss < early.train_loss
    assert plain.test_loss > early.test_loss
    assert penalized.test_loss < plain.test_loss - 0.1
    size = [sum(rms(W) for W, _ in t.parameters) for t in (plain, penalized)]
    assert size[1] < size[0]


def test_the_same_experiment_is_the_same_to_the_last_digit():
    one, other = twins("same", 2000)
    for pair in zip(one.parameters, other.parameters, strict=True):
        for mine, its in zip(*pair, strict=True):
            np.testing.assert_array_equal(mine, its)


def test_the_overfitting_preset_overfits():
    early, late = trained("overfitting", 100), trained("overfitting", 1000)
    assert late.train_loss < early.train_loss
    assert late.test_loss > early.test_loss


def test_the_guide_names_every_preset():
    guide = (templates_dir().parent / "docs" / "sharing.md").read_text("utf-8")
    assert not [preset.name for preset in PRESETS if f"`{preset.name}`" not in guide]

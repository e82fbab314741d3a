import pytest

from app.i18n import ENGLISH, load
from app.web.controls import DATA, FIRST, MORE, TOOLBAR, feature_options, options_of
from engine import LIMITS, Experiment, catalog

TEXT = load(ENGLISH).text
CONTROLS = (*TOOLBAR, *DATA, *(control for group in MORE for control in group.controls))
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
            if control.field.startswith("standardize"):
                value = {"true": True, "false": False}.get(text)
            Experiment().adapted(**{control.field: value})


def test_the_first_of_a_group_are_settings_of_a_group():
    assert set(FIRST) <= {control.field for control in CONTROLS}
    assert [control.field for control in TOOLBAR][:3] == [
        *("learning_rate", "activation", "optimizer"),
    ]


@pytest.mark.parametrize(
    ("field", "needed_by"),
    [
        ("n_classes", ("blobs", "sort", "reverse", "copy")),
        ("heads", ("attention",)),
        ("causal", ("attention",)),
        ("truncation", ("rnn", "lstm")),
        ("schedule_factor", ("step", "exponential")),
        ("weight_decay", ("adamw",)),
        ("freeze_biases", ("true",)),
        ("dropout", ()),
    ],
)
def test_a_control_is_there_where_its_setting_has_an_effect(field, needed_by):
    control = next(control for control in CONTROLS if control.field == field)
    assert control.needed_by == needed_by


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
    "network": "list above the network",
}


def test_every_setting_of_the_engine_is_on_the_page():
    controls = {control.field for control in (*TOOLBAR, *DATA)}
    controls |= {control.field for group in MORE for control in group.controls}
    settings = Experiment().to_dict().keys()
    assert controls | ELSEWHERE.keys() == settings
    assert not controls & ELSEWHERE.keys()

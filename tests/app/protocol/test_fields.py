"""The shared types of commands: bounds, and the fields of an experiment."""

import json

import pytest
from pydantic import ValidationError

from app.protocol.commands.commands import COMMANDS, Change
from app.protocol.commands.parse import parse
from app.protocol.fields import ExperimentFields
from engine import SETTINGS, Experiment
from tests.app.protocol.examples import refusal, text_of

WRONG_A_THOUSAND_TIMES = {
    "rows": ("table", {"x": [["a"]] * 1000, "y": []}),
    "labels": ("table", {"x": [[1]], "y": [None] * 1000}),
    "own samples": ("change", {"dataset": {"x": [["a"]] * 1000, "y": [None] * 1000}}),
    "units": ("reset", {"experiment": {"hidden": ["a"] * 1000}}),
    "parameters": ("change", {"initial_parameters": [{}] * 1000}),
    "sections": ("watch", {"sections": ["a"] * 1000}),
}


@pytest.mark.parametrize("name", WRONG_A_THOUSAND_TIMES)
def test_of_many_things_wrong_only_the_first_few_are_looked_at(name: str) -> None:
    command, fields = WRONG_A_THOUSAND_TIMES[name]
    with pytest.raises(ValidationError) as error:
        COMMANDS[command].model_validate({"type": command, "id": 1, **fields})
    assert error.value.error_count() < 10


@pytest.mark.parametrize(
    ("name", "field", "bad"),
    [
        ("play", "steps_per_second", True),
        ("play", "steps_per_second", "20"),
        ("advance", "count", 1.5),
        ("advance", "by", "week"),
        ("watch", "sections", "W"),
        ("watch", "sections", ["nonsense"]),
        ("watch", "sections", [["W"]]),
        ("watch", "fps", None),
        ("change", "learning_rate", None),
        ("change", "learning_rate", "fast"),
        ("change", "use_bias", 1),
        ("change", "hidden", [4.0]),
        ("change", "hidden", [True]),
        ("change", "batch_size", "half"),
        ("change", "initial_parameters", [{"W": [[1, "x"]]}]),
        ("set_parameter", "value", None),
        ("set_parameter", "value", [0.5]),
        ("reset", "experiment", []),
        ("hello", "session", 5),
    ],
)
def test_numbers_are_not_made_from_other_things(
    name: str, field: str, bad: object
) -> None:
    error = refusal(text_of(name, **{field: bad}))
    assert (error.code, error.field) == ("invalid_value", field)


def test_the_experiment_fields_are_the_engine_s() -> None:
    assert set(ExperimentFields.model_fields) == set(Experiment().to_dict())


@pytest.mark.parametrize("name", SETTINGS)
def test_a_field_may_be_null_where_the_setting_may_be_none(name: str) -> None:
    optional = {"features", "axes", "initial_parameters"}
    text = json.dumps({"type": "change", "id": 1, name: None})
    if SETTINGS[name].is_optional or name in optional:
        assert parse(text).given() == {name: None}  # type: ignore[union-attr]
    else:
        assert refusal(text).field == name


def test_the_default_experiment_can_be_sent_back() -> None:
    experiment = Experiment()
    fields = json.loads(text_of("reset", experiment=experiment.to_dict()))
    command = parse(json.dumps(fields))
    assert Experiment(**command.experiment.given()) == experiment  # type: ignore[union-attr]


def test_only_fields_that_were_sent_are_changed() -> None:
    command = parse('{"type":"change","id":1,"max_norm":null,"l2":0.5}')
    assert isinstance(command, Change)
    assert command.given() == {"max_norm": None, "l2": 0.5}


def test_typed_in_parameters_and_own_data_are_plain_data() -> None:
    fields = {
        "initial_parameters": [{"W": [[1, 2.5]], "b": [0]}],
        "dataset": {"x": [[0, 1], [1, 0]], "y": ["a", "b"]},
    }
    command = parse(text_of("reset", experiment=fields))
    given_ = command.experiment.given()  # type: ignore[union-attr]
    assert given_["initial_parameters"] == ({"W": ((1.0, 2.5),), "b": (0.0,)},)
    assert given_["dataset"] == {"x": ((0.0, 1.0), (1.0, 0.0)), "y": ("a", "b")}

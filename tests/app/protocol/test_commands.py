import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.protocol.commands import COMMANDS, FRAME_HEADER, Change
from app.protocol.errors import ProtocolError
from app.protocol.fields import ExperimentFields
from app.protocol.parse import parse, parse_frame_ack
from app.protocol.strict_json import MAX_INTEGER
from engine import Experiment

EXAMPLES: dict[str, dict[str, Any]] = {
    "hello": {"session": None, "experiment": {"hidden": [4, 2], "noise": 0}},
    "play": {"steps_per_second": 20},
    "pause": {},
    "advance": {"by": "op", "count": 3},
    "change": {"learning_rate": 0.1, "activation": ["relu", "tanh"]},
    "set_parameter": {"layer": 0, "row": 1, "column": None, "value": -0.5},
    "reset": {"experiment": {"dataset": "iris"}, "seed": 7},
    "table": {"first": 0, "x": [[1, 2.5], [3, 4]], "y": ["a", "b"], "is_last": True},
    "watch": {"sections": ["W", "surface"], "fps": 60, "probe": 3},
    "seek": {"step": 3},
    "inspect": {"target": "weight", "layer": 0, "row": 1, "column": 0, "sample": 2},
    "check_gradient": {"layer": 0, "row": 1, "column": None},
    "twin": {"change": {"activation": "sigmoid"}},
    "frame_ack": {"seq": 12},
}


def text_of(name: str, **fields: Any) -> str:
    id_ = {} if name == "frame_ack" else {"id": 1}
    return json.dumps({"type": name, **id_, **EXAMPLES[name], **fields})


def refusal(text: str) -> ProtocolError:
    with pytest.raises(ProtocolError) as caught:
        parse(text)
    return caught.value


def test_there_is_an_example_of_every_command() -> None:
    assert EXAMPLES.keys() == COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_survives_the_round_trip(name: str) -> None:
    command = parse(text_of(name))
    assert isinstance(command, COMMANDS[name])
    assert parse(command.model_dump_json(exclude_unset=True)) == command


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_closed_and_frozen(name: str) -> None:
    error = refusal(text_of(name, surprise=1))
    assert (error.code, error.field) == ("bad_message", "surprise")
    with pytest.raises(ValidationError):
        parse(text_of(name)).type = "other"  # type: ignore[misc, assignment]


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "frame_ack"])
def test_every_command_but_the_acknowledgement_needs_an_id(name: str) -> None:
    fields = json.loads(text_of(name))
    del fields["id"]
    error = refusal(json.dumps(fields))
    assert (error.code, error.field, error.id) == ("bad_message", "id", None)


@pytest.mark.parametrize("id_", [True, -1, 1.5, "1", None, [1], MAX_INTEGER + 1])
def test_an_id_is_a_whole_number(id_: object) -> None:
    assert refusal(json.dumps({"type": "pause", "id": id_})).code in {
        "invalid_value",
        "limit_exceeded",
        "too_large",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_json"),
        ("[NaN]", "bad_json"),
        ("[]", "bad_message"),
        ("1", "bad_message"),
        ("null", "bad_message"),
        ("{}", "bad_message"),
        ('{"type":null,"id":4}', "bad_message"),
        ('{"type":["play"],"id":4}', "bad_message"),
        ('{"type":"triplet","id":4}', "unknown_type"),
        ('{"type":"__class__","id":4}', "unknown_type"),
        ('{"type":"pause","id":4,"id":5}', "bad_json"),
        ("[" * 70_000, "too_large"),
    ],
)
def test_what_is_no_command_is_refused_with_a_code(text: str, code: str) -> None:
    assert refusal(text).code == code


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


def test_the_answer_to_a_wrong_command_carries_its_id() -> None:
    assert refusal('{"type":"triplet","id":4}').id == 4
    assert refusal('{"type":"pause","id":9,"x":1}').id == 9
    assert refusal('{"type":"pause","id":true}').id is None


@pytest.mark.parametrize(
    ("name", "field", "good", "bad", "limit"),
    [
        ("play", "steps_per_second", 0.001, 0.00099, 0.001),
        ("play", "steps_per_second", 1e6, 1_000_001, 1e6),
        ("play", "steps_per_second", 1e6, 1e8, 1e6),
        ("advance", "count", 1, 0, 1),
        ("advance", "count", 1000, 1001, 1000),
        ("advance", "count", 1000, 100_000, 1000),
        ("watch", "fps", 0, -1, 0),
        ("watch", "fps", 60, 61, 60),
        ("watch", "fps", 60, 6000, 60),
        ("watch", "surface_resolution", 2, 1, 2),
        ("watch", "surface_resolution", 128, 129, 128),
        ("watch", "surface_resolution", 128, 12_800, 128),
        ("watch", "neuron_resolution", 128, 129, 128),
        ("watch", "sections", ["W"] * 32, ["W"] * 33, 32),
        ("watch", "sections", ["W"] * 32, ["W"] * 3200, 32),
        ("hello", "session", "x" * 64, "x" * 65, 64),
        ("hello", "session", "x" * 64, "x" * 6400, 64),
        ("hello", "session", "x", "", 1),
        ("frame_ack", "seq", 2**32 - 1, 2**32, 2**32 - 1),
        ("set_parameter", "layer", 0, -1, 0),
        ("change", "hidden", [1] * 64, [1] * 65, 64),
        ("change", "features", ["x1"] * 64, ["x1"] * 6400, 64),
        ("change", "dataset", "x" * 64, "x" * 65, 64),
        ("change", "seed", 0, -1, 0),
    ],
)
def test_a_limit_holds_at_it_and_not_past_it(
    name: str, field: str, good: object, bad: object, limit: float
) -> None:
    parse(text_of(name, **{field: good}))
    error = refusal(text_of(name, **{field: bad}))
    assert (error.code, error.field, error.limit) == ("limit_exceeded", field, limit)


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


def test_an_error_in_a_nested_experiment_names_its_field() -> None:
    error = refusal(text_of("reset", experiment={"noise": "much"}))
    assert error.field == "noise"


def test_the_experiment_fields_are_the_engine_s() -> None:
    assert set(ExperimentFields.model_fields) == set(Experiment().to_dict())


def test_the_default_experiment_can_be_sent_back() -> None:
    experiment = Experiment()
    fields = json.loads(text_of("reset", experiment=experiment.to_dict()))
    command = parse(json.dumps(fields))
    assert Experiment(**command.experiment.given()) == experiment  # type: ignore[union-attr]


@pytest.mark.parametrize("seq", [0, 7, 999_999_999, 1_000_000_000, 2**32 - 1])
def test_the_short_way_for_acknowledgements_is_the_long_way(seq: int) -> None:
    usual = json.dumps({"type": "frame_ack", "seq": seq}, separators=(",", ":"))
    assert parse(usual).seq == seq  # type: ignore[union-attr]
    assert parse_frame_ack(usual) == (seq if seq < 1e9 else None)
    assert parse_frame_ack(" " + usual) is parse_frame_ack(usual + " ") is None


@pytest.mark.parametrize("seq", ["01", "-1", "1.0", "1e2", "", "4294967296"])
def test_the_short_way_is_no_looser_than_the_long_way(seq: str) -> None:
    text = f'{{"type":"frame_ack","seq":{seq}}}'
    assert parse_frame_ack(text) is None
    refusal(text)


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


def test_a_frame_s_header_has_40_bytes() -> None:
    assert FRAME_HEADER.size == 40


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(
    st.sampled_from(list(COMMANDS)),
    st.dictionaries(
        st.sampled_from(
            [*ExperimentFields.model_fields, "id", "sections", "fps", "by", "count"]
        )
        | st.text(max_size=8),
        values,
        max_size=4,
    ),
)
def test_any_object_is_a_command_or_a_typed_error(
    name: str, fields: dict[str, Any]
) -> None:
    text = json.dumps({"id": 1, **fields, "type": name})
    try:
        command = parse(text)
    except ProtocolError as refused:
        problem = refused
    else:
        assert command.type == name
        return
    assert problem.message.values["text"]
    assert problem.id is None or problem.id >= 0

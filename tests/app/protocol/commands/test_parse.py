"""From text to a command, or to a typed error."""

import json
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.protocol.commands.commands import COMMANDS
from app.protocol.commands.parse import parse, parse_frame_ack
from app.protocol.errors import ProtocolError
from app.protocol.fields import ExperimentFields
from app.protocol.strict_json import MAX_INTEGER
from tests.app.protocol.examples import refusal, text_of
from tests.quick import examples


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


def test_the_answer_to_a_wrong_command_carries_its_id() -> None:
    assert refusal('{"type":"triplet","id":4}').id == 4
    assert refusal('{"type":"pause","id":9,"x":1}').id == 9
    assert refusal('{"type":"pause","id":true}').id is None


def test_an_error_in_a_nested_experiment_names_its_field() -> None:
    error = refusal(text_of("reset", experiment={"noise": "much"}))
    assert error.field == "noise"


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


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


objects = st.fixed_dictionaries(
    {
        "name": st.sampled_from(list(COMMANDS)),
        "fields": st.dictionaries(
            st.sampled_from(
                [*ExperimentFields.model_fields, "id", "sections", "fps", "by", "count"]
            )
            | st.text(max_size=8),
            values,
            max_size=4,
        ),
    }
)


@settings(max_examples=examples(1000))
@given(objects)
def test_any_object_is_a_command_or_a_typed_error(found: dict[str, Any]) -> None:
    text = json.dumps({"id": 1, **found["fields"], "type": found["name"]})
    try:
        command = parse(text)
    except ProtocolError as refused:
        problem = refused
    else:
        assert command.type == found["name"]
        return
    assert problem.message.values["text"]
    assert problem.id is None or problem.id >= 0


DEEP = "[" * 17 + "]" * 17


@pytest.mark.whole
@pytest.mark.parametrize(
    ("members", "code", "id_"),
    [
        ('"id":7,"seed":9007199254740992', "too_large", 7),
        ('"seed":9007199254740992,"id":7', "too_large", 7),
        ('"id":7,"seed":' + "9" * 5000, "too_large", 7),
        ('"id":7,"x":1e400', "too_large", 7),
        ('"x":[{"y":-1e400}],"id":7', "too_large", 7),
        ('"id":7,"x":1' + "0" * 400 + ".0", "too_large", 7),
        ('"id":7,"x":1e' + "9" * 5000, "too_large", 7),
        (f'"id":7,"x":{DEEP}', "too_large", 7),
        (f'"x":{DEEP},"y":[{DEEP},{DEEP}],"id":7', "too_large", 7),
        ('"x":' + "[" * 20_000 + "]" * 20_000 + ',"id":7', "too_large", 7),
        ('"x":"' + "[" * 17 + '","y":1e400,"id":7', "too_large", 7),
        ('"id":7,"x":NaN', "bad_json", 7),
        ('"x":-Infinity,"id":7', "bad_json", 7),
        (r'"id":7,"x":"\ud800"', "bad_json", 7),
        ('"id":7,"x":1,"x":1', "bad_json", 7),
        ('"id":7,"x":{"id":1,"id":2}', "bad_json", 7),
        ('"x":{"id":7},"y":1e400', "too_large", None),
        ('"id":7,"id":7,"x":1e400', "too_large", None),
        ('"id":7,"id":8', "bad_json", None),
        ('"id":NaN', "bad_json", None),
        (f'"id":{DEEP}', "too_large", None),
        ('"id":"7","x":1e400', "too_large", None),
        ('"id":7,"x":1e400,', "too_large", None),
        ('"id":7,"x":[1e400}', "too_large", None),
        ('"id":7,"x":' + "[" * 17, "too_large", None),
    ],
)
def test_a_message_that_cannot_be_used_is_refused_under_its_id(
    members: str, code: str, id_: int | None
) -> None:
    error = refusal('{"type":"reset",' + members + "}")
    assert (error.code, error.id, error.field) == (code, id_, None)


@pytest.mark.parametrize("value", [DEEP, "9007199254740992", "1e400", "NaN"])
def test_what_is_no_object_has_no_id(value: str) -> None:
    assert refusal(f'["id",{value}]').id is None


@pytest.mark.parametrize("id_", [str(2**53), str(-(2**53)), "9" * 5000, "1e400"])
def test_an_id_too_large_is_named_as_the_field(id_: str) -> None:
    error = refusal(f'{{"type":"pause","x":1e400,"id":{id_}}}')
    assert (error.code, error.id, error.field) == ("too_large", None, "id")
    assert error.limit == 2**53 - 1
    assert "An id is at most 9007199254740991" in str(error)


@pytest.mark.parametrize(
    ("value", "limit"), [(str(2**53), 2**53 - 1), ("1e400", sys.float_info.max)]
)
def test_the_refusal_of_a_number_too_large_has_its_limit(
    value: str, limit: float
) -> None:
    assert refusal(f'{{"type":"reset","id":7,"noise":{value}}}').limit == limit


def test_the_largest_id_is_answered_exactly() -> None:
    assert parse('{"type":"pause","id":9007199254740991}').id == 2**53 - 1  # type: ignore[union-attr]

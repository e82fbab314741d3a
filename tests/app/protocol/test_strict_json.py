import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.protocol.strict_json import (
    MAX_DEPTH,
    MAX_INTEGER,
    MAX_MESSAGE_BYTES,
    StrictJsonError,
    decode,
)
from tests.quick import examples


def test_malformed_text_is_refused(malformed_text: str) -> None:
    with pytest.raises(StrictJsonError) as caught:
        decode(malformed_text)
    assert caught.value.message
    assert len(caught.value.message) < 200


def test_what_is_just_within_the_limits_is_accepted() -> None:
    assert decode("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert decode(f"[{MAX_INTEGER}, {-MAX_INTEGER}]") == [MAX_INTEGER, -MAX_INTEGER]
    assert decode("[1.7976931348623157e308]") == [sys.float_info.max]
    longest = '"' + "a" * (MAX_MESSAGE_BYTES - 2) + '"'
    assert len(decode(longest)) == MAX_MESSAGE_BYTES - 2


def test_brackets_within_strings_are_no_nesting() -> None:
    text = json.dumps(["[{" * 100, '\\"[' * 100, "\\"])
    assert decode(text) == ["[{" * 100, '\\"[' * 100, "\\"]


def test_escaped_pairs_of_surrogates_are_text() -> None:
    assert decode('["\\ud83d\\ude00"]') == ["\U0001f600"]


def test_a_long_unfinished_string_takes_no_quadratic_time() -> None:
    hostile = "[" * (MAX_DEPTH + 1) + '"' + '\\"' * 30_000
    with pytest.raises(StrictJsonError):
        decode(hostile)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=examples(150))
@given(json_values)
def test_plain_values_survive_the_round_trip(value: object) -> None:
    assert decode(json.dumps(value)) == value


@settings(max_examples=examples(300))
@given(st.text() | st.text(alphabet='[]{}",:0123456789eE+-.\\utrunl d8'))
def test_any_text_is_either_decoded_or_refused(text: str) -> None:
    try:
        value = decode(text)
    except StrictJsonError:
        return
    assert "NaN" not in json.dumps(value)

"""A part of a document is what it should be, or is refused with its path."""

import math
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest

from engine import ExperimentError
from engine.training.timeline.document.parts import MAX_INTEGER, DocumentPart


def refused(read: Callable[[DocumentPart], object], value: Any) -> ExperimentError:
    with pytest.raises(ExperimentError) as caught:
        read(DocumentPart(value, "a.b"))
    assert caught.value.field.startswith("a.b")
    assert caught.value.message.startswith(caught.value.field)
    return caught.value


def test_an_object_has_the_needed_keys_and_no_others() -> None:
    fields = DocumentPart({"x": 1, "z": 2}).fields(("x",), ("z", "w"))
    assert {key: (each.path, each.value) for key, each in fields.items()} == {
        "x": ("x", 1),
        "z": ("z", 2),
    }
    assert (
        DocumentPart({"x": {"y": 1}}).fields(["x"])["x"].fields(["y"])["y"].path
        == "x.y"
    )
    for value in (None, [], "x", {}, {"x": 1, "y": 2}):
        refused(lambda part: part.fields(("x",)), value)


def test_a_list_has_so_many_items() -> None:
    assert [each.path for each in DocumentPart([1, 2], "a").items(0, 2)] == [
        "a.0",
        "a.1",
    ]
    assert refused(lambda part: part.items(0, 1), [1, 2]).limit == 1
    assert refused(lambda part: part.items(3, 4), [1, 2]).limit == 3
    refused(lambda part: part.items(0, 1), {"0": 1})


def test_whole_numbers_at_their_limits() -> None:
    for value in (0, MAX_INTEGER):
        assert DocumentPart(value).integer() == value
    assert refused(lambda part: part.integer(), -1).limit == 0
    assert refused(lambda part: part.integer(), 2**53).limit == MAX_INTEGER
    for value in (1.0, True, "1", None):
        refused(lambda part: part.integer(), value)


def test_numbers_are_finite_and_flags_are_flags() -> None:
    assert DocumentPart(-0.5).number() == -0.5
    assert DocumentPart(True).flag() is True
    for value in (math.nan, math.inf, True, "1", None, 10**400):
        refused(lambda part: part.number(), value)
    for value in (0, 1, None, "true"):
        refused(lambda part: part.flag(), value)


def test_texts_at_their_limits() -> None:
    assert DocumentPart("ab").text(2) == "ab"
    assert refused(lambda part: part.text(2), "abc").limit == 2
    refused(lambda part: part.text(2), "")
    refused(lambda part: part.text(2), 12)
    assert DocumentPart("0f").hexadecimal(2) == "0f"
    for value in ("0F", "0g", "0", "00f", "٣٣"):
        refused(lambda part: part.hexadecimal(2), value)


@pytest.mark.parametrize("data", [b"", b"a", b"ab", b"abc", b"\xff\xfe\xfd\xfc"])
def test_base_64_is_read_as_it_is_written_only(data: bytes) -> None:
    text = b64encode(data).decode()
    assert DocumentPart(text).data(len(data)) == data if data else not text


@pytest.mark.parametrize(
    "text", ["YR==", "YQ= ", "YQ=\n", "Y!==", "YQ", "YWI=", "é==="]
)
def test_other_base_64_is_refused(text: str) -> None:
    refused(lambda part: part.data(1), text)


def test_errors_of_what_is_inside_name_where_it_is() -> None:
    with pytest.raises(ExperimentError) as caught, DocumentPart({}, "a").errors():
        raise ExperimentError("rate", 2, "rate is too large", 1)
    error = caught.value
    assert (error.field, error.limit, error.message) == (
        "a.rate",
        1,
        "a.rate: rate is too large",
    )

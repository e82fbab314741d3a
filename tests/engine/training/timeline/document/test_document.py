"""A run is one JSON value, from which it can be had again."""

import json

import pytest

from engine.training.timeline.document.document import FORMAT, VERSION
from engine.training.timeline.document.machine import machine
from tests.engine.training.timeline.document.documented import (
    RUNS,
    own_table,
    plain,
    read,
)


@pytest.mark.parametrize("name", RUNS)
def test_what_was_read_is_written_again_as_it_was(name: str) -> None:
    value = plain(RUNS[name]())
    assert (value["format"], value["version"]) == (FORMAT, VERSION)
    document = read(value)
    assert document.is_same_machine
    assert document.place == tuple(value["current"].values())
    assert document.present is not None
    assert json.dumps(value, allow_nan=False)


def test_a_table_is_written_once() -> None:
    value = plain(own_table())
    assert len(value["tables"]) == 1
    (branch,) = value["branches"]
    assert [e["dataset"] for e in branch["experiments"]] == [{"table": 0}] * 2
    first, second = read(value).branch.origin
    assert first.uploaded is not None
    assert first.uploaded is second.uploaded
    assert str(first.uploaded.x[2][0]) == "-0.0"


def test_without_the_state_of_the_present_there_is_none() -> None:
    value = plain(RUNS["changed"]())
    value["branches"][0]["states"].pop()
    assert read(value).present is None
    value["machine"] = {**machine(), "numpy": "1.0"}
    assert not read(value).is_same_machine

"""The table of commands: which client may send what, and what is carried out."""

import json
from typing import Any

import pytest

from app.protocol.commands.commands import COMMANDS
from app.protocol.commands.parse import parse
from app.session.commands.commands import HANDLERS


def test_a_second_hello_is_refused(desk: Any) -> None:
    (error,) = desk.send("hello")
    assert error.code == "bad_message"


def test_commands_are_counted_and_errors_are_not(desk: Any) -> None:
    assert desk.send("pause")[0].command == 1
    desk.send("change", learning_rate=1000)
    assert desk.send("pause")[0].command == 2


def asked(desk: Any, type: str, **fields: Any) -> dict[str, Any]:
    command = parse(json.dumps({"type": type, "id": 9, **fields}))
    (event,) = desk.session.handle(command, now=desk.now)
    answer: dict[str, Any] = json.loads(event.text())
    return answer


PLACE = {"layer": 0, "row": 0, "column": 0}
QUESTIONS: dict[str, dict[str, Any]] = {
    "inspect": {"target": "weight", **PLACE},
    "program": {},
    "check_gradient": PLACE,
    "check_all": {},
    "script": {},
    "export": {"kind": "curves_npz"},
    "uphill": {},
    "grade": {"question": "sign", "answer": "zero", "step": 1, **PLACE},
    "sample": {"part": "train", "index": 0},
    "graph": {},
    "find_paths": PLACE,
    "gradient_terms": {"block": 0, "row": 0},
    "explain": {"quantity": "loss"},
    "input_gradient": {"sample": 0},
    "full_gradient": {"block": 0},
}
"""The fields of every question about one of the two networks."""


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_about_a_twin_that_is_not_there_is_refused(
    desk: Any, question: str
) -> None:
    error = asked(desk, question, run=1, **QUESTIONS[question])
    assert (error["code"], error["field"]) == ("not_ready", "run")
    assert error["message"]["key"] == "error.no_twin"


def test_every_command_has_a_handler() -> None:
    assert set(HANDLERS) == set(COMMANDS.values())


def test_an_observer_may_only_look() -> None:
    names = {name for name, kind in COMMANDS.items() if HANDLERS[kind].role == "any"}
    assert names == {"watch", "frame_ack", *QUESTIONS}


def test_a_table_is_counted_and_named(desk: Any) -> None:
    rows = {"x": [[0, 1], [2, 3]], "y": ["a", "b"]}
    (ack,) = desk.send("table", **rows, is_last=False)
    assert ack.applied == {"table": None, "n_samples": 2}
    (ack,) = desk.send("table", **rows, first=2)
    assert ack.applied["n_samples"] == 4
    dataset = {"table": ack.applied["table"]}
    assert desk.send("reset", experiment={"dataset": dataset})[0].type == "ack"


@pytest.mark.parametrize(
    ("command", "is_costly"),
    [
        ({"type": "change", "learning_rate": 0.1}, False),
        ({"type": "change", "l2": 0.1}, False),
        ({"type": "change", "hidden": [8]}, True),
        ({"type": "change", "learning_rate": 0.1, "noise": 0.2}, True),
        ({"type": "change", "restore": 1}, True),
        ({"type": "play"}, False),
        ({"type": "pause"}, False),
        ({"type": "program"}, True),
        ({"type": "inspect", "target": "weight", **PLACE}, True),
        ({"type": "watch", "sections": []}, True),
    ],
)
def test_commands_that_compute_are_costly(
    desk: Any, command: dict[str, Any], *, is_costly: bool
) -> None:
    read = parse(json.dumps({"id": 1, **command}))
    assert HANDLERS[type(read)].costs(read) == is_costly
    assert desk.session.is_costly(read) == is_costly


def test_with_a_large_network_every_command_is_costly(make_desk: Any) -> None:
    desk = make_desk(hidden=[128] * 8, n_samples=100)
    assert desk.session.is_costly(parse('{"type":"pause","id":1}'))

"""The table of commands: who may send what, and what is carried out."""

import json
from typing import Any

from app.protocol.commands import COMMANDS
from app.protocol.parse import parse
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


def test_what_this_server_does_not_do_yet_is_said(desk: Any) -> None:
    assert asked(desk, "seek", step=1)["code"] == "not_available"


def test_every_command_has_a_handler() -> None:
    assert set(HANDLERS) == set(COMMANDS.values())


def test_an_observer_may_only_look() -> None:
    names = {name for name, kind in COMMANDS.items() if HANDLERS[kind].role == "any"}
    questions = {"inspect", "check_gradient", "check_all", "script"}
    questions |= {"against", "grade", "sample", "program", "graph", "find_paths"}
    assert names == {"watch", "frame_ack", *questions}


def test_a_table_is_counted_and_named(desk: Any) -> None:
    rows = {"x": [[0, 1], [2, 3]], "y": ["a", "b"]}
    (ack,) = desk.send("table", **rows, is_last=False)
    assert ack.applied == {"table": None, "n_samples": 2}
    (ack,) = desk.send("table", **rows, first=2)
    assert ack.applied["n_samples"] == 4
    dataset = {"table": ack.applied["table"]}
    assert desk.send("reset", experiment={"dataset": dataset})[0].type == "ack"

"""What a controller and an observer may send, and what happens to errors."""

from typing import Any

import pytest

from app.protocol.commands.commands import COMMANDS, Export, FrameAck, Watch
from app.protocol.commands.questions import (
    AskProgram,
    CheckAll,
    CheckGradient,
    Explain,
    FindPaths,
    FullGradient,
    Grade,
    GradientTerms,
    Graph,
    InputGradient,
    Inspect,
    Sample,
    Script,
    Uphill,
)
from app.session.commands.commands import HANDLERS
from app.session.session import Session
from tests.app.english import english

SENT: list[tuple[str, dict[str, Any]]] = [
    ("play", {}),
    ("pause", {}),
    ("advance", {}),
    ("step_back", {}),
    ("change", {"learning_rate": 1.0}),
    ("set_parameter", {"layer": 0, "row": 0, "column": 0, "value": 1.0}),
    ("reset", {}),
    ("hello", {}),
    ("table", {"first": 0, "x": [[1]], "y": [0], "is_last": False}),
    ("seek", {"step": 1}),
    ("branch", {"action": "switch", "branch": 1}),
    ("runs", {}),
    ("load", {"text": "{}"}),
    ("twin", {}),
]


def fail(*_: object, **__: object) -> None:
    """Be at fault, in the place of whatever is called."""
    raise ZeroDivisionError


def test_observers_may_send_these_commands_only() -> None:
    assert set(HANDLERS) == set(COMMANDS.values())
    allowed = {command for command in HANDLERS if HANDLERS[command].role == "any"}
    assert allowed == {
        Watch,
        Inspect,
        CheckGradient,
        CheckAll,
        Script,
        Export,
        Uphill,
        AskProgram,
        Sample,
        Grade,
        Graph,
        FindPaths,
        GradientTerms,
        Explain,
        InputGradient,
        FullGradient,
        FrameAck,
    }
    assert {name for name, _ in SENT} == {
        command.model_fields["type"].annotation.__args__[0]
        for command in HANDLERS
        if command not in allowed
    }


def test_an_observer_changes_nothing(hub: Any) -> None:
    page = hub.page()
    observer = hub.page(page.observer_key)
    session = page.room.session
    before = session.trainer.snapshot().digest()
    for name, fields in SENT:
        error = observer.ask(name, **fields)
        assert (error["type"], error["code"]) == ("error", "read_only"), name
    assert session.trainer.snapshot().digest() == before
    assert not session.running
    assert observer.watch()["type"] == "ack"


def test_an_observer_may_inspect(hub: Any) -> None:
    page = hub.page()
    observer = hub.page(page.observer_key)
    page.ask("advance")
    place = {"layer": 0, "row": 0, "column": 0}
    derived = observer.ask("inspect", target="weight", **place)
    assert derived["type"] == "derivation"
    assert observer.ask("check_gradient", **place)["type"] == "gradient_check"
    assert [e["type"] for e in page.events].count("derivation") == 0


def test_a_controller_may_send_every_command(hub: Any) -> None:
    page = hub.page()
    for name, fields in SENT:
        assert page.ask(name, **fields).get("code") != "read_only", name


@pytest.mark.parametrize("observes", [False, True])
def test_an_error_of_the_server_is_answered_and_ends_nothing(
    hub: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    *, observes: bool,
) -> None:  # fmt: skip
    page = hub.page()
    client = hub.page(page.observer_key) if observes else page
    with monkeypatch.context() as patch:
        patch.setattr(Session, "handle", fail)
        error = client.ask("check_gradient", layer=0, row=0, column=0)
    assert (error["code"], english(error["message"])) == (
        "internal",
        "Internal error of the server",
    )
    assert [record.getMessage() for record in caplog.records] == [
        "A check_gradient command failed"
    ]
    assert client.watch()["type"] == "ack"


def no_memory(*_: object, **__: object) -> None:
    raise MemoryError


def test_a_command_without_memory_is_refused_in_one_line(
    hub: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    page = hub.page()
    with monkeypatch.context() as patch:
        patch.setattr(Session, "handle", no_memory)
        error = page.ask("change", noise=0.1)
    assert (error["code"], english(error["message"])) == (
        "session_limit",
        "The server has no memory left for this",
    )
    assert [record.exc_info for record in caplog.records] == [None]
    assert page.ask("pause")["type"] == "ack"


def test_a_frame_in_flight_is_acknowledged_once(hub: Any) -> None:
    page = hub.page()
    observer = hub.page(page.observer_key)
    for client in (page, observer):
        role = client.role
        assert not role.acknowledge(1, now=0.0)
        assert role.window.oldest_sent_at is None
        client.watch()
        frame = next(each for each in read(client) if isinstance(each, bytes))
        seq = int.from_bytes(frame[4:8], "little")
        assert role.window.oldest_sent_at is not None
        assert role.acknowledge(seq, now=hub.loop.now)
        assert not role.acknowledge(seq, now=hub.loop.now)
        assert role.window.oldest_sent_at is None


def read(client: Any) -> Any:
    while True:
        yield client.read()


def test_a_controller_that_left_gets_nothing_more(hub: Any) -> None:
    page = hub.page()
    page.watch()
    page.ask("play", steps_per_second=500)
    page.frame(lambda step: step > 10)
    session = page.room.session
    page.leave()
    step = session.trainer.step_count
    page.unread()
    hub.pass_seconds(1.0)
    assert page.unread() == []
    assert session.trainer.step_count == step
    assert hub.scheduler.n_planned == 0

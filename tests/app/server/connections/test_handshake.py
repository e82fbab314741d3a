"""Handshake: a client is admitted in its turn, after a look into the saved runs."""

from collections.abc import Callable
from typing import Any

import pytest

from app.protocol.commands.commands import Hello, Pause
from app.protocol.errors import ProtocolError
from app.protocol.sentence import english
from app.scheduling.scheduler import Scheduler
from app.server.connections.handshake import Handshake
from app.server.connections.work_gate import WorkGate


class Scene:
    """The hub and the client of a handshake: what they were asked, and answer."""

    def __init__(self, loop: Any, *, seeks: bool) -> None:
        self.scheduler = Scheduler(loop, slice_seconds=0.002)
        self.gate = WorkGate(self.scheduler)
        self.is_sought = seeks
        self.error: Exception | None = None
        self.answers: list[Callable[[Any], None]] = []
        self.admitted: list[Any] = []
        self.entered: list[Any] = []
        self.sent: list[Any] = []
        self.handshake = Handshake(
            self,  # type: ignore[arg-type]
            self,  # type: ignore[arg-type]
            self.gate,
            self.defer,
            self.entered.append,
        )

    def defer(self, kind: str, call: Any, *, is_observer: bool = False) -> None:
        self.gate.defer(kind, call, sender=self, is_last=is_observer)

    # the hub

    def seeks(self, hello: Hello) -> bool:  # noqa: ARG002
        return self.is_sought

    def find(self, hello: Hello, answer: Callable[[Any], None]) -> None:  # noqa: ARG002
        self.answers.append(answer)

    def is_observer(self, hello: Hello) -> bool:  # noqa: ARG002
        return False

    def admit(self, hello: Hello, client: Any, *, now: float, found: Any) -> str:  # noqa: ARG002
        if self.error is not None:
            raise self.error
        self.admitted.append(found)
        return "role"

    # the client

    def send(self, events: Any) -> None:
        self.sent += events


HELLO = Hello(type="hello", id=3)


@pytest.fixture
def make_scene(make_manual_loop: Any) -> Callable[..., Scene]:
    return lambda **given: Scene(make_manual_loop(), **given)


def test_a_client_is_admitted_when_it_is_its_turn(make_scene: Any) -> None:
    scene = make_scene(seeks=False)
    scene.handshake.begin(HELLO)
    assert scene.entered == []
    scene.scheduler.run_round()
    assert (scene.entered, scene.admitted) == (["role"], [None])


def test_the_next_message_waits_until_the_saved_runs_are_read(
    make_scene: Any,
) -> None:
    scene = make_scene(seeks=True)
    scene.handshake.begin(HELLO)
    scene.scheduler.run_round()
    assert (scene.gate.is_open, scene.entered) == (False, [])
    scene.answers[0]("a run")
    assert not scene.gate.is_open
    scene.scheduler.run_round()
    assert (scene.gate.is_open, scene.admitted) == (True, ["a run"])


def test_nobody_is_admitted_who_has_left_meanwhile(make_scene: Any) -> None:
    scene = make_scene(seeks=True)
    scene.handshake.begin(HELLO)
    scene.handshake.end()
    scene.gate.drop()
    scene.answers[0]("a run")
    scene.scheduler.run_round()
    assert (scene.entered, scene.gate.is_open) == ([], True)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ProtocolError("session_unknown", english("No")), "session_unknown"),
        (MemoryError(), "session_limit"),
    ],
)
def test_a_refusal_is_the_answer(make_scene: Any, error: Any, code: str) -> None:
    scene = make_scene(seeks=False)
    scene.error = error
    scene.handshake.answer(HELLO)
    assert [(event.id, event.code) for event in scene.sent] == [(3, code)]


def test_before_hello_nothing_else_is_carried_out(make_scene: Any) -> None:
    scene = make_scene(seeks=False)
    scene.handshake.answer(Pause(type="pause", id=8))
    assert [(event.id, event.code) for event in scene.sent] == [(8, "not_ready")]
    assert scene.entered == []

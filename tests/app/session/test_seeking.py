"""A seek is carried out in turns, told when it takes long, and can be broken off."""

from typing import Any

import pytest

from app.protocol.events import Ack, Event, Seeking
from app.session import seeking


@pytest.fixture
def far(desk: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A run of 2,000 steps without keyframes, which is gone back in many turns."""
    timeline = desk.session._state.run.timeline
    timeline.branch.keyframes.limit(0)
    desk.ask("advance", by="step", count=1000)
    desk.ask("advance", by="step", count=1000)
    monkeypatch.setattr(seeking, "SEEK_SECONDS", 0.0)
    return desk


def answers(events: list[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, Ack)]


def test_until_it_is_over_the_session_stays_where_it_is(far: Any) -> None:
    before = far.digest()
    assert answers(far.send("seek", step=1500)) == []
    assert far.session.runs_at() == float("-inf")
    far.train(seconds=1e-5)
    assert far.events() == []
    assert far.digest() == before
    far.train(100, seconds=0.01)
    (ack,) = answers(far.events())
    assert ack.step == far.session.trainer.step_count == 1500
    assert far.session.runs_at() is None


def test_how_far_it_has_come_is_told_after_half_a_second(far: Any) -> None:
    far.send("seek", step=1999)
    told: list[tuple[float, int]] = []
    began = far.now
    while not answers(events := far.events()):
        told += [
            (far.now - began, event.step)
            for event in events
            if isinstance(event, Seeking)
        ]
        far.now += 0.1
        far.session.run(1e-5, now=far.now)
    times, steps = zip(*told, strict=True)
    assert 0.5 <= times[0] < 0.61
    assert 0.25 <= times[1] - times[0] < 0.31
    assert list(steps) == sorted(steps)


@pytest.mark.parametrize(
    ("command", "fields"),
    [("pause", {}), ("play", {}), ("seek", {"step": 3}), ("change", {"l2": 0.1})],
)
def test_any_other_command_breaks_it_off(
    far: Any, command: str, fields: dict[str, Any]
) -> None:
    far.send("seek", step=1500)
    events = far.send(command, **fields)
    first = answers(events)[0]
    assert first.message.key == "seek.broken_off"
    assert (first.step, first.applied) == (2000, {})
    if command != "seek":
        assert far.session._state.seeking is None
        assert far.session.trainer.step_count == 2000


def test_a_question_does_not_break_it_off(far: Any) -> None:
    far.send("seek", step=1500)
    assert answers(far.send("watch", sections=["W"]))[0].applied["sections"]
    far.train(100, seconds=0.01)
    assert far.session.trainer.step_count == 1500


def test_a_page_that_leaves_breaks_it_off(far: Any) -> None:
    far.send("seek", step=1500)
    far.session.leave(now=far.now)
    assert far.session.runs_at() is None
    assert far.session.trainer.step_count == 2000


def test_a_failure_is_its_answer(far: Any) -> None:
    far.send("seek", step=1500)
    far.session.fail(RuntimeError(), now=far.now)
    assert answers(far.events())[0].message.key == "seek.broken_off"
    assert far.session.runs_at() is None


def test_trainers_are_kept_for_the_next_seek_unless_they_are_large(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ask("advance", by="step", count=100)
    held = desk.session.memory.n_bytes
    desk.ask("seek", step=50)
    assert desk.session._state.run.timeline.spare
    assert desk.session.memory.n_bytes > held
    monkeypatch.setattr(seeking, "SPARE_BYTES", 1000)
    desk.ask("seek", step=60)
    assert not desk.session._state.run.timeline.spare


def test_without_memory_the_way_is_refused(desk: Any) -> None:
    desk.ask("advance", by="step", count=100)
    desk.session.memory.budget.max_bytes = 1
    before = desk.digest()
    (error,) = desk.send("seek", step=50)
    assert error.code == "session_limit"
    assert desk.digest() == before

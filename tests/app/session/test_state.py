"""The answers that all commands share: status, divergence."""

import math
from typing import Any

import numpy as np
import pytest

from app.protocol.errors import ProtocolError
from app.protocol.events import (
    Diverged,
    Event,
    Status,
)
from app.protocol.sentence import Sentence, sentence
from app.protocol.sentence import english as plain
from app.session.memory_budget import Account, MemoryBudget
from app.session.state import SessionState
from app.session.uploads import Uploads
from engine import Experiment, Trainer
from tests.app.english import english
from tests.app.session.helpers import of


def test_divergence_stops_at_the_last_finite_step_and_is_told_once(
    make_desk: Any,
) -> None:
    desk = make_desk(dataset="plane", activation="relu", learning_rate=100)
    desk.send("play")
    desk.train(200)
    events = desk.events()
    diverged = of(events, Diverged)
    assert diverged.last_finite_step == desk.session.trainer.step_count
    assert diverged.step == diverged.last_finite_step + 1
    assert english(diverged.message)
    assert not desk.session.running
    for W, _ in desk.session.trainer.parameters:
        assert np.isfinite(W).all()
    desk.train(10)
    assert desk.events() == []


def test_status_comes_four_times_a_second_while_running(desk: Any) -> None:
    desk.send("play", steps_per_second=100)
    count = 0
    for _ in range(2000):
        desk.train()
        count += len(desk.events())
    assert count == pytest.approx(8, abs=1)


def test_status_measures_the_speed(desk: Any) -> None:
    desk.send("play", steps_per_second=100)
    events: list[Event] = []
    for _ in range(1000):
        desk.train()
        events += desk.events()
    assert events[-1].steps_per_second == pytest.approx(100, rel=0.2)
    assert of(desk.send("pause"), Status).steps_per_second is None


def test_a_status_tells_that_there_is_no_time_for_the_requested_speed(
    desk: Any,
) -> None:
    desk.send("play", steps_per_second=100)

    def last_status(turns: int, seconds: float) -> Status:
        events: list[Event] = []
        for _ in range(turns):
            desk.train(seconds=seconds)
            events += desk.events()
        return [event for event in events if isinstance(event, Status)][-1]

    def usual(status: Status) -> Sentence:
        return sentence("training", step=status.step, epoch=status.epoch)

    status = last_status(2, 0.5)
    assert status.message == usual(status)
    status = last_status(8, 0.5)  # a quarter of a second is made up for
    speed = round(status.steps_per_second or 0)
    assert speed == pytest.approx(50, abs=3)
    assert status.message == sentence(
        "training.behind", step=status.step, speed=speed, asked=100.0
    )
    status = last_status(2000, 0.001)
    assert status.message == usual(status)


def new_state() -> SessionState:
    """Return the state of a session that is alone."""
    memory = Account(MemoryBudget(10**9))
    trainer = Trainer(Experiment())
    return SessionState(trainer, Uploads(memory.budget), memory, clock=lambda: 0.0)


@pytest.fixture
def state() -> SessionState:
    return new_state()


def test_an_ack_counts_a_command_and_asks_for_a_frame(state: SessionState) -> None:
    acks = [state.ack(7, {"running": False}, plain("Done")) for _ in range(2)]
    assert [ack.command for ack in acks] == [1, 2]
    assert (acks[0].id, acks[0].step, acks[0].restorable) == (7, 0, False)


def test_a_status_plans_the_next_one_and_adds_a_point(state: SessionState) -> None:
    assert state.status_at == -math.inf
    state.trainer.step(2)
    status = state.status(10.0)
    assert state.status_at == 10.25
    assert (status.step, state.run.records.present[0].curves.last_step) == (2, 2)
    assert english(status.message) == "Paused at step 2, epoch 0"
    assert english(state.status(11.0, plain("Why")).message) == "Why"


@pytest.mark.parametrize(
    ("n_frames", "due_after"), [(0, 1.0), (6, 1.0), (7, 0.25), (8, 0.25)]
)
def test_a_status_waits_for_frames_that_are_late(
    make_desk: Any, n_frames: int, due_after: float
) -> None:
    desk = make_desk()
    desk.send("watch", sections=["W"], fps=30)
    desk.send("play", steps_per_second=300)
    state = desk.session._state
    state.subscription.seq += n_frames
    assert state.status_at == desk.now + due_after
    assert not state.take_events(desk.now + due_after - 0.01)
    assert [event.type for event in state.take_events(desk.now + due_after)] == [
        "status"
    ]


def test_events_are_taken_once(state: SessionState) -> None:
    state.events.append(state.status(0.0))
    assert len(state.take_events(0.0)) == 1
    assert state.take_events(0.0) == []


def test_while_one_network_trains_other_news_comes_with_a_status(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.send("watch", sections=["W"], fps=30)
    desk.send("play", steps_per_second=300)
    state = desk.session._state
    asked: list[float] = []
    monkeypatch.setattr(state, "news", lambda now: asked.append(now) or [])
    due_at = state.status_at
    assert state.take_events(due_at - 0.01) == []
    assert not asked
    assert len(state.take_events(due_at)) == 1
    assert asked == [due_at]
    state.run.running = False
    state.take_events(due_at + 0.01)
    assert len(asked) == 2


def test_without_an_advance_there_is_nothing_to_end(state: SessionState) -> None:
    state.continue_advance(0.01, 0.0)
    state.fail_advance(plain("Why"), "internal")
    assert state.end_advance() == state.events == []


def test_a_trainer_is_that_of_the_network_asked_for() -> None:
    state = new_state()
    assert state.trainer_of(0) is state.trainer
    with pytest.raises(ProtocolError) as caught:
        state.trainer_of(1)
    assert (caught.value.code, caught.value.field) == ("not_ready", "run")

"""A session without a socket: commands in, messages out."""

import json
import math
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from app.protocol.commands.parse import parse
from app.protocol.errors import ProtocolError
from app.protocol.events import (
    History,
    Status,
)
from app.session.run.loss_guard import LossGuard
from app.session.session import Session
from engine import Experiment
from tests.app.english import english
from tests.app.session.helpers import of


def test_welcome_says_everything_a_page_needs(desk: Any) -> None:
    hello = parse('{"type":"hello","id":5}')
    welcome, twin, timeline, status = desk.session.welcome(
        hello, "secret", observer_key="k", resumed=False, now=0
    )
    fields = json.loads(welcome.text())
    assert fields["id"] == 5
    assert fields["session"] == "secret"
    assert fields["protocol"] == "backprop-live.v1"
    assert Experiment(**fields["experiment"]) == Experiment()
    assert fields["data"]["domain"] == [[-6.0, 6.0], [-6.0, 6.0]]
    assert len(fields["data"]["train"]["x"]) == 250
    assert [layer["fan_out"] for layer in fields["network"]["layers"]] == [4, 2, 1]
    assert fields["network"]["n_parameters"] == 25
    assert twin.experiment is None
    assert [branch.end for branch in timeline.branches] == [0]
    assert status.train_loss == desk.session.trainer.train_loss


def test_an_experiment_that_cannot_be_opens_no_session() -> None:
    hello = parse('{"type":"hello","id":1,"experiment":{"dataset":"nowhere"}}')
    with pytest.raises(ProtocolError) as caught:
        Session(hello.experiment, clock=lambda: 0.0)  # type: ignore[union-attr]
    assert caught.value.field == "dataset"


def test_a_resumed_page_gets_the_curves(desk: Any) -> None:
    desk.send("watch", sections=["gradient_rms"], fps=60)
    desk.send("play", steps_per_second=1000)
    for _ in range(500):
        desk.train(20)
        if desk.frame():
            desk.acknowledge(desk.session.subscription.seq)
    desk.session.leave(now=desk.now)
    hello = parse('{"type":"hello","id":5,"session":"x"}')
    events = desk.session.welcome(
        hello, "x", observer_key="k", resumed=True, now=desk.now
    )
    history = of(events, History)
    assert 100 < len(history.step) <= 600  # of ten seconds
    assert desk.session.trainer.step_count - 100 <= history.step[-1]
    assert len(history.gradient_rms[0]) == 3
    assert events[0].running
    assert events[0].resumed


@pytest.mark.parametrize("rounds", [100, pytest.param(300, marks=pytest.mark.slow)])
def test_a_session_s_memory_is_bounded(rounds: int, make_desk: Any) -> None:
    make_desk()
    tracemalloc.start()
    desk = make_desk()
    desk.send("watch", sections=["W", "gradient_rms", "surface"], fps=60)
    desk.send("play", steps_per_second=1000)
    for _ in range(50):
        desk.train(20)
        desk.frame()
        desk.acknowledge(desk.session.subscription.seq)
        desk.events()
    size, _ = tracemalloc.get_traced_memory()
    for _ in range(rounds):
        desk.train(20)
        desk.frame()
        desk.acknowledge(desk.session.subscription.seq)
        desk.events()
    later, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size < 1_000_000
    assert later - size < 660 * rounds


def test_a_paused_session_sends_nothing_new(desk: Any) -> None:
    desk.send("watch", sections=["W"], fps=60)
    assert desk.frame() is not None
    desk.acknowledge(1)
    desk.now += 10
    assert desk.frame() is None
    assert desk.session.shows_at() is None


def test_when_the_page_has_gone_nothing_is_shown(desk: Any) -> None:
    desk.send("watch", sections=["W"], fps=60)
    desk.send("play")
    desk.session.leave(now=desk.now)
    desk.train(3)
    assert desk.frame() is None
    assert desk.session.running


def test_a_session_that_failed_is_paused(desk: Any) -> None:
    desk.send("play")
    desk.session.fail(ZeroDivisionError(), now=desk.now)
    assert "internal error" in english(of(desk.events(), Status).message)
    assert desk.session.runs_at() is None


def test_a_run_waits_for_a_hidden_page(
    desk: Any, read_header: Callable[..., Any]
) -> None:
    desk.send("play", steps_per_second=100)
    desk.send("watch", sections=["W"], fps=0)
    desk.now += 10
    assert desk.session.running
    assert desk.session.runs_at() is None
    assert desk.session.shows_at() is None
    assert desk.frame() is None
    desk.send("watch", sections=["W"], fps=30)
    assert desk.session.runs_at() <= desk.now
    assert read_header(desk.frame())["step"] == 0
    desk.train(5, seconds=0.0001)
    assert desk.session.trainer.step_count == 1  # nothing of 10 s is made up for


def test_a_run_does_not_wait_while_others_look_on(desk: Any) -> None:
    desk.send("play")
    desk.send("watch", sections=["W"], fps=0)
    desk.session.has_observers = True
    assert desk.session.runs_at() is not None
    assert desk.session.shows_at() == desk.session._state.status_at


def unseen(desk: Any, *, seconds: float) -> None:
    """Train to step 400 without a look at the loss."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LossGuard, "is_due", lambda *_: False)
        while desk.session.trainer.step_count < 400:
            desk.train(seconds=seconds)


def overflowing(make_desk: Any) -> Any:
    """Return a desk whose run trains, with a loss that overflowed unseen."""
    desk = make_desk(dataset="plane", hidden=(), learning_rate=0.3)
    desk.send("play", steps_per_second=1000)
    unseen(desk, seconds=0.02)
    return desk


@pytest.mark.parametrize(
    "command",
    [
        {"type": "pause"},
        {"type": "play"},
        {"type": "advance"},
        {"type": "change", "learning_rate": 0.001},
        {"type": "set_parameter", "layer": 0, "row": 0, "column": 0, "value": 1.0},
        {"type": "reset", "seed": 2},
    ],
    ids=lambda command: command["type"],
)
def test_a_divergence_comes_before_the_command_that_follows_it(
    make_desk: Any, command: dict[str, Any]
) -> None:
    desk = overflowing(make_desk)
    diverged, stopped, *answer = desk.send(**command)
    assert (diverged.step, diverged.last_finite_step, stopped.step) == (364, 363, 363)
    assert not stopped.running
    kinds = {event.type for event in answer}
    assert kinds & {"ack", "error"}
    losses = [event.train_loss for event in answer if event.type == "status"]
    assert all(map(math.isfinite, losses))


def test_a_command_is_refused_after_a_divergence_too(make_desk: Any) -> None:
    desk = overflowing(make_desk)
    diverged, *_, error, _ = desk.send("change", hidden=[10_000])
    assert diverged.type, error.type == ("diverged", "error")
    assert desk.session.trainer.step_count == 363


def test_who_only_watches_does_not_wait_for_the_loss(
    make_desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk()
    desk.send("watch", sections=["W"], fps=60)
    desk.send("play")
    desk.train()
    desk.frame()
    desk.train()
    monkeypatch.setattr(type(desk.session.trainer), "losses", property(lambda _: 1 / 0))
    desk.acknowledge(1)


def advancing(make_desk: Any) -> Any:
    """Return a desk within a long advance, with a loss that overflowed unseen."""
    desk = make_desk(dataset="plane", hidden=(), learning_rate=0.3)
    ticks = iter(range(10**9))
    desk.session._state.run.clock = lambda: next(ticks) * 0.001
    desk.send("advance", by="step", count=1000)
    unseen(desk, seconds=0.001)
    return desk


@pytest.mark.parametrize("begun", [overflowing, advancing])
@pytest.mark.parametrize("goes", [False, True])
def test_who_comes_sees_a_finite_loss(
    make_desk: Any, begun: Callable[[Any], Any], *, goes: bool
) -> None:
    desk = begun(make_desk)
    if goes:
        desk.session.leave(now=desk.now)
    hello = parse('{"type":"hello","id":5}')
    events = desk.session.welcome(
        hello, "x", observer_key=None, resumed=True, now=desk.now
    )
    assert (events[0].step, events[0].running) == (363, False)
    assert math.isfinite(of(events, Status).train_loss)


def test_early_stopping_hides_no_divergence(make_desk: Any) -> None:
    """The loss overflows at step 364, and the 15 epochs are over at step 400."""
    desk = make_desk(dataset="plane", hidden=(), learning_rate=0.3, patience=15)
    desk.send("play", steps_per_second=100_000)
    while desk.session.running:
        desk.train(seconds=0.02)
    events = desk.events()
    assert [event.type for event in events[:2]] == ["diverged", "status"]
    assert (events[0].step, events[1].step) == (364, 363)


def test_a_frame_within_a_long_advance_shows_a_finite_loss(
    make_desk: Any, read_header: Callable[..., Any]
) -> None:
    desk = advancing(make_desk)
    desk.send("watch", sections=["W"], fps=60)
    header = read_header(desk.frame())
    assert header["step"] == 363
    assert math.isfinite(header["train_loss"])
    told = [event.type for event in desk.events()]
    assert told == ["ack", "diverged", "status", "diagnosis"]

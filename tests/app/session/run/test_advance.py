"""An advance that takes several turns, and the ways in which it ends."""

from collections.abc import Callable
from typing import Any

import pytest

from app.protocol.events import (
    Ack,
    Diverged,
    Error,
    Event,
)
from app.session.run.loss_guard import LossGuard
from tests.app.session.helpers import kinds, of


def test_a_long_advance_is_answered_when_it_is_done(make_desk: Any) -> None:
    desk = make_desk()
    ticks = iter(range(10**9))
    desk.session._state.run.clock = lambda: next(ticks) * 0.001  # every look takes 1 ms
    assert desk.send("advance", by="epoch", count=3) == []
    answers: list[Event] = []
    while not answers:
        desk.train()
        answers = desk.events()
    assert kinds(answers) == ["ack", "status"]
    assert answers[0].applied == {"by": "epoch", "count": 3}
    assert answers[0].step == 75
    assert desk.session.runs_at() is None


def test_a_long_advance_can_be_broken_off(desk: Any) -> None:
    ticks = iter(range(10**9))
    desk.session._state.run.clock = lambda: next(ticks) * 0.001
    assert desk.send("advance", by="epoch", count=1000) == []
    desk.train(3)
    broken, ack, _ = desk.send("pause")
    assert broken.id == 1
    assert broken.applied["count"] < 1000
    assert ack.id == 2


def test_an_advance_into_divergence_is_an_error(make_desk: Any) -> None:
    desk = make_desk(dataset="plane", activation="relu", learning_rate=100)
    answers = desk.ask("advance", by="step", count=1000)
    assert isinstance(answers[0], Ack)
    assert answers[0].applied["count"] < 1000
    assert isinstance(answers[1], Diverged)
    before = desk.digest()
    answers = desk.ask("advance", by="step")
    assert kinds(answers) == ["error", "diverged", "status"]
    assert answers[0].code == "diverged"
    assert desk.digest() == before


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("op", lambda steps, n_ops: steps * n_ops - 2),
        ("phase", lambda steps, n_ops: steps * 5 - 1),  # noqa: ARG005
        ("step", lambda steps, n_ops: steps),  # noqa: ARG005
        ("epoch", lambda steps, n_ops: steps // 25),  # noqa: ARG005
    ],
)
def test_only_what_is_not_rolled_back_is_counted(
    make_desk: Any, by: str, expected: Callable[[int, int], int]
) -> None:
    """The loss overflows after 364 steps, which is noticed later."""
    desk = make_desk(dataset="plane", hidden=(), learning_rate=0.3)
    desk.ask("advance", by="op", count=2)
    desk.session._state.run.clock = lambda: 0.0  # one turn
    answers: list[Event] = []
    while not any(isinstance(event, Diverged) for event in answers):
        answers += desk.ask("advance", by=by, count=1000)
    n_done = sum(a.applied["count"] for a in answers if isinstance(a, Ack))
    n_ops = desk.session.trainer.n_ops
    assert of(answers, Diverged).last_finite_step == 363
    assert n_done == expected(363, n_ops)


def test_an_advance_that_is_broken_off_is_judged(
    make_desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LossGuard, "is_due", lambda *_: False)
    desk = make_desk(dataset="plane", hidden=(), learning_rate=0.3)
    ticks = iter(range(10**9))
    desk.session._state.run.clock = lambda: next(ticks) * 0.001
    desk.send("advance", by="step", count=1000)
    while desk.session.trainer.step_count < 400:
        desk.train()
    advanced, diverged, *_, paused, status = desk.send("pause")
    assert advanced.applied["count"] == diverged.last_finite_step == 363
    assert (paused.applied, paused.step) == ({"running": False}, 363)
    assert status.step == 363


def test_an_advance_that_failed_is_answered(make_desk: Callable[..., Any]) -> None:
    desk = make_desk(hidden=[64] * 4)
    desk.send("advance", by="step", count=1_000)
    desk.session.fail(RuntimeError("a fault"), now=desk.now)
    error = of(desk.events(), Error)
    assert (error.id, error.code) == (1, "internal")
    assert desk.session.runs_at() is None


def test_an_advance_is_made_even_where_nobody_looks(
    make_desk: Callable[..., Any],
) -> None:
    desk = make_desk(hidden=[64] * 4)
    desk.send("watch", sections=["W"], fps=0)
    desk.send("advance", by="step", count=1_000)
    assert desk.session.trainer.step_count < 1_000
    while desk.session.runs_at() is not None:
        desk.train()
    assert desk.session.trainer.step_count == 1_000

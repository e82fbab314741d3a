"""Commands that start and stop training."""

from typing import Any

import pytest

from app.protocol.events import (
    Status,
)
from engine import Experiment, Trainer
from tests.app.english import english
from tests.app.session.helpers import kinds, of


def test_play_and_pause(desk: Any) -> None:
    events = desk.send("play")
    assert kinds(events) == ["ack", "status"]
    assert events[0].applied == {"running": True, "steps_per_second": None}
    desk.train(5)
    step = desk.session.trainer.step_count
    assert step >= 5
    events = desk.send("pause")
    assert kinds(events) == ["ack", "status"]
    assert events[0].step == step
    assert not events[1].running
    desk.train(5)
    assert desk.session.trainer.step_count == step
    assert desk.session.runs_at() is None


def test_a_speed_is_kept_and_can_change_while_running(desk: Any) -> None:
    desk.send("play", steps_per_second=100)
    desk.train(1000)
    assert desk.session.trainer.step_count == pytest.approx(100, abs=3)
    desk.send("play", steps_per_second=1000)
    desk.train(1000)
    assert desk.session.trainer.step_count == pytest.approx(1100, abs=25)


def test_a_slow_speed_goes_op_by_op(desk: Any) -> None:
    desk.send("play", steps_per_second=0.001)
    trainer = desk.session.trainer
    desk.train(8, seconds=1.0)
    assert (trainer.step_count, trainer.op_index) == (0, 4)
    status = of(desk.send("pause"), Status)
    assert status.op.index == 3
    assert status.op.count == trainer.n_ops
    assert "4 of" in english(status.message)


@pytest.mark.parametrize("by", ["op", "layer", "phase", "step", "epoch"])
def test_advance_goes_as_far_as_the_trainer_does(desk: Any, by: str) -> None:
    reference = Trainer(Experiment())
    for count in (1, 2):
        reference.advance(by, count)
        events = desk.ask("advance", by=by, count=count)
        assert kinds(events) == ["ack", "status"]
        assert events[0].applied == {"by": by, "count": count}
        assert events[0].step == reference.step_count
    assert desk.session.trainer.op_index == reference.op_index
    assert desk.digest() == reference.snapshot().digest()


def test_advance_pauses_a_running_session(desk: Any) -> None:
    desk.send("play")
    assert not of(desk.ask("advance"), Status).running
    assert desk.session.runs_at() is None


def test_early_stopping_pauses_and_says_why(make_desk: Any) -> None:
    desk = make_desk(patience=1, learning_rate=0)
    desk.send("play")
    desk.train(400)
    assert not desk.session.running
    assert "Early stopping" in english(desk.events()[-1].message)
    assert "Early stopping" in english(desk.send("play")[0].message)
    assert "Early stopping" in english(desk.ask("advance")[0].message)

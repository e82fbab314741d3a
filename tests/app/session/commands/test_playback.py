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


def place(desk: Any) -> tuple[int, int]:
    trainer = desk.session.trainer
    return trainer.step_count, trainer.op_index


def test_step_back_undoes_ops_and_says_where_the_run_is(desk: Any) -> None:
    desk.ask("advance", by="step", count=3)
    desk.ask("advance", by="op", count=2)
    before = desk.digest()
    desk.ask("advance", by="op")
    ack, status = desk.send("step_back", by="op")
    assert kinds([ack, status]) == ["ack", "status"]
    assert ack.applied == {"by": "op", "count": 1, "running": False}
    assert (
        english(ack.message) == "1 operation undone; done last: activation a of layer 1"
    )
    assert desk.digest() == before
    ack, status = desk.send("step_back", by="step")
    assert english(ack.message) == "1 step undone; now at step 3"
    assert (status.step, status.op) == (3, None)


def test_step_back_across_a_step_keeps_its_point_of_the_curves(desk: Any) -> None:
    for _ in range(4):
        desk.ask("advance", by="step")
    assert kinds(desk.send("step_back", by="op", count=2)) == ["ack", "status"]
    assert place(desk) == (3, desk.session.trainer.n_ops - 2)
    desk.ask("advance", by="step")
    (history,) = desk.session._state.run.records.histories()
    assert history.step == (1, 2, 3, 4)


@pytest.mark.parametrize("n_ops", [0, 3])
def test_steps_are_undone_across_a_change_and_far_back(desk: Any, n_ops: int) -> None:
    reference = Trainer(desk.session.trainer.experiment)
    desk.ask("advance", by="step", count=4)
    desk.send("change", learning_rate=0.5)
    desk.ask("advance", by="step", count=300)
    if n_ops:
        desk.ask("advance", by="op", count=n_ops)
    events = desk.ask("step_back", by="step", count=301 + bool(n_ops))
    (ack,) = (event for event in events if event.type == "ack")
    assert ack.applied == {"learning_rate": reference.experiment.learning_rate}
    reference.step(3)
    assert desk.digest() == reference.snapshot().digest()
    desk.send("step_back", by="step", count=1000)
    assert place(desk) == (0, 0)


def test_step_back_pauses_a_run(desk: Any) -> None:
    desk.send("play")
    desk.train(20)
    step = desk.session.trainer.step_count
    answers = desk.send("step_back", by="step")
    assert not of(answers, Status).running
    assert place(desk) == (step - 1, 0)
    assert desk.session.runs_at() is None


def test_step_back_is_refused_where_nothing_can_be_undone(desk: Any) -> None:
    (error,) = desk.send("step_back")
    assert error.code == "not_ready"
    assert "at its beginning" in english(error.message)
    desk.ask("advance", by="step", count=2)
    desk.send("change", learning_rate=0.5)
    desk.send("play")
    before = desk.digest()
    (error,) = desk.send("step_back", by="op")
    assert "before step 2" in english(error.message)
    assert desk.digest() == before
    assert desk.session.running


def test_step_back_in_place_of_the_rest_of_an_advance(desk: Any) -> None:
    ticks = iter(range(10**9))
    desk.session._state.run.clock = lambda: next(ticks) * 0.001
    desk.send("advance", by="step", count=1000)
    desk.train(3)
    step = desk.session.trainer.step_count
    advanced, ack, *_ = desk.send("step_back", by="step", count=2)
    assert advanced.applied == {"by": "step", "count": step}
    assert (ack.applied["count"], ack.step) == (2, step - 2)
    desk.send("change", learning_rate=0.5)
    desk.send("advance", by="epoch", count=1000)
    desk.send("change", learning_rate=0.4)
    (error,) = desk.send("step_back")
    assert error.code == "not_ready"
    assert desk.events()[0].applied["by"] == "epoch"

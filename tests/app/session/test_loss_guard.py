"""No frame and no status shows a loss that is not finite."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from app.protocol.events import Event
from app.session.loss_guard import SNAPSHOT_EVERY, LossGuard
from engine import DivergenceError, Experiment, Trainer

TOO_FAST = {
    "dataset": "plane",
    "hidden": (8,),
    "activation": "relu",
    "learning_rate": 1.0,
}
SLOW_GROWTH = {"dataset": "plane", "hidden": (), "learning_rate": 0.3}
"""The loss grows sevenfold a step: it overflows long before the weights do."""


def watch(desk: Any) -> None:
    desk.send("watch", sections=["gradient_rms"], fps=60)


def run_until_stopped(desk: Any, read_header: Any) -> tuple[list[float], list[Event]]:
    """Train at full speed; return the losses of all frames, and all events."""
    losses, events = [], desk.send("play")
    for _ in range(4000):
        desk.train(seconds=0.004)
        events += desk.events()
        if frame := desk.frame():
            losses.append(read_header(frame)["train_loss"])
            desk.acknowledge(desk.session.subscription.seq)
        if not desk.session.running:
            break
    return losses, events + desk.events()


@pytest.mark.parametrize("fields", [TOO_FAST, SLOW_GROWTH], ids=["fast", "slow"])
def test_a_run_that_diverges_never_shows_an_infinite_loss(
    make_desk: Callable[..., Any], read_header: Any, fields: dict[str, Any]
) -> None:
    desk = make_desk(**fields)
    watch(desk)
    losses, events = run_until_stopped(desk, read_header)
    assert losses
    assert all(map(math.isfinite, losses))
    shown = [event.train_loss for event in events if event.type == "status"]
    assert all(map(math.isfinite, shown))
    (diverged,) = [event for event in events if event.type == "diverged"]
    trainer = desk.session.trainer
    assert diverged.last_finite_step == trainer.step_count == diverged.step - 1
    assert math.isfinite(trainer.train_loss)
    assert trainer.trace().step == trainer.step_count
    with pytest.raises(DivergenceError):
        trainer.step(1000)


def test_it_stands_right_before_the_loss_overflows() -> None:
    trainer, guard = Trainer(Experiment(**SLOW_GROWTH)), LossGuard()
    assert guard.check(trainer, trainer.train_loss) is None
    trainer.step(500)
    assert math.isinf(trainer.train_loss)
    error = guard.check(trainer, trainer.train_loss)
    assert error is not None
    assert (error.step, error.quantity) == (trainer.step_count + 1, "loss")
    assert "the terms of the training loss are no longer finite" in error.message
    reference = Trainer(Experiment(**SLOW_GROWTH))
    reference.step(trainer.step_count)
    assert trainer.snapshot().digest() == reference.snapshot().digest()
    reference.step()
    assert math.isinf(reference.train_loss)


def test_looking_often_keeps_no_more_than_is_needed_to_go_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trainer, guard, kept_at = Trainer(Experiment()), LossGuard(), []
    snapshot = trainer.snapshot

    def counted() -> Any:
        kept_at.append(trainer.step_count)
        return snapshot()

    for steps in (0, 1, SNAPSHOT_EVERY - 2, 1, 1, SNAPSHOT_EVERY - 1):
        trainer.step(steps)
        with monkeypatch.context() as patch:
            patch.setattr(trainer, "snapshot", counted)
            assert guard.check(trainer, trainer.train_loss) is None
    assert kept_at == [0, SNAPSHOT_EVERY, 2 * SNAPSHOT_EVERY]


def test_it_goes_back_over_steps_that_were_looked_at_and_not_kept() -> None:
    trainer, guard = Trainer(Experiment(**SLOW_GROWTH)), LossGuard()
    while math.isfinite(loss := trainer.train_loss):
        assert guard.check(trainer, loss) is None
        trainer.step(7)
    assert trainer.step_count > 2 * SNAPSHOT_EVERY
    assert guard.check(trainer, loss) is not None
    assert math.isfinite(trainer.train_loss)
    assert trainer.trace().step == trainer.step_count
    trainer.step()
    assert math.isinf(trainer.train_loss)


def test_steps_by_hand_stop_there_too(make_desk: Callable[..., Any]) -> None:
    desk = make_desk(**SLOW_GROWTH)
    desk.ask("advance", by="step", count=2)
    events = desk.ask("advance", by="step", count=500)
    assert "diverged" in [event.type for event in events]
    assert math.isfinite(desk.session.trainer.train_loss)


def test_what_was_set_by_hand_is_not_taken_back(desk: Any) -> None:
    watch(desk)
    desk.ask("advance", by="step", count=5)
    huge = 1e200
    desk.send("change", output="linear")
    desk.send("set_parameter", layer=2, row=0, column=0, value=huge)
    desk.send("play")
    desk.train()
    desk.frame()
    assert desk.session.trainer.parameters[2][0][0, 0] != 0
    assert desk.session.trainer.step_count >= 5


def test_a_run_that_begins_without_a_finite_loss_has_nowhere_to_go_back_to() -> None:
    trainer, guard = Trainer(Experiment()), LossGuard()
    assert guard.check(trainer, math.inf) is None


def test_within_a_step_nothing_is_judged() -> None:
    trainer, guard = Trainer(Experiment()), LossGuard()
    trainer.step()
    assert guard.check(trainer, 1.0) is None
    trainer.step(2)
    trainer.advance("op")
    assert guard.check(trainer, math.inf) is None
    guard.reset()
    trainer.advance("step")
    assert guard.check(trainer, math.inf) is None

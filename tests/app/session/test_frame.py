"""Frames show the session as it is, and only when something has changed."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.session.frame import evaluate, frame_of, version_of
from app.stream.evaluations import LONGEST_SECONDS
from engine import Trainer
from tests.app.stream.helpers import watched


def test_equal_versions_give_no_second_frame(desk: Any) -> None:
    desk.send("watch", sections=["W"])
    state, subscription = desk.session._state, desk.session.subscription
    assert frame_of(state, subscription, now=desk.now)
    subscription.window.acknowledge(1, now=desk.now)
    version = version_of(state)
    assert frame_of(state, subscription, now=desk.now + 1) is None
    desk.ask("advance", by="op")
    assert version_of(state) != version
    assert frame_of(state, subscription, now=desk.now + 1)


def test_the_header_tells_the_step(desk: Any, read_header: Any) -> None:
    desk.send("watch", sections=["W"])
    desk.ask("advance", by="step", count=3)
    frame = frame_of(desk.session._state, desk.session.subscription, now=desk.now)
    header = read_header(frame)
    assert header["step"] == 3
    assert header["command"] == desk.session._state.n_commands


def test_a_frame_with_figures_adds_a_point_to_the_curves(desk: Any) -> None:
    desk.send("watch", sections=["gradient_rms"])
    desk.session._state.run.timeline.step(2)
    assert desk.frame()
    (history,) = desk.session._state.run.records.histories()
    assert history.step == (2,)


class Slow:
    """Makes each evaluation of a trainer take 5 ms of the run's clock."""

    def __init__(self, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[int] = []
        self._now = 0.0
        losses = Trainer.losses.fget
        assert losses is not None

        def evaluated(trainer: Trainer) -> Any:
            if trainer.step_count not in self.steps[-1:]:
                self.steps.append(trainer.step_count)
                self._now += 0.005
            return losses(trainer)

        monkeypatch.setattr(Trainer, "losses", property(evaluated))
        monkeypatch.setattr(desk.session._state.run, "clock", lambda: self._now)


def test_while_losses_take_long_frames_repeat_those_of_a_step_that_they_name(
    make_desk: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    read_header: Any,
    read_sections: Any,
) -> None:
    desk = make_desk(n_samples=60)
    layout = watched(desk, ["losses", "predicted", "gradient_rms"], fps=50)
    slow = Slow(desk, monkeypatch)
    desk.send("play", steps_per_second=50)
    state, subscription, seen = desk.session._state, desk.session.subscription, {}
    for _ in range(50):
        desk.train(seconds=0.02)
        frame = desk.frame()
        header, sections = read_header(frame), read_sections(frame, layout)
        assert header["step"] == desk.session.trainer.step_count
        shown = header["train_loss"], header["test_loss"]
        np.testing.assert_array_equal(sections["losses", None], shown)
        content = *shown, sections["predicted", None].tobytes()
        assert seen.setdefault(header["loss_step"], content) == content
        assert header["loss_step"] <= header["step"]
        desk.acknowledge(subscription.seq)
    assert [0, *seen] == slow.steps
    assert len(seen) == pytest.approx(1 / LONGEST_SECONDS, abs=2)
    (history,) = state.run.records.histories()
    assert set(history.step) <= {0, *seen}
    for step, loss in zip(history.step[1:], history.train_loss[1:], strict=True):
        assert seen[step][0] == loss


def test_losses_that_a_status_has_computed_are_those_of_the_next_frame(
    make_desk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, read_header: Any
) -> None:
    desk = make_desk(n_samples=60)
    desk.send("watch", sections=["W"], fps=50)
    slow = Slow(desk, monkeypatch)
    desk.send("play", steps_per_second=50)
    shown = []
    for _ in range(50):
        desk.train(seconds=0.02)
        has_status = any(event.type == "status" for event in desk.events())
        header = read_header(desk.frame())
        desk.acknowledge(desk.session.subscription.seq)
        shown.append(header["loss_step"])
        assert not has_status or header["loss_step"] == header["step"]
    assert set(slow.steps) == {0, *shown}


def test_as_soon_as_a_run_pauses_its_frame_has_its_own_losses(
    desk: Any, monkeypatch: pytest.MonkeyPatch, read_header: Any
) -> None:
    desk.send("watch", sections=["W"], fps=50)
    Slow(desk, monkeypatch)
    desk.send("play", steps_per_second=50)
    for _ in range(3):
        desk.train(seconds=0.02)
        header = read_header(desk.frame())
        desk.acknowledge(desk.session.subscription.seq)
    assert header["loss_step"] < header["step"]
    desk.send("pause")
    desk.now += 0.02
    header = read_header(desk.frame())
    assert header["loss_step"] == header["step"] == desk.session.trainer.step_count
    assert header["train_loss"] == desk.session.trainer.train_loss


def test_a_divergence_is_noticed_though_no_loss_is_shown(
    make_desk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(dataset="sine", activation="linear", learning_rate=100.0)
    desk.send("watch", sections=["W"])
    Slow(desk, monkeypatch)
    desk.send("play", steps_per_second=50)
    for _ in range(200):
        desk.train(seconds=0.02)
        if desk.frame():
            assert math.isfinite(desk.session.trainer.train_loss)
            desk.acknowledge(desk.session.subscription.seq)
    kinds = [event.type for event in desk.events()]
    assert "diverged" in kinds
    assert not desk.session.running


def test_losses_that_are_known_already_say_nothing_of_what_they_cost(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.send("watch", sections=["W"])
    state, evaluations = desk.session._state, desk.session.subscription.evaluations
    state.run.timeline.step(1)
    state.run.records.losses()
    monkeypatch.setattr(evaluations, "learn", lambda _: 1 / 0)
    assert evaluate(state, evaluations, now=desk.now)
    state.run.timeline.step(1)
    with pytest.raises(ZeroDivisionError):
        evaluate(state, evaluations, now=desk.now)

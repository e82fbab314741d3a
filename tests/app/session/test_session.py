"""A session without a socket: commands in, messages out."""

import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.protocol.errors import ProtocolError
from app.protocol.events import (
    Ack,
    Diverged,
    Error,
    Event,
    FrameLayout,
    History,
    NetworkChanged,
    Status,
)
from app.protocol.parse import parse
from app.session.session import Session
from engine import Experiment, Trainer
from tests.app.english import english


def kinds(events: list[Event]) -> list[str]:
    return [event.model_dump()["type"] for event in events]


def of(events: list[Event], kind: type) -> Any:
    (found,) = [event for event in events if isinstance(event, kind)]
    return found


# ---- commands ----------------------------------------------------------------


def test_welcome_says_everything_a_page_needs(desk: Any) -> None:
    hello = parse('{"type":"hello","id":5}')
    welcome, status = desk.session.welcome(
        hello, "secret", look_key="k", resumed=False, now=0
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
    assert status.train_loss == desk.session.trainer.train_loss


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
    assert status.op.index == 4
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


def test_change_keeps_the_weights_and_says_so(desk: Any) -> None:
    desk.ask("advance", by="step", count=20)
    before = [W.copy() for W, _ in desk.session.trainer.parameters]
    events = desk.send("change", learning_rate=0.1, optimizer="adam", activation="relu")
    ack = of(events, Ack)
    assert ack.applied == {
        "learning_rate": 0.1,
        "optimizer": "adam",
        "activation": "relu",
    }
    assert ack.experiment["optimizer"] == "adam"
    assert "weights kept" in english(ack.message)
    for (W, _), old in zip(desk.session.trainer.parameters, before, strict=True):
        np.testing.assert_array_equal(W, old)
    assert "network" in kinds(events)
    assert "data" not in kinds(events)


def test_a_changed_number_changes_no_layout(desk: Any) -> None:
    desk.send("watch", sections=["W"])
    assert kinds(desk.send("change", learning_rate=0.5)) == ["ack"]


def test_a_changed_network_comes_with_its_layout(desk: Any) -> None:
    desk.send("watch", sections=["W"])
    events = desk.send("change", hidden=[4, 4, 2])
    assert kinds(events) == ["ack", "network", "layout", "status"]
    assert len(of(events, NetworkChanged).layers) == 4
    assert of(events, FrameLayout).layout == 2


def test_changed_data_are_sent(desk: Any) -> None:
    assert "data" in kinds(desk.send("change", noise=0.2))
    assert "data" in kinds(desk.send("reset", experiment={"dataset": "iris"}))


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"learning_rate": 101}, "limit_exceeded", "learning_rate"),
        ({"learning_rate": -1}, "limit_exceeded", "learning_rate"),
        ({"hidden": [1] * 9}, "limit_exceeded", "hidden"),
        ({"hidden": [129]}, "limit_exceeded", "hidden"),
        ({"hidden": [0]}, "limit_exceeded", "hidden"),
        ({"activation": "wobble"}, "invalid_value", "activation"),
        ({"activation": ["tanh"]}, "limit_exceeded", "activation"),
        ({"optimizer": ""}, "limit_exceeded", "optimizer"),
        ({"dataset": "iris"}, "invalid_value", "dataset"),
        ({"seed": 3}, "invalid_value", "seed"),
        ({"l2": 1, "momentum": 2}, "limit_exceeded", "momentum"),
    ],
)
def test_an_error_names_the_field_and_changes_nothing(
    make_desk: Any, fields: dict[str, Any], code: str, field: str
) -> None:
    desk = make_desk()
    desk.ask("advance", by="step", count=3)
    before = desk.digest()
    try:
        (error,) = desk.send("change", **fields)
    except ProtocolError as refused:
        error = Error.answering(refused)
    assert (error.code, error.field) == (code, field)
    assert english(error.message)
    assert desk.digest() == before


@pytest.mark.parametrize(
    ("units", "is_taken"), [([128] * 8, True), ([128] * 8 + [1], False), ([129], False)]
)
def test_the_largest_network_is_taken_and_one_unit_more_is_not(
    make_desk: Any, units: list[int], is_taken: bool
) -> None:
    desk = make_desk(n_samples=100)
    events = desk.send("change", hidden=units)
    assert isinstance(events[0], Ack if is_taken else Error)


def test_a_network_too_large_for_its_samples_is_refused(make_desk: Any) -> None:
    desk = make_desk(n_samples=10_000)
    before = desk.digest()
    for send in (
        {"type": "change", "hidden": [128] * 8},
        {"type": "reset", "experiment": {"hidden": [128] * 8}},
    ):
        (error,) = desk.send(**send)
        assert error.code == "limit_exceeded"
        assert 100 < error.limit < 10_000
    assert desk.digest() == before


def test_set_parameter_sets_that_one(desk: Any) -> None:
    ack, status = desk.send("set_parameter", layer=1, row=0, column=2, value=0.25)
    W, b = desk.session.trainer.parameters[1]
    assert W[0, 2] == 0.25
    assert english(ack.message) == "Layer 2, weight 1, 3 set to 0.25"
    assert status.train_loss == desk.session.trainer.train_loss
    desk.send("set_parameter", layer=1, row=1, column=None, value=-2)
    assert b[1, 0] == -2


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ({"layer": 3, "row": 0, "column": 0}, "layer"),
        ({"layer": 0, "row": 4, "column": 0}, "row"),
        ({"layer": 0, "row": 0, "column": 2}, "column"),
        ({"layer": 300, "row": 0, "column": 0}, "layer"),
    ],
)
def test_a_parameter_that_is_not_there_cannot_be_set(
    desk: Any, place: dict[str, int], field: str
) -> None:
    before = desk.digest()
    (error,) = desk.send("set_parameter", **place, value=1)
    assert (error.code, error.field) == ("limit_exceeded", field)
    assert desk.digest() == before


def test_reset_goes_back_to_the_same_weights(desk: Any) -> None:
    first = desk.digest()
    desk.send("play")
    desk.train(10)
    events = desk.send("reset")
    assert desk.digest() == first
    assert not desk.session.running
    assert english(of(events, Ack).message) == "Back at step 0, seed 0"


def test_reset_merges_fields_and_takes_a_seed(desk: Any) -> None:
    desk.send("change", learning_rate=0.3)
    events = desk.send("reset", experiment={"dataset": "xor_cloud"}, seed=9)
    experiment = desk.session.trainer.experiment
    assert experiment == Experiment(dataset="xor_cloud", learning_rate=0.3, seed=9)
    assert of(events, Ack).applied == {"dataset": "xor_cloud", "seed": 9}


def test_a_refused_reset_changes_nothing(desk: Any) -> None:
    desk.send("play")
    desk.train(3)
    before = desk.digest()
    (error,) = desk.send("reset", experiment={"dataset": "nowhere"})
    assert (error.code, error.field) == ("invalid_value", "dataset")
    assert desk.digest() == before
    assert desk.session.running


def test_an_experiment_that_cannot_be_opens_no_session() -> None:
    hello = parse('{"type":"hello","id":1,"experiment":{"dataset":"nowhere"}}')
    with pytest.raises(ProtocolError) as caught:
        Session(hello.experiment, clock=lambda: 0.0)  # type: ignore[union-attr]
    assert caught.value.field == "dataset"


def test_a_second_hello_is_refused(desk: Any) -> None:
    (error,) = desk.send("hello")
    assert error.code == "bad_message"


def test_a_probe_must_be_a_training_sample(desk: Any) -> None:
    assert kinds(desk.send("watch", sections=["z"], probe=249)) == ["ack", "layout"]
    (error,) = desk.send("watch", sections=["z"], probe=250)
    assert (error.code, error.field, error.limit) == ("limit_exceeded", "probe", 249)


def test_a_probe_that_is_gone_becomes_the_batch(desk: Any) -> None:
    desk.send("watch", sections=["z"], probe=249)
    desk.send("reset", experiment={"n_samples": 100})
    assert desk.frame() is not None
    assert desk.session.subscription.watch.probe is None


def test_commands_are_counted_and_errors_are_not(desk: Any) -> None:
    assert desk.send("pause")[0].command == 1
    desk.send("change", learning_rate=1000)
    assert desk.send("pause")[0].command == 2


# ---- divergence --------------------------------------------------------------


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


def test_early_stopping_pauses_and_says_why(make_desk: Any) -> None:
    desk = make_desk(patience=1, learning_rate=0)
    desk.send("play")
    desk.train(400)
    assert not desk.session.running
    assert "Early stopping" in english(desk.events()[-1].message)
    assert "Early stopping" in english(desk.send("play")[0].message)
    assert "Early stopping" in english(desk.ask("advance")[0].message)


# ---- status and history ------------------------------------------------------


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


def test_a_resumed_page_gets_the_curves(desk: Any) -> None:
    desk.send("watch", sections=["gradient_rms"], fps=60)
    desk.send("play", steps_per_second=1000)
    for _ in range(500):
        desk.train(20)
        if desk.frame():
            desk.acknowledge(desk.session.subscription.seq)
    desk.session.leave(now=desk.now)
    hello = parse('{"type":"hello","id":5,"session":"x"}')
    events = desk.session.welcome(hello, "x", look_key="k", resumed=True, now=desk.now)
    history = of(events, History)
    assert 100 < len(history.step) <= 600  # of ten seconds
    assert desk.session.trainer.step_count - 100 <= history.step[-1]
    assert len(history.gradient_rms[0]) == 3
    assert events[0].running
    assert events[0].resumed


def test_a_session_s_memory_is_bounded(make_desk: Any) -> None:
    make_desk()
    tracemalloc.start()
    desk = make_desk()
    desk.send("watch", sections=["W", "gradient_rms", "surface"], fps=60)
    desk.send("play", steps_per_second=1000)
    for _ in range(100):
        desk.train(20)
        desk.frame()
        desk.acknowledge(desk.session.subscription.seq)
        desk.events()
    size, _ = tracemalloc.get_traced_memory()
    for _ in range(300):
        desk.train(20)
        desk.frame()
        desk.acknowledge(desk.session.subscription.seq)
        desk.events()
    later, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size < 1_000_000
    assert later - size < 200_000


# ---- frames in time ----------------------------------------------------------


def frames_in(desk: Any, seconds: float, *, tick: float = 0.001) -> int:
    count = 0
    for _ in range(round(seconds / tick)):
        desk.train(seconds=tick)
        if desk.frame():
            count += 1
            desk.acknowledge(desk.session.subscription.seq)
    return count


@pytest.mark.parametrize("fps", [0, 1, 10, 30, 60])
def test_frames_come_at_the_rate_asked_for(desk: Any, fps: int) -> None:
    desk.send("watch", sections=["W"], fps=fps)
    desk.send("play", steps_per_second=200)
    assert frames_in(desk, 4) == pytest.approx(4 * fps, abs=1 if fps else 0)


def test_without_a_watch_there_are_no_frames(desk: Any) -> None:
    desk.send("play", steps_per_second=100)
    assert frames_in(desk, 1) == 0


def test_one_frame_is_in_flight(desk: Any, read_header: Callable[..., Any]) -> None:
    desk.send("watch", sections=["W"], fps=60)
    desk.send("play")
    desk.train(100)
    assert read_header(desk.frame())["seq"] == 1
    desk.train(100)
    assert desk.frame() is None
    assert desk.session.shows_at() == desk.session._state.status_at
    desk.acknowledge(7)
    assert desk.frame() is None
    desk.acknowledge(1)
    newest = read_header(desk.frame())
    assert newest["seq"] == 2
    assert newest["step"] == desk.session.trainer.step_count


def test_a_paused_session_sends_nothing_new(desk: Any) -> None:
    desk.send("watch", sections=["W"], fps=60)
    assert desk.frame() is not None
    desk.acknowledge(1)
    desk.now += 10
    assert desk.frame() is None
    assert desk.session.shows_at() is None


def test_a_change_is_shown_at_once_without_moving_the_frame_clock(
    desk: Any, read_header: Callable[..., Any]
) -> None:
    desk.send("watch", sections=["W"], fps=1)
    assert desk.frame() is not None
    desk.acknowledge(1)
    next_at = desk.session.subscription._next_at
    desk.now += 0.1
    (ack,) = desk.send("change", learning_rate=0.1)
    header = read_header(desk.frame())
    assert header["command"] == ack.command
    assert desk.session.subscription._next_at == next_at
    desk.acknowledge(2)
    desk.now += 0.001
    desk.send("change", learning_rate=0.2)
    assert desk.frame() is None
    desk.now += 0.0071
    assert desk.frame() is not None


def test_a_new_layout_voids_the_frame_in_flight(desk: Any) -> None:
    desk.send("watch", sections=["W"], fps=60)
    desk.frame()
    desk.now += 0.1
    desk.send("change", hidden=[3])
    assert desk.frame() is not None


def test_when_the_page_has_gone_nothing_is_shown(desk: Any) -> None:
    desk.send("watch", sections=["W"], fps=60)
    desk.send("play")
    desk.session.leave(now=desk.now)
    desk.train(3)
    assert desk.frame() is None
    assert desk.session.running


def test_a_session_that_failed_is_paused(desk: Any) -> None:
    desk.send("play")
    desk.session.fail(now=desk.now)
    assert "mistake" in english(of(desk.events(), Status).message)
    assert desk.session.runs_at() is None


def test_an_advance_that_failed_is_answered(make_desk: Callable[..., Any]) -> None:
    desk = make_desk(hidden=[64] * 4)
    desk.send("advance", by="step", count=1_000)
    desk.session.fail(now=desk.now)
    error = of(desk.events(), Error)
    assert (error.id, error.code) == (1, "internal")
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


def test_a_run_does_not_wait_while_others_look_on(desk: Any) -> None:
    desk.send("play")
    desk.send("watch", sections=["W"], fps=0)
    desk.session.has_observers = True
    assert desk.session.runs_at() is not None
    assert desk.session.shows_at() == desk.session._state.status_at


def test_a_frame_that_could_not_be_packed_is_no_frame_under_way(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    desk.send("watch", sections=["W"], fps=60)
    with monkeypatch.context() as patch:
        patch.setattr("app.stream.frames.Frame.pack", fail)
        with pytest.raises(MemoryError):
            desk.frame()
    assert desk.session.subscription.window.oldest_sent_at is None
    assert desk.frame()

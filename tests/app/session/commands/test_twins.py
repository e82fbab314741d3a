"""A second network beside the first: made, changed, swapped, promoted, dropped."""

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.protocol.commands.parse import parse
from app.protocol.events import (
    Ack,
    DataChanged,
    Diverged,
    Error,
    Event,
    FrameLayout,
    History,
    NetworkChanged,
    Status,
    TwinChanged,
)
from engine import Experiment, Trainer
from tests.app.session.helpers import kinds, of

RELU = {"activation": "relu"}
DIVERGING = {"learning_rate": 10.0, "output": "linear", "activation": "relu"}


def digests(desk: Any) -> list[str]:
    return [trainer.snapshot().digest() for trainer in desk.session.trainers]


def alone(n_steps: int, **fields: Any) -> str:
    trainer = Trainer(Experiment(**fields))
    trainer.step(n_steps)
    return trainer.snapshot().digest()


def taken(desk: Any, type: str, **fields: Any) -> list[Event]:
    """Send a command that must be taken."""
    events: list[Event] = desk.ask(type, **fields)
    assert of(events, Ack).type == "ack"
    return events


# ---- make ----------------------------------------------------------------------------


def test_a_twin_from_the_start_resets_both(desk: Any) -> None:
    taken(desk, "advance", by="step", count=7)
    events = taken(desk, "twin", change=RELU)
    assert kinds(events) == [
        *("ack", "status", "twin", "history", "history", "timeline")
    ]
    ack, twin = of(events, Ack), of(events, TwinChanged)
    assert (ack.step, ack.applied, ack.restorable) == (0, {}, True)
    assert ack.message.key == "twin.made"
    assert twin.experiment["activation"] == "relu"
    assert twin.differences == {"activation": ("tanh", "relu")}
    assert twin.first_difference is None
    assert [layer.activation for layer in twin.network.layers][:2] == ["relu", "relu"]
    assert not desk.session.running
    taken(desk, "advance", by="step", count=30)
    assert digests(desk) == [alone(30), alone(30, **RELU)]


def test_a_twin_that_is_the_same_stays_equal(desk: Any) -> None:
    events = taken(desk, "twin")
    assert of(events, Ack).message.key == "twin.made.same"
    taken(desk, "advance", by="step", count=200)
    first, second = digests(desk)
    assert first == second
    assert desk.session._state.run.lockstep.first_difference is None


def test_a_twin_from_now_on_copies_the_network(desk: Any) -> None:
    desk.send("play")
    desk.train(5)
    step = desk.session.trainer.step_count
    digest = desk.digest()
    events = taken(desk, "twin", at="now", change={"learning_rate": 0.3})
    assert of(events, Ack).step == step
    assert desk.session.running
    assert desk.digest() == digest
    vectors = [trainer.vector for trainer in desk.session.trainers]
    np.testing.assert_array_equal(*vectors)
    desk.train(3)
    told = of(desk.events(), TwinChanged)
    assert told.first_difference == step + 1
    assert not any(event.type == "twin" for event in desk.events())


def test_a_twin_from_now_on_may_have_another_shape(desk: Any) -> None:
    taken(desk, "advance", by="step", count=20)
    taken(desk, "twin", at="now", change={"hidden": [4, 2, 3]})
    taken(desk, "advance", by="op", count=3)
    taken(desk, "advance", by="step", count=10)
    steps = [trainer.step_count for trainer in desk.session.trainers]
    assert steps == [30, 30]


@pytest.mark.parametrize("at", ["start", "now"])
def test_another_twin_replaces_the_first(desk: Any, at: str) -> None:
    taken(desk, "twin", change=RELU)
    events = taken(desk, "twin", change={"optimizer": "adam"}, at=at)
    assert list(of(events, TwinChanged).differences) == ["optimizer"]
    assert len(desk.session.trainers) == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"change": {"activation": "nonsense"}}, "activation"),
        ({"change": {"seed": 3}, "at": "now"}, "seed"),
        ({"change": {"learning_rate": -1.0}, "at": "now"}, "learning_rate"),
        ({"change": {"hidden": [128] * 8}}, "n_samples"),
        ({"change": {"hidden": [128] * 8}, "at": "now"}, "n_samples"),
        ({"change": {"dataset": {"table": "unknown"}}}, "dataset"),
    ],
)
def test_a_twin_that_cannot_be_is_refused_and_changes_nothing(
    make_desk: Callable[..., Any], fields: dict[str, Any], field: str
) -> None:
    desk = make_desk(n_samples=500)
    taken(desk, "advance", by="op", count=5)
    before = digests(desk)
    (error,) = desk.send("twin", **fields)
    assert (error.type, error.field) == ("error", field)
    assert digests(desk) == before


@pytest.mark.parametrize("action", ["swap", "promote", "drop"])
def test_without_a_twin_there_is_nothing_to_swap(desk: Any, action: str) -> None:
    (error,) = desk.send("twin", action=action)
    assert (error.code, error.field) == ("invalid_value", "action")
    (error,) = desk.send("change", run=1, learning_rate=0.5)
    assert (error.code, error.field) == ("invalid_value", "run")


# ---- swap, promote, drop -------------------------------------------------------------


def test_swapped_networks_go_on_in_each_other_s_place(desk: Any) -> None:
    taken(desk, "twin", change={"hidden": [3], **RELU})
    taken(desk, "advance", by="step", count=20)
    events = taken(desk, "twin", action="swap")
    ack, twin = of(events, Ack), of(events, TwinChanged)
    assert ack.applied == {"activation": "relu", "hidden": [3]}
    assert twin.differences["hidden"] == ([3], [4, 2])
    assert len(of(events, NetworkChanged).layers) == 2
    taken(desk, "advance", by="step", count=10)
    both = [alone(30, hidden=(3,), **RELU), alone(30)]
    assert digests(desk) == both


@pytest.mark.parametrize(("action", "kept"), [("promote", RELU), ("drop", {})])
def test_one_of_the_two_goes_on_alone(
    desk: Any, action: str, kept: dict[str, Any]
) -> None:
    taken(desk, "twin", change=RELU)
    taken(desk, "advance", by="step", count=20)
    desk.send("play")
    events = taken(desk, "twin", action=action)
    assert of(events, TwinChanged).experiment is None
    assert of(events, TwinChanged).differences == {}
    assert [event.run for event in events if isinstance(event, History)] == [0]
    assert desk.session.running
    desk.send("pause")
    assert digests(desk) == [alone(20, **kept)]
    assert not any(event.type == "twin" for event in desk.send("play"))


@pytest.mark.parametrize(
    "command",
    [
        {"change": {"optimizer": "adam"}},
        {"change": {"optimizer": "adam"}, "at": "now"},
        *({"action": action} for action in ("swap", "promote", "drop")),
    ],
    ids=str,
)
def test_every_command_of_the_twin_can_be_taken_back(
    desk: Any, command: dict[str, Any]
) -> None:
    taken(desk, "twin", change=RELU)
    taken(desk, "advance", by="step", count=20)
    before, curves = digests(desk), desk.session._state.run.records.histories()
    number = of(taken(desk, "twin", **command), Ack).command
    taken(desk, "advance", by="step", count=5)
    events = taken(desk, "change", restore=number)
    assert digests(desk) == before
    assert [event for event in events if isinstance(event, History)] == curves
    told = of(events, TwinChanged)
    assert told.differences == {"activation": ("tanh", "relu")}
    again = of(events, Ack).command
    taken(desk, "change", restore=again)
    assert desk.session.trainer.step_count in (5, 25)


def test_before_the_twin_was_made_the_run_was_alone(desk: Any) -> None:
    taken(desk, "advance", by="step", count=20)
    number = of(taken(desk, "twin", change=RELU), Ack).command
    events = taken(desk, "change", restore=number)
    assert of(events, TwinChanged).experiment is None
    assert digests(desk) == [alone(20)]


# ---- changes -------------------------------------------------------------------------


def settings(desk: Any, name: str) -> list[Any]:
    return [getattr(trainer.experiment, name) for trainer in desk.session.trainers]


def test_what_does_not_differ_changes_in_both(desk: Any) -> None:
    taken(desk, "twin", change={"learning_rate": 0.3})
    taken(desk, "change", optimizer="adam", learning_rate=0.1)
    assert settings(desk, "optimizer") == ["adam", "adam"]
    assert settings(desk, "learning_rate") == [0.1, 0.3]


@pytest.mark.parametrize("fields", [{"learning_rate": 0.2}, {"activation": "relu"}])
def test_a_change_of_the_twin_leaves_the_first_alone(
    desk: Any, fields: dict[str, Any]
) -> None:
    taken(desk, "twin")
    taken(desk, "advance", by="step", count=10)
    events = taken(desk, "change", run=1, **fields)
    ack, twin = of(events, Ack), of(events, TwinChanged)
    assert (ack.applied, ack.message.key) == (fields, "changed.twin")
    assert ack.experiment is None
    assert list(twin.differences) == list(fields)
    assert desk.session.trainer.experiment == Experiment()
    taken(desk, "advance", by="step", count=10)
    assert digests(desk)[0] == alone(20)
    first, second = desk.session._state.run.records.histories()
    assert not first.marks
    (mark,) = second.marks
    assert (mark.step, mark.changes[0].field) == (10, next(iter(fields)))


def test_a_change_that_the_twin_refuses_changes_neither(desk: Any) -> None:
    taken(desk, "twin", change={"hidden": [3]})
    before = digests(desk)
    (error,) = desk.send("change", activation=["relu", "tanh"])
    assert error.type == "error"
    assert digests(desk) == before


def test_a_reset_begins_both_again(desk: Any) -> None:
    taken(desk, "twin", change=RELU)
    taken(desk, "advance", by="step", count=20)
    taken(desk, "reset", seed=5, experiment={"dataset": "xor"})
    taken(desk, "advance", by="step", count=9)
    both = {"seed": 5, "dataset": "xor"}
    assert digests(desk) == [alone(9, **both), alone(9, **both, **RELU)]


def test_a_weight_set_by_hand_is_the_first_difference(desk: Any) -> None:
    taken(desk, "twin")
    taken(desk, "advance", by="step", count=20)
    events = taken(desk, "set_parameter", layer=0, row=0, column=0, value=0.5)
    assert of(events, TwinChanged).first_difference == 20


# ---- going on ------------------------------------------------------------------------


def test_both_train_at_the_requested_speed(desk: Any) -> None:
    taken(desk, "twin", change=RELU)
    desk.send("play", steps_per_second=100)
    desk.train(100, seconds=0.01)
    first, second = desk.session.trainers
    assert first.step_count == second.step_count == pytest.approx(100, abs=2)


def test_slow_motion_goes_op_by_op_in_both(desk: Any) -> None:
    taken(desk, "twin", change={"learning_rate": 0.1})
    desk.send("play", steps_per_second=0.5)
    desk.train(40, seconds=0.5)
    first, second = desk.session.trainers
    assert first.op_index == second.op_index
    assert first.step_count == second.step_count > 0


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("way", ["play", "advance"])
def test_a_divergence_of_one_stops_both_before_that_step(
    make_desk: Callable[..., Any], which: int, way: str
) -> None:
    calm = {"dataset": "plane", "learning_rate": 0.01}
    wild = {**calm, **DIVERGING}
    fields = [wild, calm] if which == 0 else [calm, wild]
    single = make_desk(**wild)
    single.send("advance", by="step", count=1000)
    while single.session.runs_at() is not None:
        single.train()
    reference = single.session.trainer
    desk = make_desk(**fields[0])
    change = {name: fields[1].get(name) for name in DIVERGING}
    change["activation"] = change["activation"] or "tanh"
    taken(desk, "twin", change=change)
    if way == "play":
        events = desk.send("play")
    else:
        events = desk.send("advance", by="step", count=1000)
    while not any(isinstance(event, Diverged) for event in events):
        desk.train()
        events += desk.events()
    diverged = of(events, Diverged)
    assert diverged.run == which
    assert diverged.step == reference.step_count + 1
    for trainer in desk.session.trainers:
        assert trainer.step_count == diverged.last_finite_step
        assert math.isfinite(trainer.train_loss)
        assert trainer.trace().step == trainer.step_count
    assert digests(desk)[which] == reference.snapshot().digest()


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("way", ["play", "advance"])
def test_early_stopping_of_one_ends_the_run_of_both(
    make_desk: Callable[..., Any], which: int, way: str
) -> None:
    still = {"patience": 2, "learning_rate": 0.0}
    calm = {"patience": None, "learning_rate": 0.1}
    first, second = (still, calm) if which == 0 else (calm, still)
    desk = make_desk(**first)
    taken(desk, "twin", change=second)
    if way == "play":
        desk.send("play")
        desk.train(100)
        assert not desk.session.running
        (message,) = {
            event.message.key
            for event in desk.events()
            if isinstance(event, Status) and not event.running
        }
        assert message == "stopped_early"
    else:
        events = taken(desk, "advance", by="epoch", count=50)
        assert of(events, Ack).message.key == "stopped_early"
    assert [each.step_count for each in desk.session.trainers] == [75, 75]
    (ack, _) = desk.send("play")
    assert ack.applied["running"] is False
    # Kept alone, the other one may go on.
    taken(desk, "twin", action="promote" if which == 0 else "drop")
    assert desk.send("play")[0].applied["running"] is True


# ---- frames --------------------------------------------------------------------------


def both_of(frame: bytes, layout: FrameLayout) -> list[dict[Any, np.ndarray]]:
    """Read the sections of each network."""
    runs: list[dict[Any, np.ndarray]] = [{}, {}]
    for section in layout.sections:
        count = math.prod(section.shape)
        dtype = {"f8": "<f8", "f4": "<f4", "u1": "u1"}[section.dtype]
        flat = np.frombuffer(frame, dtype, count, section.offset)
        values = flat.reshape(section.shape)
        runs[section.run][section.name, section.layer] = values
    return runs


def test_one_frame_carries_both(desk: Any) -> None:
    names = ["W", "delta_rms", "predicted", "surface"]
    desk.send("watch", sections=names, surface_resolution=9, fps=60)
    layout = of(taken(desk, "twin", change={"hidden": [3, 3, 3]}), FrameLayout)
    taken(desk, "advance", by="step", count=20)
    desk.now += 1
    frame = desk.frame()
    assert len(frame) == layout.bytes
    for trainer, found in zip(
        desk.session.trainers, both_of(frame, layout), strict=True
    ):
        assert {name for name, _ in found} == {*names, "surface_range"}
        for layer, (W, _) in enumerate(trainer.parameters):
            np.testing.assert_array_equal(found["W", layer], W.astype("f4"))
        predicted = np.concatenate(
            [trainer.predicted("train"), trainer.predicted("test")]
        )
        np.testing.assert_array_equal(found["predicted", None], predicted)
        delta = trainer.trace().layers[0].delta
        rms = float(np.sqrt((delta * delta).mean()))
        assert found["delta_rms", None][0] == pytest.approx(rms, rel=1e-12)
    dropped = of(taken(desk, "twin", action="drop"), FrameLayout)
    assert {section.run for section in dropped.sections} == {0}


def test_a_sample_that_the_twin_lacks_is_its_mean(make_desk: Any) -> None:
    desk = make_desk(n_samples=100, train_share=0.9)
    desk.send("watch", sections=["z"], fps=60, probe=80)
    layout = of(taken(desk, "twin", change={"train_share": 0.5}), FrameLayout)
    taken(desk, "advance", by="step", count=20)
    desk.now += 1
    _, second = both_of(desk.frame(), layout)
    trace = desk.session.trainers[1].trace()
    mean = trace.layers[0].z.mean(axis=1)
    np.testing.assert_allclose(second["z", 0], mean, rtol=1e-6)


def test_the_curves_of_both_grow_with_the_frames(desk: Any) -> None:
    desk.send("watch", sections=["gradient_rms"], fps=60)
    taken(desk, "twin", change=RELU)
    desk.send("play", steps_per_second=100)
    for _ in range(200):
        desk.train(1, seconds=0.01)
        if desk.frame():
            desk.acknowledge(desk.session.subscription.seq)
    first, second = desk.session._state.run.records.histories()
    assert (first.run, second.run) == (0, 1)
    assert len(first.step) > 10
    assert first.step == second.step
    assert first.train_loss != second.train_loss


# ---- resume --------------------------------------------------------------------------


@pytest.mark.parametrize("observer_key", ["k", None])
def test_who_comes_later_gets_the_twin_and_both_histories(
    desk: Any, observer_key: str | None
) -> None:
    taken(desk, "twin", change=RELU)
    taken(desk, "advance", by="step", count=20)
    desk.session.leave(now=desk.now)
    hello = parse('{"type":"hello","id":5,"session":"x"}')
    events = desk.session.welcome(
        hello,
        "x",
        observer_key=observer_key,
        resumed=observer_key is not None,
        now=desk.now,
    )
    assert kinds(events) == [
        *("welcome", "twin", "history", "history", "timeline", "status")
    ]
    assert events[1].first_difference == 1
    assert [event.run for event in events[2:4]] == [0, 1]
    json.loads(events[1].text())


def test_a_twin_with_other_samples_is_described_without_them(desk: Any) -> None:
    rows = {"x": [[0, 1], [1, 0], [2, 2], [3, 1]], "y": ["a", "b", "a", "b"]}
    table = desk.send("table", **rows)[0].applied["table"]
    events = taken(desk, "twin", change={"dataset": {"table": table}})
    twin = of(events, TwinChanged)
    assert twin.differences["dataset"][1]["table"] == table
    assert not any(isinstance(event, DataChanged) for event in events)
    assert not any(isinstance(event, Error) for event in events)

"""Every divergence is named by its first step, and nothing not finite is shown."""

import math
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from app.protocol.events import Diverged, Event
from app.session.run import loss_guard
from app.session.run.loss_guard import LOOK_EVERY, SNAPSHOT_EVERY, LossGuard
from engine import DivergenceError, Experiment, Lockstep, Trainer
from engine.inspection.outputs.output_bound import may_diverge, safe_norm
from tests.app.session.divergences import (
    OTHERS,
    RATES,
    WAYS,
    cases,
    first_divergence,
    playing,
)
from tests.app.session.helpers import of

CASES = dict(cases())
QUICK = {name for n, name in enumerate(CASES) if n % 3 == 0 or " " not in name}
QUICK |= {*OTHERS, "exploding 10", "rate-too-high 10"}
"""Two datasets for each activation and rate; every preset and every other setting."""
TOO_FAST = CASES["rate-too-high"]
SLOW_GROWTH = CASES["no layers"]
"""The loss grows sevenfold a step: it overflows long before the weights do."""


FEW = 60
"""Steps that are still made one by one, each by a command of its own."""


@cache
def first_of(name: str) -> tuple[int, int | None, str]:
    return first_divergence(CASES[name])


def ways_of(name: str) -> list[str]:
    """Return full speed and two of the other ways, in turn."""
    others = [way for way in WAYS if way != "full speed"]
    if first_of(name)[0] > FEW:
        others.remove("single steps")
    number = list(CASES).index(name)
    return ["full speed", *(others[(number + k) % len(others)] for k in (0, 3))]


@pytest.mark.slow
def test_there_are_enough_runs_that_diverge() -> None:
    assert len(CASES) >= 90
    for names, at_least in ((CASES, 12), (QUICK, 5)):
        taken = Counter(way for name in names for way in ways_of(name))
        assert taken.keys() == WAYS.keys()
        assert min(taken.values()) >= at_least, taken
    chosen = Counter(name.partition(" ")[2] for name in QUICK - {*OTHERS})
    rates = {f"{name} {rate:g}" for name, rates in RATES.items() for rate in rates}
    assert {rate for rate in rates if chosen[rate] < 2} == set()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in QUICK else pytest.mark.slow)
        for name in CASES
    ],
)
def test_every_way_of_going_on_gives_the_same_answer(
    make_desk: Callable[..., Any], name: str
) -> None:
    step, layer, quantity = first_of(name)
    reference = Trainer(Experiment(**CASES[name]))
    reference.step(step - 1)
    for way in ways_of(name):
        desk = make_desk(**CASES[name])
        diverged = of(WAYS[way](desk), Diverged)
        assert (diverged.step, diverged.layer, diverged.quantity) == (
            step,
            layer,
            quantity,
        ), way
        trainer = desk.session.trainer
        assert diverged.last_finite_step == trainer.step_count == step - 1, way
        assert math.isfinite(trainer.train_loss), way
        assert trainer.trace().step == step - 1, way
        assert desk.digest() == reference.snapshot().digest(), way


@pytest.mark.parametrize("way", WAYS)
def test_a_run_that_begins_later_gives_the_same_answer(
    make_desk: Callable[..., Any], way: str
) -> None:
    """It begins within a step, and after changes of settings."""
    fields = {**TOO_FAST, "learning_rate": 0.01}
    reference, desk = Trainer(Experiment(**fields)), make_desk(**fields)
    reference.step(70)
    reference.change(learning_rate=1.0)
    desk.ask("advance", by="step", count=70)
    desk.ask("advance", by="phase", count=2)
    desk.send("change", learning_rate=1.0)
    desk.ask("advance", by="op", count=5)
    step, finite = 71, reference.snapshot()
    while reference.step() and math.isfinite(reference.train_loss):
        step, finite = step + 1, reference.snapshot()
    diverged = of(WAYS[way](desk), Diverged)
    assert (diverged.step, diverged.quantity) == (step, "loss")
    assert desk.digest() == finite.digest()


@pytest.mark.parametrize("fields", [TOO_FAST, SLOW_GROWTH], ids=["fast", "slow"])
def test_a_run_that_diverges_never_shows_an_infinite_loss(
    make_desk: Callable[..., Any], read_header: Any, fields: dict[str, Any]
) -> None:
    desk = make_desk(**fields)
    desk.send("watch", sections=["gradient_rms"], fps=60)
    losses: list[float] = []
    frame_of = desk.frame

    def noted() -> bytes | None:
        frame: bytes | None = frame_of()
        if frame:
            losses.append(read_header(frame)["train_loss"])
        return frame

    desk.frame = noted
    events: list[Event] = playing(desk, speed=None, turn=0.004, fps=60)
    assert losses
    assert all(map(math.isfinite, losses))
    shown = [event.train_loss for event in events if event.type == "status"]
    assert all(map(math.isfinite, shown))
    assert of(desk.ask("advance", by="step"), Diverged) == of(events, Diverged)


def grown(guard: LossGuard, steps: int) -> Trainer:
    trainer = Trainer(Experiment(**SLOW_GROWTH))
    guard.begin(Lockstep(trainer))
    trainer.step(steps)
    return trainer


def test_it_stands_right_before_the_loss_overflows() -> None:
    guard = LossGuard()
    trainer = grown(guard, 500)
    assert math.isinf(trainer.train_loss)
    error = guard.check(Lockstep(trainer), [trainer.train_loss])
    assert error is not None
    assert (error.step, error.quantity) == (trainer.step_count + 1, "loss")
    assert "the terms of the training loss are no longer finite" in error.message
    reference = Trainer(Experiment(**SLOW_GROWTH))
    reference.step(trainer.step_count)
    assert trainer.snapshot().digest() == reference.snapshot().digest()
    reference.step()
    assert math.isinf(reference.train_loss)


@pytest.mark.parametrize(("n_steps", "is_found"), [(300, False), (370, True)])
def test_a_loss_that_was_not_finite_for_a_while_is_found(
    n_steps: int, *, is_found: bool
) -> None:
    """It grows for so many steps; the rate falls, and so does the loss."""
    falling = {"schedule": "step", "schedule_steps": n_steps, "schedule_factor": 0.1}
    trainer, guard = Trainer(Experiment(**SLOW_GROWTH, **falling)), LossGuard()
    guard.begin(Lockstep(trainer))
    trainer.step(n_steps + 99)
    assert math.isfinite(trainer.train_loss)
    error = guard.check(Lockstep(trainer), [trainer.train_loss])
    assert (error is not None) == is_found
    assert trainer.step_count == (n_steps + 99 if error is None else error.step - 1)


def test_looking_often_keeps_no_more_than_is_needed_to_go_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trainer, guard, kept_at = Trainer(Experiment()), LossGuard(), []
    snapshot = trainer.snapshot

    def counted() -> Any:
        kept_at.append(trainer.step_count)
        return snapshot()

    monkeypatch.setattr(trainer, "snapshot", counted)
    guard.begin(Lockstep(trainer))
    for steps in (0, 1, SNAPSHOT_EVERY - 2, 1, 1, SNAPSHOT_EVERY - 1):
        trainer.step(steps)
        guard.begin(Lockstep(trainer))
        assert guard.check(Lockstep(trainer), [trainer.train_loss]) is None
    assert kept_at == [0, SNAPSHOT_EVERY, 2 * SNAPSHOT_EVERY]


def test_it_goes_back_over_steps_that_were_looked_at_and_not_kept() -> None:
    guard = LossGuard()
    trainer = grown(guard, 0)
    while math.isfinite(loss := trainer.train_loss):
        assert guard.check(Lockstep(trainer), [loss]) is None
        trainer.step(7)
    assert trainer.step_count > 2 * SNAPSHOT_EVERY
    assert guard.check(Lockstep(trainer), [loss]) is not None
    assert math.isfinite(trainer.train_loss)
    assert trainer.trace().step == trainer.step_count
    trainer.step()
    assert math.isinf(trainer.train_loss)


def test_whoever_diverges_again_comes_back_at_once(
    make_desk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, n_steps = make_desk(**TOO_FAST), 0
    first = of(desk.ask("advance", by="step", count=1000), Diverged)
    digest, step = desk.digest(), Lockstep.step

    def counted(lockstep: Lockstep, count: int = 1) -> None:
        nonlocal n_steps
        n_steps += count
        step(lockstep, count)

    monkeypatch.setattr(Lockstep, "step", counted)
    for _ in range(3):
        n_steps = 0
        assert of(desk.ask("advance", by="step"), Diverged) == first
        assert desk.digest() == digest
        assert desk.session.trainer.trace().step == first.last_finite_step
        assert n_steps <= 4


def test_after_a_rollback_the_run_can_change_and_go_on(
    make_desk: Callable[..., Any],
) -> None:
    desk = make_desk(**TOO_FAST)
    step = of(desk.ask("advance", by="step", count=1000), Diverged).last_finite_step
    desk.send("change", learning_rate=0)
    ack, *_ = desk.ask("advance", by="step", count=5)
    assert (ack.applied["count"], ack.step) == (5, step + 5)


@pytest.mark.parametrize(
    ("hidden", "every"), [((4,), 128), ((64, 64, 64), 72), ((128,) * 8, 8)]
)
def test_a_large_network_has_few_steps_to_repeat(
    hidden: tuple[int, ...], every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = Trainer(Experiment(hidden=hidden, n_samples=100, batch_size=16))
    guard, kept_at = LossGuard(), []
    snapshot = trainer.snapshot

    def counted() -> Any:
        kept_at.append(trainer.step_count)
        return snapshot()

    monkeypatch.setattr(trainer, "snapshot", counted)
    guard.begin(Lockstep(trainer))
    for _ in range(every):
        trainer.step()
        assert guard.check(Lockstep(trainer), [0.5]) is None
    assert kept_at == [0, every]


def test_huge_weights_are_looked_at_in_every_turn() -> None:
    guard, trainer = LossGuard(), Trainer(Experiment())
    guard.begin(Lockstep(trainer))
    trainer.step()
    assert not guard.is_due(Lockstep(trainer))
    trainer.set_parameter(0, 0, 0, 2 * safe_norm(trainer.graph))
    assert not guard.is_due(Lockstep(trainer))  # tanh follows
    trainer.set_parameter(2, 0, 0, 1e150)
    assert guard.is_due(Lockstep(trainer))


def test_what_a_turn_has_found_safe_is_not_bounded_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bounded: list[int] = []

    def counted(trainer: Trainer) -> bool:
        bounded.append(trainer.step_count)
        return may_diverge(trainer)

    monkeypatch.setattr(loss_guard, "may_diverge", counted)
    guard, lockstep = LossGuard(), Lockstep(Trainer(Experiment()))
    guard.begin(lockstep)
    for is_known in (True, False):
        lockstep.step()
        bounded.clear()
        assert not (is_known and guard.is_due(lockstep))
        assert guard.check(lockstep, [0.5]) is None
        assert bounded == [lockstep.step_count]
    lockstep.step()
    assert not guard.is_due(lockstep)
    lockstep.advance("op", 2)
    bounded.clear()
    guard.check(lockstep, [0.5])
    assert len(bounded) == 1  # within a step, whose weights it may have changed


def test_huge_weights_whose_steps_are_finite_stay_where_they_are() -> None:
    layers = [{"W": [[1e150, 0.0]], "b": [0.0]}]
    fields = {"hidden": (), "loss": "binary_cross_entropy", "dropout": 0.0}
    trainer, guard = (
        Trainer(Experiment(**fields, initial_parameters=layers)),
        LossGuard(),
    )
    assert float(trainer.vector.dot(trainer.vector)) > safe_norm(trainer.graph) ** 2
    guard.begin(Lockstep(trainer))
    trainer.step(40)
    trainer.advance("op", 3)
    before, trace = trainer.snapshot().digest(), trainer.trace()
    assert guard.check(Lockstep(trainer), [trainer.train_loss]) is None
    assert trainer.snapshot().digest() == before
    assert trainer.op_index == 3
    assert trainer.trace().step == trace.step


def test_a_step_back_to_the_beginning_has_its_trace() -> None:
    """The trace is that of the step before the weight was set."""
    trainer, guard = Trainer(Experiment(**TOO_FAST)), LossGuard()
    trainer.step(3)
    trainer.set_parameter(1, 0, 0, 1e200)
    trace = trainer.trace()
    guard.begin(Lockstep(trainer))
    with pytest.raises(DivergenceError) as caught:
        trainer.step(100)
    error = guard.trace_back(Lockstep(trainer), caught.value.step)
    assert error.step == 4
    assert trainer.step_count == trainer.trace().step == 3
    assert (trainer.trace().gradient == trace.gradient).all()


def test_nobody_looks_for_long(make_desk: Callable[..., Any]) -> None:
    guard, trainer = LossGuard(), Trainer(Experiment())
    trainer.step(LOOK_EVERY - 1)
    assert not guard.is_due(Lockstep(trainer))
    trainer.step()
    assert guard.is_due(Lockstep(trainer))
    desk = make_desk(**SLOW_GROWTH)
    (ack, diverged, *_) = desk.ask("advance", by="step", count=1000)
    assert ack.applied["count"] == diverged.last_finite_step


def test_what_was_set_by_hand_is_not_taken_back(desk: Any) -> None:
    desk.send("watch", sections=["gradient_rms"], fps=60)
    desk.ask("advance", by="step", count=5)
    huge = 1e200
    desk.send("change", output="linear")
    desk.send("set_parameter", layer=2, row=0, column=0, value=huge)
    desk.send("play")
    desk.train()
    desk.frame()
    assert desk.session.trainer.parameters[2][0][0, 0] != 0
    assert desk.session.trainer.step_count >= 5


def test_before_the_run_begins_nothing_is_judged() -> None:
    trainer, guard = Trainer(Experiment()), LossGuard()
    assert guard.check(Lockstep(trainer), [math.inf]) is None
    guard.begin(Lockstep(trainer))
    assert guard.check(Lockstep(trainer), [math.inf]) is None
    trainer.step()
    guard.reset()
    assert guard.check(Lockstep(trainer), [math.inf]) is None


def test_within_a_step_the_steps_before_it_are_judged() -> None:
    guard = LossGuard()
    trainer = grown(guard, 400)
    trainer.advance("op", 2)
    assert guard.check(Lockstep(trainer), [trainer.train_loss]) is not None
    assert trainer.op_index == 0
    assert math.isfinite(trainer.train_loss)

"""Any step of the past is had again as it was."""

from typing import Any

import numpy as np
import pytest

from engine import DivergenceError, ExperimentError, Lockstep, Trainer
from engine.training.timeline.events import Change, Drop, Edit, Event, Swap, Twin
from engine.training.timeline.keyframes import MAX_BYTES, Position, digest_of
from engine.training.timeline.timeline import Timeline, spacing_of
from tests.engine.training.runs import RUNS, experiment, twins

MUCH: list[tuple[int, Event]] = [
    (40, Change(({"learning_rate": 0.2, "dropout": 0.2},))),
    (91, Edit(0, 0, 0, 0, 0.5)),
    (91, Change(({"hidden": (5, 2)},))),
    (150, Twin({"activation": "sigmoid"})),
    (200, Change(({"optimizer": "adam"}, {"batch_size": 9}))),
    (260, Swap()),
    (261, Edit(1, 0, 1, None, -1.0)),
    (300, Drop(0)),
    (333, Change(({"patience": 400, "schedule": "cosine"},))),
]


def timeline(changes: dict[str, Any] | None = None, **options: Any) -> Timeline:
    return Timeline(Lockstep(Trainer(experiment(changes or {}))), **options)


def state(lockstep: Lockstep) -> tuple[str, ...]:
    return tuple(each.snapshot().digest() for each in lockstep.trainers)


def lived(
    events: list[tuple[int, Event]], n_steps: int, **options: Any
) -> tuple[Timeline, dict[Position, tuple[str, ...]]]:
    """Return a timeline, and the state at each of its positions."""
    run, states, left = timeline(**options), {}, list(events)
    states[run.position] = state(run.lockstep)
    while True:
        while left and left[0][0] == run.position.step:
            run.apply(left.pop(0)[1])
            states[run.position] = state(run.lockstep)
        if run.position.step == n_steps:
            return run, states
        assert run.step() == 1
        states[run.position] = state(run.lockstep)


def went(run: Timeline, step: int, n_events: int | None = None, by: int = 7) -> None:
    seek = run.seek(step, n_events)
    while not seek.proceed(by):
        assert seek.steps_left > 0
    run.finish(seek)


@pytest.mark.parametrize("max_bytes", [MAX_BYTES, 20_000])
def test_every_position_is_had_again_to_the_bit(max_bytes: int) -> None:
    run, states = lived(MUCH, 420, max_bytes=max_bytes)
    positions = list(states)
    rng = np.random.default_rng(0)
    for goal in [positions[i] for i in rng.permutation(len(positions))[:150]]:
        went(run, *goal)
        assert run.position == goal
        assert state(run.lockstep) == states[goal]
    assert run.end == positions[-1]
    assert len(run.events) == len(MUCH)
    assert run.n_bytes <= max_bytes


@pytest.mark.parametrize("changes", RUNS)
def test_every_kind_of_step_is_repeated_exactly(changes: dict[str, Any]) -> None:
    run = timeline(changes)
    other = Trainer(experiment(changes))
    run.step(150)
    wanted = {}
    for step in range(0, 150, 11):
        wanted[step] = other.snapshot().digest()
        other.step(11)
    for step in (143, 11, 99, 0, 66):
        went(run, step)
        assert state(run.lockstep) == (wanted[step],)


def test_playing_on_in_the_past_repeats_it_with_its_events() -> None:
    run, states = lived(MUCH, 420)
    went(run, 30)
    assert run.step(390) == 390
    assert run.position == (420, len(MUCH))
    assert state(run.lockstep) == states[run.position]


def test_a_position_before_and_one_after_each_event_of_a_step() -> None:
    run, states = lived(MUCH, 100)
    for n_events in (1, 2, 3):
        went(run, 91, n_events)
        assert state(run.lockstep) == states[Position(91, n_events)]
    went(run, 91)
    assert run.position == (91, 3)


def test_an_event_in_the_past_replaces_what_came_later() -> None:
    run, _ = lived(MUCH, 420)
    went(run, 95)
    run.apply(Change(({"learning_rate": 0.5},)))
    assert run.end == (95, 4)
    assert [dated.step for dated in run.events] == [40, 91, 91, 95]
    assert max(run.keyframes) == (95, 4)
    run.step(50)
    before = state(run.lockstep)
    went(run, 60)
    went(run, 145)
    assert state(run.lockstep) == before


def test_a_fork_goes_its_own_way_and_shares_its_keyframes() -> None:
    run, states = lived(MUCH, 420)
    went(run, 210)
    fork = run.fork()
    assert fork.end == fork.position == (210, 5)
    assert fork.keyframes == [each for each in run.keyframes if each <= (210, 5)]
    fork.apply(Change(({"learning_rate": 1.0}, {})))
    fork.step(30)
    assert state(fork.lockstep) != states[Position(240, 5)]
    went(fork, 100)
    assert state(fork.lockstep) == states[Position(100, 3)]
    went(run, 420)
    assert state(run.lockstep) == states[run.position]


def test_the_way_back_can_be_broken_off() -> None:
    run, states = lived(MUCH, 420, max_bytes=20_000)
    seek = run.seek(399)
    assert not seek.proceed(1)
    assert run.position == (420, len(MUCH))
    assert state(run.lockstep) == states[run.position]
    went(run, 250)
    assert state(run.lockstep) == states[run.position]


@pytest.mark.parametrize(
    "goal", [(-1, None), (421, None), (91, 4), (91, 0), (40, 2), (10, 1), (420, 8)]
)
def test_what_never_was_is_refused(goal: tuple[int, int | None]) -> None:
    run, states = lived(MUCH, 420)
    with pytest.raises(ValueError, match="no position of the past"):
        run.seek(*goal)
    assert state(run.lockstep) == states[run.position]


def test_a_refused_event_leaves_the_past_alone() -> None:
    run, states = lived(MUCH, 420)
    went(run, 100)
    with pytest.raises(ExperimentError):
        run.apply(Change(({"learning_rate": -1},)))
    assert run.end == (420, len(MUCH))
    assert state(run.lockstep) == states[Position(100, 3)]


def test_a_divergence_ends_the_past_before_its_step() -> None:
    run = timeline({"learning_rate": 100, "hidden": (8, 8), "activation": "relu"})
    run.step(20)
    run.apply(Change(({"max_norm": None, "clip_norm": None, "l2": 10},)))
    with pytest.raises(DivergenceError) as caught:
        run.step(5000)
    assert run.end == (caught.value.step - 1, 1)
    before = state(run.lockstep)
    went(run, 0)
    went(run, caught.value.step - 1)
    assert state(run.lockstep) == before


def test_early_stopping_ends_it_too() -> None:
    run = timeline({"patience": 1, "learning_rate": 1.0})
    made = run.step(5000)
    assert made < 5000
    assert run.step(1) == 0
    assert run.position == run.end == (made, 0)
    went(run, made // 2)
    assert run.step(5000) == made - made // 2


def test_within_a_step_the_past_ends_before_it() -> None:
    run, states = lived(MUCH, 100)
    run.lockstep.advance("op", 4)
    run.apply(Edit(0, 0, 0, 0, 2.0))
    assert run.position == (100, 4)
    went(run, 100, 3)
    assert state(run.lockstep) == states[Position(100, 3)]


def test_keyframes_are_further_apart_where_steps_cost_less() -> None:
    small = Lockstep(Trainer(experiment({"hidden": (), "optimizer": "sgd"})))
    large = twins({"hidden": (8,) * 8, "optimizer": "adam"})
    assert spacing_of(small) == 512
    assert spacing_of(large) == 64
    assert spacing_of(Lockstep(large.trainers[0])) == 128


def test_keyframes_have_the_digest_of_their_parameters() -> None:
    run, _ = lived(MUCH, 420)
    for position in run.keyframes:
        went(run, *position)
        keyframe = run._keyframes.up_to(position)
        assert keyframe.digest == digest_of(run.lockstep.snapshot())


LONG: list[tuple[int, Event]] = [
    (1000 * k + 171 * (k % 5), Change(({name: value},)))
    for k, (name, value) in enumerate(
        [
            ("learning_rate", 0.1), ("dropout", 0.1), ("batch_size", 8), ("l2", 0.001),
            ("hidden", (8, 8, 8)), ("activation", "relu"), ("optimizer", "nesterov"),
            ("dropout", 0.0), ("schedule", "cosine"), ("clip_norm", 1.0),
            ("optimizer", "adam"), ("warmup_steps", 50), ("batch_size", 20),
            ("dropout", 0.2), ("hidden", (6, 8)), ("learning_rate", 0.02),
            ("activation", "tanh"), ("l1", 0.0001), ("max_norm", 3.0),
            ("learning_rate", 0.03),
        ]
    )
]  # fmt: skip
"""Twenty changes of a run of 100,000 steps, early in it."""


@pytest.mark.slow
def test_a_thousand_steps_of_a_hundred_thousand_are_had_again() -> None:
    changes = {"hidden": (8,) * 6, "optimizer": "adam"}
    run, plain = timeline(changes), Trainer(experiment(changes))
    rng = np.random.default_rng(1)
    goals = sorted(rng.choice(100_000, 1000, replace=False).tolist())
    wanted, n_events = {}, 0
    for goal in goals:
        for step, event in LONG[n_events:]:
            if step > goal:
                break
            plain.step(step - plain.step_count)
            plain.change(**event.fields[0])
            n_events += 1
        plain.step(goal - plain.step_count)
        wanted[goal] = plain.snapshot().digest()
    for step, event in LONG:
        run.step(step - run.position.step)
        run.apply(event)
    run.step(100_000 - run.position.step)
    for goal in rng.permutation(goals).tolist():
        went(run, goal, by=10_000)
        assert state(run.lockstep) == (wanted[goal],)
    assert run.n_bytes <= MAX_BYTES

"""Any step of the past is had again as it was."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from engine import DivergenceError, ExperimentError, Lockstep, Trainer
from engine.training.timeline.branch import TimelinePlace
from engine.training.timeline.events import Change, Drop, Edit, Event, Swap, Twin
from engine.training.timeline.keyframes import MAX_BYTES, digest_of
from engine.training.timeline.timeline import MAX_EVENTS, Timeline, spacing_of
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
N_STEPS = 420


def timeline(changes: dict[str, Any] | None = None, **options: Any) -> Timeline:
    return Timeline(Lockstep(Trainer(experiment(changes or {}))), **options)


def state(lockstep: Lockstep) -> tuple[str, ...]:
    return tuple(each.snapshot().digest() for each in lockstep.trainers)


def trained(run: Timeline, n_steps: int) -> int:
    """Train across events of the past; return the steps made."""
    made = 0
    while made < n_steps and (more := run.step(n_steps - made)):
        made += more
    return made


def lived(
    events: list[tuple[int, Event]], n_steps: int, **options: Any
) -> tuple[Timeline, dict[TimelinePlace, tuple[str, ...]]]:
    """Return a timeline, and the state at each place of MUCH."""
    run = timeline(**options)
    for step, event in events:
        if step > n_steps:
            break
        run.step(step - run.position.step)
        run.apply(event)
    run.step(n_steps - run.position.step)
    assert run.position.step == n_steps
    return run, states_of_much()


@cache
def states_of_much() -> dict[TimelinePlace, tuple[str, ...]]:
    """Return the state at each place of a run with MUCH, in its order."""
    run, left = timeline(), list(MUCH)
    states = {run.place: state(run.lockstep)}
    while True:
        while left and left[0][0] == run.position.step:
            run.apply(left.pop(0)[1])
            states[run.place] = state(run.lockstep)
        if run.position.step == N_STEPS:
            return states
        assert run.step() == 1
        states[run.place] = state(run.lockstep)


def went(run: Timeline, step: int, n_events: int | None = None, by: int = 7) -> None:
    """Go to a position of the present branch."""
    went_to(run, run.branch.place(step, n_events), by)


def went_to(run: Timeline, goal: TimelinePlace, by: int = 7) -> None:
    seek = run.seek(goal)
    while not seek.proceed(by):
        assert seek.steps_left > 0
    run.finish(seek)
    assert run.place == goal


@pytest.mark.parametrize(
    "n_goals", [15, pytest.param(150, marks=pytest.mark.slow)], ids=str
)
@pytest.mark.parametrize("max_bytes", [MAX_BYTES, 40_000, 0])
def test_every_position_is_had_again_to_the_bit(max_bytes: int, n_goals: int) -> None:
    run, states = lived(MUCH, N_STEPS, max_bytes=max_bytes)
    places = list(states)
    rng = np.random.default_rng(0)
    for goal in [places[i] for i in rng.permutation(len(places))[:n_goals]]:
        went_to(run, goal)
        assert state(run.lockstep) == states[goal]
    assert run.end == places[-1].position
    assert len(run.branch.events) == len(MUCH)
    assert len(run.branches) == 1
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


def test_the_last_step_can_be_traced_wherever_one_goes() -> None:
    run, _ = lived(MUCH, N_STEPS)
    went(run, 256)
    assert all(each.trace().step == 256 for each in run.lockstep.trainers)
    went(run, 0)
    assert run.lockstep.trainers[0].last_step() is None


def test_playing_on_in_the_past_repeats_it_with_its_events() -> None:
    run, states = lived(MUCH, N_STEPS)
    went(run, 30)
    assert run.step(390) == 10  # there the learning rate was changed
    assert run.position == (40, 0)
    assert trained(run, 380) == 380
    assert run.position == (420, len(MUCH))
    assert state(run.lockstep) == states[run.place]


def test_advancing_in_the_past_repeats_its_events_too() -> None:
    run, states = lived(MUCH, N_STEPS)
    went(run, 40, 0)
    run.advance("op")
    assert run.position == (40, 1)
    run.advance("step")
    assert run.position == (41, 1)
    assert state(run.lockstep) == states[run.place]
    assert run.end == (420, len(MUCH))
    went(run, 420)
    run.advance("epoch")
    assert run.end == run.position > (420, len(MUCH))


def test_a_position_before_and_one_after_each_event_of_a_step() -> None:
    run, states = lived(MUCH, 100)
    for n_events in (1, 2, 3):
        went(run, 91, n_events)
        assert state(run.lockstep) == states[run.place]
    went(run, 91)
    assert run.position == (91, 3)


def test_an_event_in_the_past_makes_a_branch_and_the_old_one_stays() -> None:
    run, states = lived(MUCH, N_STEPS)
    went(run, 95)
    run.apply(Change(({"learning_rate": 0.5},)))
    branch = run.branch
    assert (branch.id, branch.parent, branch.forked_at) == (1, 0, (95, 3))
    assert run.end == (95, 4)
    assert [dated.step for dated in branch.events] == [40, 91, 91, 95]
    assert not branch.has_own_steps
    assert trained(run, 50) == 50
    assert branch.has_own_steps
    before, place = state(run.lockstep), run.place
    assert before != states[TimelinePlace(0, 145, 3)]
    went_to(run, TimelinePlace(0, 420, len(MUCH)))
    assert state(run.lockstep) == states[run.place]
    went_to(run, TimelinePlace(1, 60, 1))
    assert state(run.lockstep) == states[TimelinePlace(0, 60, 1)]
    went_to(run, place)
    assert state(run.lockstep) == before


def test_after_it_is_left_a_branch_is_repeated_from_its_own_end() -> None:
    run, _ = lived(MUCH, 421)
    run.begin(Lockstep(Trainer(experiment({}))))
    assert (run.place, run.end) == ((1, 0, 0), (0, 0))
    assert run.branches[0].keyframes.positions[-1] == (421, len(MUCH))
    assert run.branch.parent is None


def test_leaving_in_the_past_gives_a_run_without_the_later_events() -> None:
    run, _ = lived(MUCH, N_STEPS)
    went(run, 91, 1)
    run.leave()
    assert run.place == (1, 91, 1)
    assert not run.is_past
    assert trained(run, 60) == 60
    assert [each.step for each in run.branch.events] == [40]
    assert run.branches[0].end == (420, len(MUCH))


def test_a_run_without_one_of_its_events() -> None:
    run, states = lived(MUCH, N_STEPS)
    made = run.branches.without(run.branch, 0)
    went_to(run, made.place(40, 0))
    assert state(run.lockstep) == states[TimelinePlace(0, 40, 0)]
    assert run.is_past
    assert trained(run, 380) == 380
    assert not run.is_past
    other, _ = lived(MUCH[1:], 420)
    assert state(run.lockstep) == state(other.lockstep)
    assert [each.experiments for each in run.branch.events] == [
        each.experiments for each in other.branch.events
    ]
    went_to(run, TimelinePlace(1, 200, 4))
    went_to(run, TimelinePlace(0, 200, 5))
    assert state(run.lockstep) == states[run.place]


def test_an_event_that_does_not_fit_without_another_is_left_out() -> None:
    wide = Change(({"hidden": (9, 2)},))
    run, _ = lived([(10, wide), (20, Edit(0, 0, 8, 0, 1.0)), (30, MUCH[0][1])], 40)
    went_to(run, run.branches.without(run.branch, 0).place(10, 0))
    assert trained(run, 30) == 30
    assert [each.step for each in run.branch.events] == [30]


def test_a_deleted_branch_that_is_brought_back_is_the_same() -> None:
    run, states = lived(MUCH, N_STEPS)
    went(run, 95)
    run.leave()
    deleted = run.branches[0]
    run.branches.delete(deleted)
    with pytest.raises(ValueError, match="no branch 0"):
        run.seek(TimelinePlace(0, 0, 0))
    run.branches.undelete(deleted)
    went_to(run, TimelinePlace(0, 420, len(MUCH)))
    assert state(run.lockstep) == states[run.place]


def test_all_branches_together_are_bounded() -> None:
    run = timeline({"hidden": (8,) * 6, "optimizer": "adam"}, max_bytes=200_000)
    for k in range(30):
        run.step(100)
        if k % 3 == 2:
            went(run, run.position.step - 150)
            run.apply(Change(({"learning_rate": 0.01 * (k + 1)},)))
        assert run.n_bytes <= 200_000
        assert k < 1 or run.branch.keyframes.n_bytes
    assert len(run.branches) == 11


def test_what_does_not_begin_at_the_start_is_refused() -> None:
    lockstep = Lockstep(Trainer(experiment({})))
    lockstep.advance("op")
    with pytest.raises(ValueError, match="step 0"):
        Timeline(lockstep)


def test_the_way_back_can_be_broken_off() -> None:
    run, states = lived(MUCH, 420, max_bytes=20_000)
    seek = run.seek(TimelinePlace(0, 399, 9))
    assert not seek.proceed(1)
    assert run.position == (420, len(MUCH))
    assert state(run.lockstep) == states[run.place]
    went(run, 250)
    run.drop_spare()
    assert state(run.lockstep) == states[run.place]
    went(run, 251)
    assert state(run.lockstep) == states[run.place]


@pytest.mark.parametrize(
    "goal", [(-1, None), (421, None), (91, 4), (91, 0), (40, 2), (10, 1), (420, 10)]
)
def test_what_never_was_is_refused(goal: tuple[int, int | None]) -> None:
    run, states = lived(MUCH, N_STEPS)
    with pytest.raises(ValueError, match="no position of the past"):
        run.branch.place(*goal)
    assert state(run.lockstep) == states[run.place]


def test_an_event_is_remembered_with_what_it_changed() -> None:
    run = timeline()
    first = float(run.lockstep.trainers[0].vector[0])
    run.apply(Edit(0, 0, 0, 0, 0.5))
    run.apply(Edit(0, 0, 0, 0, 0.75), continues=True)
    one, other = run.branch.events
    assert (one.former, other.former) == (first, 0.5)
    assert (one.continues, other.continues) == (False, True)
    assert not run.is_event_due
    went(run, 0, 1)
    assert run.is_event_due


def test_a_refused_event_leaves_the_past_alone() -> None:
    run, states = lived(MUCH, N_STEPS)
    went(run, 100)
    with pytest.raises(ExperimentError):
        run.apply(Change(({"learning_rate": -1},)))
    assert run.end == (420, len(MUCH))
    assert len(run.branches) == 1
    assert state(run.lockstep) == states[TimelinePlace(0, 100, 3)]


@pytest.mark.parametrize("most", [20, pytest.param(MAX_EVENTS, marks=pytest.mark.slow)])
def test_the_number_of_events_is_limited(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MAX_EVENTS == 10_000
    monkeypatch.setattr("engine.training.timeline.timeline.MAX_EVENTS", most)
    run = timeline()
    for k in range(most):
        run.apply(Edit(0, 0, 0, 0, float(k)))
    with pytest.raises(ExperimentError) as caught:
        run.apply(Edit(0, 0, 0, 0, -1.0))
    assert caught.value.limit == most
    assert run.lockstep.trainers[0].vector[0] == most - 1


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


def test_what_came_later_is_forgotten_after_a_rollback() -> None:
    run, states = lived(MUCH, N_STEPS)
    assert run.branch.keyframes.positions == [
        (192, 4), (256, 5), (384, 9)
    ]  # fmt: skip
    went(run, 260)
    run.forget_later()
    assert (run.end, run.is_past) == ((260, 6), False)
    assert [dated.step for dated in run.branch.events] == [each[0] for each in MUCH[:6]]
    assert run.branch.keyframes.positions == [(192, 4), (256, 5)]
    went(run, 257)
    assert state(run.lockstep) == states[run.place]


def test_a_keyframe_within_a_step_is_that_before_it() -> None:
    run = timeline()
    before = digest_of(run.lockstep.snapshot())
    run.advance("op")
    keyframe = run.branch.keyframes.up_to(run.position)
    assert keyframe is not None
    assert keyframe.digest == before
    assert [each.op_index for each in keyframe.snapshot.snapshots] == [0]


def test_where_the_past_ends_earlier_than_it_did_it_ends_there() -> None:
    """As on a machine whose numbers differ in their last bits."""
    run = timeline({"patience": 1, "learning_rate": 1.0})
    made = run.step(5000)
    run.branch.keyframes.limit(0)
    run.branch.end = run.branch.end._replace(step=made + 100)
    seek = run.seek(run.branch.place(made + 50))
    while not seek.proceed(100):
        pass
    assert seek.is_short
    run.finish(seek)
    assert run.end == run.position == (made, 0)
    assert run.spare == (run.lockstep.trainers[0].experiment,)
    run.drop_spare()
    assert run.spare == ()


def test_stepping_back_leaves_the_end_where_it_was() -> None:
    run, states = lived(MUCH, N_STEPS)
    assert run.step_back("step", 3) == 3
    assert (run.position.step, run.end.step) == (417, 420)
    assert run.is_past
    assert state(run.lockstep) == states[run.place]


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
    for _ in range(4):
        run.advance("op")
    assert run.lockstep.op_index == 4
    run.apply(Edit(0, 0, 0, 0, 2.0))
    assert run.position == (100, 4)
    went(run, 100, 3)
    assert state(run.lockstep) == states[TimelinePlace(0, 100, 3)]


def test_keyframes_are_further_apart_where_steps_cost_less() -> None:
    small = Lockstep(Trainer(experiment({"hidden": (), "optimizer": "sgd"})))
    large = twins({"hidden": (8,) * 8, "optimizer": "adam"})
    assert spacing_of(small) == 512
    assert spacing_of(large) == 64
    assert spacing_of(Lockstep(large.trainers[0])) == 128


def test_keyframes_have_the_digest_of_their_parameters() -> None:
    run, _ = lived(MUCH, N_STEPS)
    assert run.branch.keyframes.positions
    for position in run.branch.keyframes.positions:
        went(run, *position)
        keyframe = run.branch.keyframes.up_to(position)
        assert keyframe is not None
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

"""A run is captured at one moment, and what is written of it fits."""

import time

import pytest

from engine.training.timeline.document.captured import captured, fitting, thinned
from engine.training.timeline.events import Change
from tests.engine.training.timeline.document.documented import (
    RUNS,
    branched,
    changed,
    plain,
    went,
)


@pytest.mark.parametrize("name", RUNS)
def test_training_on_does_not_change_what_was_captured(name: str) -> None:
    run = RUNS[name]()
    taken = captured(run)
    before = [
        (each.end, list(each.events), each.keyframes.positions)
        for each in taken.branches
    ]
    digests = [each.digest() for each in taken.present.snapshots]
    run.step(300)
    run.apply(Change(tuple({"l1": 0.1} for _ in run.lockstep.trainers)))
    run.step(300)
    assert before == [
        (each.end, list(each.events), each.keyframes.positions)
        for each in taken.branches
    ]
    assert digests == [each.digest() for each in taken.present.snapshots]
    assert taken.place.step < run.place.step


def test_it_takes_less_than_a_millisecond() -> None:
    run = branched()
    run.step(20_000)
    costs = []
    for _ in range(20):
        started = time.process_time()
        captured(run)
        costs.append(time.process_time() - started)
    assert min(costs) < 0.001


def test_the_present_is_always_written_and_the_rest_as_it_fits() -> None:
    run = branched()
    run.step(5000)
    taken = captured(run)
    for max_bytes in (0, 30_000, 100_000, 1 << 20):
        kept = list(taken.written_branches(max_bytes))
        states = [each for one in kept for each in one.states]
        assert states[-1].position == run.position
        assert sum(each.n_bytes for each in states[:-1]) <= max_bytes
        assert all(len(one.digests) <= 65 for one in kept)
        for one in kept:
            positions = [each.position for each in one.states]
            assert positions == sorted(set(positions))
    first, second = taken.written_branches(1 << 20)
    assert first.states[-1].position.step > 70
    assert all(each.position > second.branch.forked_at for each in second.states)


def test_a_branch_whose_parent_was_deleted_keeps_the_whole_past() -> None:
    run = changed()
    run.step(700)
    went(run, 600)
    run.apply(Change(({"learning_rate": 0.05},)))
    run.branches.delete(run.branches[0])
    (kept,) = captured(run).written_branches(1 << 20)
    assert kept.states[0].position.step < 600
    assert plain(run)["branches"][0]["parent"] == 0


def test_without_its_past_a_run_is_one_branch_that_ends_now() -> None:
    run = branched()
    alone = captured(run).without_past()
    (branch,) = alone.branches
    assert (branch.id, branch.parent, branch.end) == (0, None, run.position)
    assert branch.events == run.branch.events
    assert alone.place == (0, *run.position)
    assert len(run.branches) == 2


def test_some_are_taken_evenly_with_the_last_one() -> None:
    keyframes = list(changed().branch.keyframes)
    assert thinned(keyframes, 99) == keyframes
    assert thinned(keyframes, 0) == []
    assert thinned(list(range(10)), 4) == [1, 4, 6, 9]  # type: ignore[arg-type, comparison-overlap]
    assert fitting([], 0) == []
    assert fitting(keyframes, keyframes[0].n_bytes)[-1:] in ([], keyframes[-1:])

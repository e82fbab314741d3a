"""A branch has a place for each step that it was at."""

import pytest

from engine.training.timeline.branch import Branch, DatedEvent, TimelinePlace
from engine.training.timeline.events import Edit
from engine.training.timeline.keyframes import Keyframes, Position
from tests.engine.training.runs import experiment

FIRST, SECOND = experiment({}), experiment({"learning_rate": 0.3})


def branch() -> Branch:
    events = [
        DatedEvent(step, Edit(0, 0, 0, 0, 1.0), (SECOND,)) for step in (10, 10, 20)
    ]
    return Branch(3, (FIRST,), events, Keyframes(), end=Position(30, 3))


def test_by_default_a_place_is_after_all_events_of_its_step() -> None:
    found = branch()
    assert found.place(9) == TimelinePlace(3, 9, 0)
    assert found.place(10) == TimelinePlace(3, 10, 2)
    assert found.place(10, 1) == TimelinePlace(3, 10, 1)
    assert found.place(30).position == Position(30, 3)


@pytest.mark.parametrize("goal", [(31, None), (9, 1), (11, 1), (10, 3), (30, 4)])
def test_where_a_branch_never_was_there_is_no_place(
    goal: tuple[int, int | None],
) -> None:
    with pytest.raises(ValueError, match="no position"):
        branch().place(*goal)


def test_events_that_did_not_happen_yet_are_not_counted() -> None:
    found = branch()
    found.end = Position(10, 1)
    assert found.place(10) == TimelinePlace(3, 10, 1)


def test_a_fork_has_the_past_up_to_where_it_left() -> None:
    found = branch()
    fork = found.fork(7, Position(15, 2))
    assert (fork.id, fork.parent, fork.end) == (7, 3, (15, 2))
    assert fork.events == found.events[:2]
    assert not fork.has_own_steps
    assert found.has_own_steps
    fork.events.append(found.events[2])
    assert len(found.events) == 3


def test_the_experiments_after_some_events() -> None:
    assert branch().experiments_at(0) == (FIRST,)
    assert branch().experiments_at(2) == (SECOND,)

"""Branches are kept until they are too many, or their keyframes too large."""

import pytest

from engine import Lockstep, Trainer
from engine.training.timeline.branch import Branch, DatedEvent
from engine.training.timeline.branches import MAX_BRANCHES, Branches
from engine.training.timeline.events import Edit
from engine.training.timeline.keyframes import Keyframe, Position, digest_of
from tests.engine.training.runs import experiment

ORIGIN = (experiment({}),)
SNAPSHOT = Lockstep(Trainer(*ORIGIN)).snapshot()
FRAME = Keyframe(Position(1, 0), SNAPSHOT, digest_of(SNAPSHOT))


def trained(branch: Branch, n_keyframes: int = 0) -> Branch:
    branch.end = Position(branch.end.step + 100, branch.end.n_events)
    for step in range(n_keyframes):
        branch.keyframes.add(FRAME._replace(position=Position(step + 1, 0)))
    return branch


def ids(branches: Branches) -> list[int]:
    return [each.id for each in branches]


def test_without_an_event_a_branch_ends_where_it_was() -> None:
    branches = Branches()
    branch = trained(branches.begin(ORIGIN))
    branch.events += [
        DatedEvent(step, Edit(0, 0, 0, 0, 1.0), ORIGIN) for step in (5, 7, 9)
    ]
    made = branches.without(branch, 1)
    assert (made.id, made.parent, made.end) == (1, 0, (7, 1))
    assert made.events == [branch.events[0], branch.events[2]]
    branch.events[2] = branch.events[2]._replace(continues=True)
    assert branches.without(branch, 1).events == branch.events[:1]
    assert branches.without(branch, 2).events == branch.events[:2]
    for event in (3, -1):
        with pytest.raises(ValueError, match="no event"):
            branches.without(branch, event)
    assert ids(branches) == [0, 1, 2, 3]


def test_one_is_deleted_and_brought_back() -> None:
    branches = Branches()
    first, second = branches.begin(ORIGIN), branches.begin(ORIGIN)
    branches.delete(first)
    with pytest.raises(ValueError, match="no branch 0"):
        branches[0]
    branches.undelete(first)
    assert (branches[0], branches[1]) == (first, second)
    assert ids(branches) == [0, 1]
    branches.delete(second)
    assert branches.begin(ORIGIN).id == 2


def test_those_without_steps_go_first_and_named_ones_last() -> None:
    branches = Branches()
    named = branches.begin(ORIGIN)
    named.name = "first"
    old, empty, current = (branches.begin(ORIGIN) for _ in range(3))
    trained(old)
    for _ in range(MAX_BRANCHES - 4):
        trained(branches.begin(ORIGIN))
    branches.share_memory(current)
    assert len(branches) == MAX_BRANCHES
    for gone in (empty, old):
        trained(branches.begin(ORIGIN))
        branches.share_memory(current)
        assert len(branches) == MAX_BRANCHES
        assert gone.id not in ids(branches)
    for _ in range(2 * MAX_BRANCHES):
        trained(branches.begin(ORIGIN))
        branches.share_memory(current)
    assert {named.id, current.id} <= set(ids(branches))


def test_the_current_one_may_keep_half_of_the_memory_at_least() -> None:
    branches = Branches(16 * FRAME.n_bytes)
    current, *others = (trained(branches.begin(ORIGIN), 12) for _ in range(4))
    branches.share_memory(current)
    assert branches.n_bytes <= 16 * FRAME.n_bytes
    assert len(current.keyframes.positions) >= 7
    assert all(each.keyframes.positions[-1] == (12, 0) for each in others)
    for each in others:
        branches.delete(each)
    branches.share_memory(current)
    for k in range(1, 16):
        position = Position(100 * k, 0)
        current.keyframes.add(FRAME._replace(position=position))
    assert branches.n_bytes > 12 * FRAME.n_bytes

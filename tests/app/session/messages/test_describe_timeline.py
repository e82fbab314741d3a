"""The past as it is described to a page."""

import pytest

from app.protocol.branches import TimelineEvent
from app.session.messages import describe_timeline as module
from app.session.messages.describe_timeline import (
    MAX_LISTED,
    begins_branch,
    last_gesture,
    timeline_event,
    version_of,
)
from app.session.run.run import Run
from engine import Experiment, Trainer
from engine.training.timeline.branch import Branch, TimelinePlace
from engine.training.timeline.events import Change, Drop, Edit, Swap, Twin


@pytest.fixture
def run() -> Run:
    return Run(Trainer(Experiment(hidden=(3, 2))), clock=lambda: 0.0)


def sought(run: Run, place: TimelinePlace) -> None:
    seek = run.timeline.seek(place)
    assert seek.proceed(1000)
    run.arrive(seek)


def test_every_kind_of_event_is_described(run: Run) -> None:
    run.apply(Change(({"learning_rate": 0.1, "l2": 0.0},)), now=0.0)
    run.timeline.step(5)
    run.apply(Edit(0, 1, 0, None, 0.5), now=10.0)
    run.apply(Twin({"activation": "relu"}), now=20.0)
    run.apply(Change(({}, {"optimizer": "adam"})), now=30.0)
    run.apply(Edit(1, 0, 1, 0, 0.25), now=40.0)
    run.apply(Swap(), now=50.0)
    run.apply(Drop(0), now=60.0)
    events = timeline_event(run).branches[0].events
    assert [(each.index, each.step, each.kind, each.run) for each in events] == [
        (0, 0, "change", 0), (1, 5, "edit", 0), (2, 5, "twin", 1), (3, 5, "change", 1),
        (4, 5, "edit", 1), (5, 5, "swap", 0), (6, 5, "drop", 0),
    ]  # fmt: skip
    changes = [
        [(c.field, c.before, c.after, c.layer, c.row, c.column) for c in each.changes]
        for each in events
    ]
    blank = (None, None, None)
    assert changes[0] == [("learning_rate", 0.03, 0.1, *blank)]
    old = Trainer(Experiment(hidden=(3, 2), learning_rate=0.1))
    old.step(5)
    bias = float(old.parameters[1][1][0, 0])
    assert changes[1] == [("b", bias, 0.5, 1, 0, None)]
    assert changes[2] == [("activation", "tanh", "relu", *blank)]
    assert changes[3] == [("optimizer", "sgd", "adam", *blank)]
    assert (changes[4][0][0], changes[4][0][2:]) == ("W", (0.25, 0, 1, 0))
    assert changes[5] == changes[6] == []


def test_branches_that_were_not_trained_are_not_listed(run: Run) -> None:
    run.timeline.step(10)
    sought(run, TimelinePlace(0, 4, 0))
    run.leave()
    sought(run, TimelinePlace(0, 6, 0))
    run.leave()
    told = timeline_event(run)
    assert [each.id for each in told.branches] == [0, 2]
    assert (told.current, told.step, told.n_events) == (2, 6, 0)
    old, new = told.branches
    assert (old.end, old.parent, old.forked_at) == (10, None, 0)
    assert (new.end, new.parent, new.forked_at) == (6, 0, 6)
    assert (old.dataset, old.hidden, old.activation) == ("circle", (3, 2), "tanh")


def test_a_change_of_nothing_is_one_of_the_first_network(run: Run) -> None:
    run.apply(Change(({},)), now=0)
    (event,) = timeline_event(run).branches[0].events
    assert (event.kind, event.run, event.changes) == ("change", 0, ())


def test_changes_of_one_setting_at_one_step_are_one_event(run: Run) -> None:
    run.timeline.step(4)
    assert last_gesture(run) is None
    for k, rate in enumerate((0.15, 0.2, 0.1)):
        run.apply(Change(({"learning_rate": rate},)), now=100.0 * k)
    (event,) = timeline_event(run).branches[0].events
    assert [(c.before, c.after) for c in event.changes] == [(0.03, 0.1)]
    assert last_gesture(run) == event


def test_a_branch_begins_with_what_happens_beside_one_that_went_on(run: Run) -> None:
    run.timeline.step(4)
    run.apply(Change(({"learning_rate": 0.2},)), now=0.0)
    assert not begins_branch(run)
    run.timeline.step(4)
    sought(run, TimelinePlace(0, 4, 0))
    assert not begins_branch(run)
    for now, rate in ((10.0, 0.5), (20.0, 0.1)):
        run.apply(Change(({"learning_rate": rate},)), now=now)
        assert begins_branch(run)
    run.timeline.step(1)
    run.apply(Change(({"learning_rate": 0.05},)), now=30.0)
    assert not begins_branch(run)


def test_a_branch_beside_one_that_never_went_on_is_not_spoken_of(run: Run) -> None:
    run.timeline.step(4)
    run.apply(Change(({"learning_rate": 0.2},)), now=0.0)
    sought(run, TimelinePlace(0, 4, 0))
    run.apply(Change(({"learning_rate": 0.1},)), now=10.0)
    assert run.timeline.branch.parent == 0
    assert not begins_branch(run)


def test_the_newest_events_are_listed(run: Run) -> None:
    for k in range(MAX_LISTED + 5):
        run.apply(Edit(0, 0, k % 3, 0, float(k)), now=10.0 * k)
    (branch,) = timeline_event(run).branches
    assert [each.index for each in branch.events] == list(range(5, MAX_LISTED + 5))


def test_the_version_changes_with_what_is_told_and_not_with_training(run: Run) -> None:
    version = version_of(run)
    run.timeline.step(5)
    assert version_of(run) == version
    run.apply(Change(({"l2": 0.1},)), now=0.0)
    assert version_of(run) != version
    version = version_of(run)
    run.timeline.branch.name = "one"
    assert version_of(run) != version


def test_an_event_is_described_once_as_long_as_it_is_the_same(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    described: list[int] = []
    describe = module._described

    def counted(branch: Branch, first: int, stop: int) -> TimelineEvent:
        described.append(first)
        return describe(branch, first, stop)

    monkeypatch.setattr(module, "_described", counted)

    def told() -> list[int]:
        described.clear()
        (branch,) = timeline_event(run).branches
        assert list(branch.events) == [
            describe(run.timeline.branch, first.index, stop)
            for first, stop in zip(
                branch.events,
                [*[each.index for each in branch.events[1:]], len(events)],
                strict=True,
            )
        ]
        return described

    events = run.timeline.branch.events
    for k in range(3):
        run.timeline.step(1)
        run.apply(Change(({("l1", "l2")[k % 2]: 0.1 * k},)), now=10.0 * k)
    assert told() == [2, 1, 0]
    assert told() == []
    run.apply(Change(({"l1": 0.3},)), now=20.1)  # goes on with the last one
    assert told() == [2]
    others = (run.trainer.experiment.replace(seed=5),)
    events[1] = events[1]._replace(experiments=others)
    assert told() == [2, 1]  # the last one begins after it
    run.timeline.branch.events.pop()
    run.timeline.branch.events.pop()
    assert told() == []
    assert len(module._KNOWN[run]) == len(timeline_event(run).branches[0].events) == 2


def test_what_is_no_longer_listed_is_forgotten(run: Run) -> None:
    for k in range(MAX_LISTED + 5):
        run.apply(Edit(0, 0, k % 3, 0, float(k)), now=10.0 * k)
        last_gesture(run)
    assert len(module._KNOWN[run]) == MAX_LISTED + 5
    timeline_event(run)
    assert len(module._KNOWN[run]) == MAX_LISTED

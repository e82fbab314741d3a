"""Every network keeps its curves, whatever happens to its branch."""

import math
from typing import Any

from app.session.run.records import Records, lanes_of
from engine import Experiment, Lockstep, Readout, Trainer
from engine.training.timeline.branch import DatedEvent, TimelinePlace
from engine.training.timeline.events import Change, Drop, Event, Swap, Twin
from engine.training.timeline.timeline import Timeline

ORIGIN = (Experiment(),)


def dated(*events: Event) -> list[DatedEvent]:
    return [DatedEvent(0, event, ORIGIN) for event in events]


def run() -> tuple[Timeline, Records]:
    timeline = Timeline(Lockstep(Trainer(*ORIGIN)))
    return timeline, Records(timeline)


def trained(timeline: Timeline, records: Records, n_steps: int) -> None:
    for _ in range(n_steps):
        timeline.step()
        readouts = [Readout(each) for each in timeline.lockstep.trainers]
        records.add_points(readouts, now=0.0)


def steps(records: Records) -> list[tuple[int, ...]]:
    return [history.step for history in records.histories()]


def applied(timeline: Timeline, records: Records, event: Event) -> None:
    timeline.apply(event)
    records.adopt()


def sought(timeline: Timeline, records: Records, place: TimelinePlace) -> None:
    seek = timeline.seek(place)
    assert seek.proceed(1000)
    timeline.finish(seek)
    records.adopt()


def test_a_network_keeps_its_lane_when_it_changes_places() -> None:
    twin, change = Twin({}), Change(({},))
    assert lanes_of(1, []) == (0,)
    assert lanes_of(2, dated(Swap())) == (1, 0)
    assert lanes_of(1, dated(change, twin)) == (0, 2)
    assert lanes_of(1, dated(change, twin, Swap())) == (2, 0)
    assert lanes_of(1, dated(change, twin, Swap(), Drop(0))) == (0,)
    assert lanes_of(1, dated(twin, twin)) == (0, 2)
    assert lanes_of(2, dated(Drop(0), twin)) == (1, 3)


def test_curves_go_with_their_networks() -> None:
    timeline, records = run()
    trained(timeline, records, 2)
    applied(timeline, records, Twin({"activation": "relu"}))
    trained(timeline, records, 2)
    assert steps(records) == [(1, 2, 3, 4), (3, 4)]
    first, second = records.histories()
    applied(timeline, records, Swap())
    assert [h.train_loss for h in records.histories()] == [
        second.train_loss,
        first.train_loss,
    ]
    sought(timeline, records, TimelinePlace(0, 1, 0))
    assert steps(records) == [(1, 2, 3, 4)]
    sought(timeline, records, TimelinePlace(0, 4, 2))
    assert steps(records) == [(3, 4), (1, 2, 3, 4)]


def test_a_branch_begins_with_the_curves_of_its_parent() -> None:
    timeline, records = run()
    trained(timeline, records, 5)
    sought(timeline, records, TimelinePlace(0, 2, 0))
    timeline.leave()
    records.adopt()
    assert steps(records) == [(1, 2)]
    trained(timeline, records, 1)
    assert steps(records) == [(1, 2, 3)]
    old = timeline.branches[0]
    (history,) = records.histories_of(old)
    assert (history.branch, history.step) == (0, (1, 2, 3, 4, 5))
    assert records.last_loss(old) == history.train_loss[-1]
    assert records.n_points == 5
    timeline.branches.delete(old)
    records.adopt()
    assert records.n_points == 0


def test_a_branch_on_which_nothing_was_done_has_no_curves() -> None:
    timeline, records = run()
    timeline.apply(Change(({"l2": 0.1},)))
    made = timeline.branches.without(timeline.branch, 0)
    assert records.histories_of(made) == []
    assert math.isnan(records.last_loss(made))


def test_losses_are_those_of_the_networks_that_train() -> None:
    timeline, records = run()
    applied(timeline, records, Twin({"activation": "relu"}))
    timeline.step(3)
    trainers = timeline.lockstep.trainers
    assert records.losses() == trainers[0].losses
    assert records.train_losses() == [each.train_loss for each in trainers]
    sought(timeline, records, TimelinePlace(0, 1, 1))
    assert records.losses() == timeline.lockstep.trainers[0].losses


def test_old_trainers_are_not_kept_alive() -> None:
    timeline, records = run()
    trained(timeline, records, 2)
    timeline.begin(Lockstep(Trainer(*ORIGIN)))
    records.adopt()
    kept: list[Any] = [records.histories_of(branch) for branch in timeline.branches]
    assert len(kept[0]) == 1
    held = vars(records._by_branch[0][0]).values()
    assert not [each for each in held if isinstance(each, Trainer)]

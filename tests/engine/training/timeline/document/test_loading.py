"""A document is gone on with where it was written, or repeated and compared."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine import Lockstep, Trainer
from engine.training.timeline.document.captured import captured
from engine.training.timeline.document.document import to_plain
from engine.training.timeline.document.loading import MAX_WAY, Loading
from engine.training.timeline.events import Change
from engine.training.timeline.keyframes import Position
from engine.training.timeline.timeline import Timeline
from tests.engine.training.runs import experiment
from tests.engine.training.timeline.document.documented import (
    RUNS,
    branched,
    changed,
    loaded,
    own_table,
    plain,
    read,
    state,
    went,
)

DOCUMENTS = sorted((Path(__file__).parent / "documents").glob("*.json"))


def without_states(value: dict[str, Any]) -> dict[str, Any]:
    for branch in value["branches"]:
        branch["states"] = []
    return value


@pytest.mark.parametrize("max_bytes", [1 << 20, 0])
@pytest.mark.parametrize("name", RUNS)
def test_a_run_goes_on_to_the_bit(name: str, max_bytes: int) -> None:
    run = RUNS[name]()
    other, loading = loaded(plain(run, max_bytes))
    assert loading.differs_from is None
    assert state(other) == state(run)
    assert other.position == run.position
    assert all(each.last_step() for each in other.lockstep.trainers)
    for each in (run, other):
        each.lockstep.trainers[0].settle()
        each.step(50)
        each.apply(Change(tuple({"l2": 0.01} for _ in each.lockstep.trainers)))
        each.step(50)
    assert state(other) == state(run)


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("by", [1, 1000])
def test_without_states_it_is_repeated_and_compared(name: str, by: int) -> None:
    run = RUNS[name]()
    other, loading = loaded(without_states(plain(run)), by)
    assert loading.goal == run.place
    assert loading.steps_left == 0
    assert loading.differs_from is None
    assert state(other) == state(run)


def test_the_branches_are_added_to_those_of_the_session() -> None:
    run = branched()
    other, _ = loaded(plain(run))
    assert [each.parent for each in other.branches] == [None, None, 1]
    assert other.branch.forked_at == Position(70, 2)
    assert [each.end.step for each in other.branches] == [3, 151, 100]
    went(other, 60)
    went(run, 60)
    assert state(other) == state(run)
    seek = other.seek(other.branches[0].place(2))
    seek.proceed(9)
    other.finish(seek)
    assert other.position == (2, 0)


def test_the_events_of_the_way_are_counted() -> None:
    run = changed()
    n_events = len(run.branch.events)
    loading = Loading(read(without_states(plain(run))))
    assert loading.n_events == 0
    while not loading.proceed(1):
        assert loading.n_events <= n_events
    assert loading.n_events == run.position.n_events
    far = Timeline(Lockstep(Trainer(experiment({}))))
    far.step(MAX_WAY + 1)
    assert Loading(read(plain(far, 0))).n_events == 0


def test_where_it_differs_is_told() -> None:
    run = changed()
    run.step(3000)
    value = without_states(plain(run))
    digests = value["branches"][0]["digests"]
    assert len(digests) > 4
    for k in (2, 4):
        digests[k][2] = "0" * 32
    _, loading = loaded(value)
    assert loading.differs_from == Position(*digests[2][:2])


def test_from_a_state_before_the_present_it_is_repeated_from_there() -> None:
    run = changed()
    run.step(700)
    value = plain(run)
    states = value["branches"][0]["states"]
    assert states.pop()["at"]["step"] == 851
    loading = Loading(read(value))
    assert loading.lockstep.step_count == states[-1]["at"]["step"] > 0
    assert loading.steps_left == 851 - loading.lockstep.step_count
    while not loading.proceed(100):
        pass
    other = Timeline(Lockstep(Trainer(experiment({}))))
    loading.finish(other)
    assert state(other) == state(run)


def test_far_from_any_other_state_nothing_is_repeated() -> None:
    run = Timeline(Lockstep(Trainer(experiment({}))))
    run.step(MAX_WAY + 100)
    value = plain(run, 0)
    loading = Loading(read(value))
    assert loading.proceed(1)
    assert loading.steps_left == 0
    other, _ = loaded(value)
    assert state(other) == state(run)
    assert other.lockstep.trainers[0].last_step() is None


def test_a_state_of_another_machine_is_gone_on_with_as_it_is() -> None:
    run = changed()
    here = captured(run)
    run.lockstep.set_parameter(0, 0, 0, 0, 0.123)  # which no repetition comes to
    value = json.loads(json.dumps(to_plain(captured(run), 1 << 20)))
    other, loading = loaded(value)
    assert loading.differs_from == run.position
    assert state(other) == state(run)
    assert other.lockstep.trainers[0].trace().step == here.place.step


def test_a_run_that_stops_earlier_ends_there() -> None:
    run = Timeline(Lockstep(Trainer(experiment({}))))
    run.step(500)
    run.apply(Change(({"l2": 0.1},)))
    value = without_states(plain(run))
    value["branches"][0]["experiments"][0].update(patience=1, learning_rate=5.0)
    value["branches"][0]["experiments"][0]["noise"] = 0.5
    other, loading = loaded(value)
    assert loading.is_short
    assert 0 < other.position.step < 500
    assert other.position.n_events == 0
    assert other.end == other.position
    assert other.branch.events == []


def test_a_run_that_diverges_earlier_ends_there_too() -> None:
    run = Timeline(Lockstep(Trainer(experiment({}))))
    run.step(500)
    value = without_states(plain(run))
    first = value["branches"][0]["experiments"][0]
    first.update(activation="relu", learning_rate=100.0, output="linear")
    other, loading = loaded(value, 7)
    assert loading.is_short
    assert other.position.step < 500
    assert loading.goal.step == 500


def test_where_the_way_to_a_known_state_ends_early_it_is_gone_on_with() -> None:
    run = changed()
    value = plain(run, 0)
    value["branches"][0]["experiments"][0].update(patience=1, learning_rate=5.0)
    value["branches"][0]["experiments"][0]["noise"] = 0.5
    other, loading = loaded(value)
    assert loading.is_short
    assert other.position == run.position
    assert other.lockstep.trainers[0].last_step() is None


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_documents_of_earlier_versions_are_read_for_ever(path: Path) -> None:
    value = json.loads(path.read_text())
    wanted = value.pop("expected")
    document = read(value)
    run, loading = loaded(value)
    assert run.position == tuple(wanted["position"])
    assert [len(each.events) for each in document.branches] == wanted["events"]
    found = [each.train_loss for each in run.lockstep.trainers]
    assert found == pytest.approx(wanted["losses"], rel=1e-9)
    if document.is_same_machine:
        assert loading.differs_from is None
        assert found == wanted["losses"]


def test_there_are_documents_of_every_version() -> None:
    assert [path.stem for path in DOCUMENTS] == [
        "v1-branched",
        "v1-changed",
        "v1-own_table",
        "v1-repeated",
        "v1-twinned",
    ]


def test_an_own_table_comes_with_its_run() -> None:
    other, _ = loaded(plain(own_table()))
    uploaded = other.lockstep.trainers[1].experiment.uploaded
    assert uploaded is not None
    assert uploaded.names == ("one", "two")

"""Going back in a run, and what can be done with its branches."""

import json
from typing import Any

import pytest

from app.protocol.events import (
    Ack,
    Changed,
    Error,
    Event,
    History,
    NetworkChanged,
    Timeline,
)
from engine import Trainer


def kinds(events: list[Event]) -> list[str]:
    return [event.type for event in events]


def of(events: list[Event], kind: type[Any]) -> Any:
    (found,) = [event for event in events if isinstance(event, kind)]
    return found


def timeline_of(desk: Any) -> Any:
    return desk.session._state.run.timeline


def alone(desk: Any, *parts: tuple[int, dict[str, Any]]) -> str:
    """Return the state of a run of so many steps, with a change after each part."""
    trainer = Trainer(desk.session._state.run.timeline.branches[0].origin[0])
    for n_steps, change in parts:
        trainer.step(n_steps)
        trainer.change(**change)
    return trainer.snapshot().digest()


@pytest.fixture
def changed(desk: Any) -> Any:
    """A run of 400 steps, whose rate was raised after 200 of them."""
    desk.ask("advance", by="step", count=200)
    desk.send("change", learning_rate=0.5)
    desk.ask("advance", by="step", count=200)
    return desk


def test_any_step_is_gone_to_and_the_run_waits_there(changed: Any) -> None:
    changed.send("play")
    changed.send("pause")
    events = changed.ask("seek", step=150)
    ack = of(events, Ack)
    assert (ack.step, ack.applied) == (150, {"learning_rate": 0.03})
    assert ack.experiment["learning_rate"] == 0.03
    assert changed.digest() == alone(changed, (150, {}))
    assert not changed.session.running
    told = of(events, Timeline)
    assert (told.current, told.step, told.n_events) == (0, 150, 0)
    assert told.branches[0].end == 400
    (event,) = told.branches[0].events
    assert (event.index, event.step, event.kind, event.run) == (0, 200, "change", 0)
    (change,) = event.changes
    assert (change.field, change.before, change.after) == ("learning_rate", 0.03, 0.5)
    changed.ask("seek", step=200, events=0)
    assert changed.digest() == alone(changed, (200, {}))
    changed.ask("seek", step=400)
    assert changed.digest() == alone(changed, (200, {"learning_rate": 0.5}), (200, {}))


def test_a_run_that_plays_pauses_for_a_seek(desk: Any) -> None:
    desk.send("play")
    desk.train(50)
    desk.ask("seek", step=1)
    assert not desk.session.running
    assert desk.session.trainer.step_count == 1


def test_a_step_that_was_not_reached_is_refused(changed: Any) -> None:
    before = changed.digest()
    (error,) = changed.send("seek", step=401)
    assert (error.code, error.field, error.limit) == ("limit_exceeded", "step", 400)
    (error,) = changed.send("seek", step=1, branch=7)
    assert (error.code, error.field) == ("invalid_value", "branch")
    (error,) = changed.send("seek", step=100, events=1)
    assert error.code == "limit_exceeded"
    assert changed.digest() == before


def test_playing_from_the_past_repeats_it_with_its_changes(changed: Any) -> None:
    end = changed.digest()
    changed.ask("seek", step=190)
    changed.send("play", steps_per_second=1000)
    events: list[Event] = []
    while changed.session.trainer.step_count < 400:
        changed.train()
        events += changed.events()
    told = of(events, Changed)
    assert told.applied == {"learning_rate": 0.5}
    assert told.step == 200
    assert timeline_of(changed).end.step >= 400
    changed.send("pause")
    changed.ask("seek", step=400)
    assert changed.digest() == end


def test_advancing_from_the_past_repeats_its_changes_too(changed: Any) -> None:
    changed.ask("seek", step=198)
    changed.ask("advance", by="step", count=5)
    wanted = alone(changed, (200, {"learning_rate": 0.5}), (3, {}))
    assert changed.digest() == wanted


def test_a_change_in_the_past_makes_a_branch(changed: Any) -> None:
    changed.ask("seek", step=100)
    events = changed.send("change", learning_rate=0.1)
    told, history = of(events, Timeline), of(events, History)
    assert told.current == 1
    old, new = told.branches
    assert (old.end, new.end, new.parent, new.forked_at) == (400, 100, 0, 100)
    assert [len(old.events), len(new.events)] == [1, 1]
    assert all(step <= 100 for step in history.step)
    changed.ask("advance", by="step", count=50)
    assert changed.digest() == alone(changed, (100, {"learning_rate": 0.1}), (50, {}))
    events = changed.ask("branch", action="switch", branch=0)
    assert of(events, Ack).step == 400
    assert of(events, History).step[-1] == 400
    assert of(events, Timeline).current == 0


def test_moves_of_one_slider_are_listed_as_one(desk: Any) -> None:
    desk.ask("advance", by="step", count=10)
    for rate in (0.1, 0.2, 0.3):
        desk.now += 0.1
        events = desk.send("change", learning_rate=rate)
    (event,) = of(events, Timeline).branches[0].events
    (change,) = event.changes
    assert (change.before, change.after) == (0.03, 0.3)
    desk.now += 5
    events = desk.send("set_parameter", layer=0, row=0, column=1, value=0.5)
    first, edit = of(events, Timeline).branches[0].events
    assert (first.index, edit.index, edit.kind) == (0, 3, "edit")
    assert (edit.changes[0].field, edit.changes[0].after) == ("W", 0.5)


def test_a_branch_has_a_name(changed: Any) -> None:
    events = changed.send("branch", action="rename", branch=0, name="too fast")
    assert of(events, Timeline).branches[0].name == "too fast"
    events = changed.send("branch", action="rename", branch=0)
    assert of(events, Timeline).branches[0].name is None


def test_a_branch_is_deleted_and_brought_back(changed: Any) -> None:
    changed.ask("seek", step=100)
    changed.send("change", learning_rate=0.1)
    (error,) = changed.send("branch", action="delete", branch=1)
    assert (error.code, error.field) == ("not_ready", "branch")
    events = changed.send("branch", action="delete", branch=0)
    assert [each.id for each in of(events, Timeline).branches] == [1]
    (error,) = changed.send("branch", action="switch", branch=0)
    assert error.code == "invalid_value"
    (error,) = changed.send("branch", action="undelete", branch=1)
    assert error.code == "not_kept"
    events = changed.send("branch", action="undelete", branch=0)
    assert [each.id for each in of(events, Timeline).branches] == [0, 1]
    (error,) = changed.send("branch", action="undelete", branch=0)
    assert error.code == "not_kept"


def test_the_curves_of_another_branch_are_sent(changed: Any) -> None:
    changed.ask("seek", step=100)
    changed.send("change", learning_rate=0.1)
    history, ack = changed.send("branch", action="curves", branch=0)
    assert (history.branch, history.step[-1]) == (0, 400)
    assert isinstance(ack, Ack)


def test_a_run_without_one_of_its_changes(changed: Any) -> None:
    events = changed.ask("branch", action="without", branch=0, event=0)
    assert of(events, Ack).step == 200
    while changed.session.running:
        changed.train()
        events += changed.events()
    assert changed.digest() == alone(changed, (400, {}))
    assert changed.session._state.run.timeline.branch.id == 1
    history = changed.session._state.run.records.histories()[0]
    assert len([step for step in history.step if step > 200]) > 50
    assert not changed.session.running
    for event in (1, None):
        (error,) = changed.send("branch", action="without", branch=0, event=event)
        assert (error.code, error.field) == ("invalid_value", "event")


def test_undo_goes_back_and_what_was_undone_does_not_come_again(desk: Any) -> None:
    desk.ask("advance", by="step", count=100)
    ack = of(desk.send("change", hidden=[3]), Ack)
    assert ack.restorable
    desk.ask("advance", by="step", count=50)
    end = desk.digest()
    events = desk.ask("change", restore=ack.command)
    undone = of(events, Ack)
    assert (undone.step, undone.restorable) == (100, True)
    assert of(events, NetworkChanged).layers[0].fan_out == 4
    assert desk.digest() == alone(desk, (100, {}))
    desk.ask("advance", by="step", count=10)
    assert desk.digest() == alone(desk, (110, {}))
    desk.ask("change", restore=undone.command)
    assert desk.digest() == end


def test_undo_of_a_running_session_goes_on(desk: Any) -> None:
    desk.ask("advance", by="step", count=100)
    command = of(desk.send("reset", seed=7), Ack).command
    desk.send("play")
    desk.train(20)
    desk.ask("change", restore=command)
    assert desk.session.running
    desk.train(20)
    assert desk.session.trainer.step_count > 100


def test_what_is_not_kept_cannot_be_undone(desk: Any) -> None:
    (error,) = desk.send("change", restore=3)
    assert (error.code, error.field) == ("not_kept", "restore")
    command = of(desk.send("reset", seed=7), Ack).command
    desk.ask("advance", by="step", count=10)
    (error,) = desk.send("change", restore=command, learning_rate=0.1)
    assert (error.code, error.field) == ("invalid_value", "restore")
    timeline = timeline_of(desk)
    timeline.branches.delete(timeline.branches[0])
    error, *_ = desk.send("change", restore=command)
    assert error.code == "not_kept"


def test_what_is_sent_is_json(changed: Any) -> None:
    events = changed.ask("seek", step=5)
    assert json.loads(of(events, Timeline).text())["branches"][0]["loss"] > 0
    assert not [event for event in events if isinstance(event, Error)]

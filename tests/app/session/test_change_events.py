"""What follows from a change is told to the page."""

from typing import Any

from app.protocol.sentence import sentence
from app.session.change_events import (
    StateBefore,
    ack_with_changes,
    change_events,
    changed_values,
    repeated_change,
)
from app.session.state import SessionState
from engine.training.timeline.events import Change


def kinds(events: list[Any]) -> list[str]:
    return [event.type for event in events]


def changed(desk: Any, **fields: Any) -> tuple[SessionState, StateBefore]:
    state = desk.session._state
    before = StateBefore.of(state)
    state.run.apply(Change((fields,)), now=0.0)
    return state, before


def test_a_cheap_change_has_no_consequences(desk: Any) -> None:
    state, before = changed(desk, learning_rate=0.5)
    assert change_events(state, before) == []
    assert changed_values(state, before) == {"learning_rate": 0.5}


def test_another_network_needs_another_layout(desk: Any) -> None:
    desk.send("watch", sections=["W"])
    state, before = changed(desk, hidden=(2,))
    assert kinds(change_events(state, before)) == ["network", "layout"]


def test_other_data_are_sent(desk: Any) -> None:
    state, before = changed(desk, noise=0.3)
    assert kinds(change_events(state, before)) == ["data"]


def test_the_place_before_is_remembered_where_that_is_asked_for(desk: Any) -> None:
    desk.ask("advance", by="step", count=3)
    for restorable in (True, False):
        state, before = changed(desk, hidden=(2 + restorable,))
        message = sentence("restored", step=3)
        ack, *_ = ack_with_changes(
            state, 9, {}, message, before, 0.0, restorable=restorable
        )
        assert ack.restorable == restorable
        assert (ack.command in state.places) == restorable
    assert set(state.places.values()) == {(0, 3, 0)}


def test_a_change_that_happens_again_is_told_with_a_new_frame(desk: Any) -> None:
    desk.send("watch", sections=["W"])
    assert desk.frame()
    desk.acknowledge(1)
    state, before = changed(desk, hidden=(2,))
    told, *others = repeated_change(state, before, 0.0)
    assert told.applied["hidden"] == [2]
    assert told.experiment["hidden"] == [2]
    assert told.command == state.n_commands
    assert kinds(others) == ["network", "layout", "status"]
    desk.now += 1
    assert desk.frame()

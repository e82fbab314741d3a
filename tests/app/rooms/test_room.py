"""A room: what the controller does reaches the observers, and nothing else does."""

import json
from typing import Any

import pytest

from app.rooms.broadcast import Observer
from app.rooms.room import MAX_GROUPS
from tests.app.english import message_of


def test_an_observer_sees_the_numbers_that_the_controller_sees(hub: Any) -> None:
    page = hub.page()
    observer = hub.page(page.observer_key)
    assert observer.welcome["observer_key"] is None
    assert observer.welcome["experiment"] == page.welcome["experiment"]
    page.watch()
    observer.watch()
    page.ask("advance", count=7)
    frames = [each.frame(lambda step: step == 7) for each in (page, observer)]
    assert frames[0][24:] == frames[1][24:]  # all but layout, number and their like


def test_a_hidden_controller_s_run_goes_on_for_observers(hub: Any) -> None:
    page = hub.page()
    session = page.room.session
    page.watch(fps=0)
    page.ask("play", steps_per_second=500)
    hub.pass_seconds(0.1)
    assert session.trainer.step_count == 0
    observer = hub.page(page.observer_key)
    observer.watch(fps=0)
    assert session.runs_at() is None
    observer.watch()
    observer.frame(lambda step: step > 10)
    observer.leave()
    assert page.until(lambda event: event.get("observers") == 0)
    assert session.runs_at() is None


def test_an_observer_is_told_what_the_controller_does(hub: Any) -> None:
    page = hub.page()
    observer = hub.page(page.observer_key)
    observer.watch()
    ack = page.ask("change", learning_rate=0.5)
    changed = observer.until(lambda event: event["type"] == "changed")
    assert changed["message"] == ack["message"]
    assert changed["experiment"]["learning_rate"] == 0.5
    assert "id" not in changed
    page.ask("reset", experiment={"dataset": "iris", "hidden": [3]})
    data = observer.until(lambda event: event["type"] == "data")
    assert data["n_classes"] == 3
    layout = observer.until(lambda event: event["type"] == "layout")
    shapes = [s["shape"] for s in layout["sections"] if s["name"] == "W"]
    assert shapes == [[3, 2], [3, 3]]
    page.ask("play", steps_per_second=500)
    status = observer.until(lambda e: e["type"] == "status" and e["step"] > 0)
    assert status["running"]


def test_events_for_the_controller_only_stay_with_it(hub: Any) -> None:
    page = hub.page()
    observer = hub.page(page.observer_key)
    observer.watch()
    page.watch(fps=10)
    assert page.ask("change", learning_rate=-1.0)["type"] == "error"
    page.ask("change", learning_rate=0.25)
    observer.until(lambda event: event["type"] == "changed")
    kinds = [event["type"] for event in observer.events]
    assert kinds.count("changed") == 1
    assert "error" not in kinds
    assert page.secret not in json.dumps(observer.events)


def test_the_controller_learns_how_many_observe(hub: Any) -> None:
    page = hub.page()
    assert page.until(lambda event: event["type"] == "audience")["observers"] == 0
    observers = [hub.page(page.observer_key) for _ in range(2)]
    assert page.until(lambda event: event.get("observers") == 2)
    observers[0].leave()
    assert page.until(lambda event: event.get("observers") == 1)


def test_observers_that_watch_the_same_share_a_group(hub: Any) -> None:
    page = hub.page()
    one, two, other = (hub.page(page.observer_key) for _ in range(3))
    one.watch()
    two.watch()
    other.watch(fps=5)
    assert len(page.room.observer_slots()) == 2
    page.ask("advance", count=3)
    first, second = (each.frame(lambda step: step == 3) for each in (one, two))
    assert first is second
    other.watch()
    assert len(page.room.observer_slots()) == 1


def test_observers_see_the_twin(hub: Any) -> None:
    page = hub.page()
    observer = hub.page(page.observer_key)
    observer.watch()
    page.ask("advance", count=3)
    page.ask("twin", change={"hidden": [3]}, at="now")
    twin = observer.until(lambda event: event["type"] == "twin")
    assert twin["differences"] == {"hidden": [[4, 2], [3]]}
    histories = [
        observer.until(lambda event: event["type"] == "history") for _ in range(2)
    ]
    assert [history["run"] for history in histories] == [0, 1]
    timeline = observer.until(lambda event: event["type"] == "timeline")
    assert timeline["branches"][0]["events"][0]["kind"] == "twin"
    layout = observer.until(lambda event: event["type"] == "layout")
    assert {section["run"] for section in layout["sections"]} == {0, 1}
    assert len(observer.frame()) == layout["bytes"]
    late = hub.page(page.observer_key)
    assert late.until(lambda event: event["type"] == "twin")["experiment"]
    assert {section["run"] for section in watched_by(late)["sections"]} == {0, 1}
    page.ask("twin", action="drop")
    assert observer.until(lambda event: event["type"] == "twin")["experiment"] is None
    layout = observer.until(lambda event: event["type"] == "layout")
    assert {section["run"] for section in layout["sections"]} == {0}
    assert late.ask("twin")["code"] == "read_only"


def watched_by(page: Any) -> dict[str, Any]:
    page.watch()
    layout: dict[str, Any] = page.until(lambda event: event["type"] == "layout")
    return layout


def test_a_slow_observer_delays_nobody(hub: Any) -> None:
    page = hub.page()
    quick, slow = hub.page(page.observer_key), hub.page(page.observer_key)
    quick.watch()
    slow.watch()
    page.ask("play", steps_per_second=500)
    quick.frame(lambda step: step > 50)
    page.ask("pause")
    last = page.ask("advance")["step"]
    quick.frame(lambda step: step == last)
    waiting = [each for each in slow.unread() if isinstance(each, bytes)]
    assert len(waiting) == 1
    slow.acknowledge(waiting[0])
    assert [int.from_bytes(each[8:12], "little") for each in slow.unread()
            if isinstance(each, bytes)] == [last]  # fmt: skip


def test_a_late_observer_sees_what_the_others_see(hub: Any) -> None:
    page = hub.page()
    first = hub.page(page.observer_key)
    first.watch()
    page.ask("advance", count=4)
    seen = first.frame(lambda step: step == 4)
    second = hub.page(page.observer_key)
    second.watch()
    assert second.frame() is seen


def test_training_waits_for_the_controller_and_observers_are_told(hub: Any) -> None:
    page = hub.page()
    key, secret, session = page.observer_key, page.secret, page.room.session
    observer = hub.page(key)
    observer.watch()
    page.ask("play", steps_per_second=500)
    observer.frame(lambda step: step > 0)
    page.leave()
    observer.until(lambda event: "training waits" in message_of(event))
    step = session.trainer.step_count
    late = hub.page(key)
    late.until(lambda event: "training waits" in message_of(event))
    assert not late.until(lambda event: event["type"] == "status")["running"]
    hub.pass_seconds(1.0)
    assert session.trainer.step_count == step
    late.watch(fps=5)
    late.leave()
    hub.page(secret)
    observer.frame(lambda seen: seen > step)


def test_a_removed_session_disconnects_its_observers(make_hub: Any) -> None:
    hub = make_hub(survival_seconds=1.0)
    page = hub.page()
    observer = hub.page(page.observer_key)
    page.leave()
    hub.pass_seconds(0.9)
    assert observer.closed is None
    hub.pass_seconds(0.3)
    assert observer.closed == (4001, "session_over")


def test_groups_are_limited(hub: Any) -> None:
    page = hub.page()
    observers = [hub.page(page.observer_key) for _ in range(MAX_GROUPS)]
    for k, observer in enumerate(observers):
        assert observer.watch(fps=k + 1)["type"] == "ack"
    late = hub.page(page.observer_key)
    error = late.watch(fps=60)
    assert (error["code"], error["limit"]) == ("limit_exceeded", MAX_GROUPS)
    assert late.watch(fps=1)["type"] == "ack"


def test_a_sample_that_does_not_exist_is_refused(hub: Any) -> None:
    page = hub.page()
    observer = hub.page(page.observer_key)
    error = observer.watch(probe=250)
    assert (error["code"], error["limit"]) == ("limit_exceeded", 249)
    with pytest.raises(AssertionError, match="nothing more"):
        observer.frame()


def test_an_observer_without_a_group_has_no_frames_in_flight(hub: Any) -> None:
    page = hub.page()
    room = page.room
    observer = Observer(page)
    room.add_observer(observer)
    assert not room.acknowledge(observer, 1, now=0.0)
    room.send_latest(observer, now=0.0)
    room.broadcast([])
    assert room.observer_slots() == []

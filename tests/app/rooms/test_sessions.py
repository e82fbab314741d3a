"""Sessions are opened, resumed, taken over, joined and forgotten."""

import gc
from typing import Any
from weakref import ref

import pytest

from app.protocol.errors import ProtocolError
from engine import Experiment, Trainer


def test_a_session_is_resumed_at_its_exact_step(hub: Any) -> None:
    page = hub.page()
    secret = page.secret
    page.watch()
    page.ask("play", steps_per_second=2000)
    page.frame(lambda step: step > 100)
    session = page.room.session
    page.leave()
    step, digest = session.trainer.step_count, session.trainer.snapshot().digest()
    hub.pass_seconds(1.0)
    again = hub.page(secret)
    assert again.welcome["resumed"]
    assert again.welcome["step"] == step
    assert again.welcome["running"]
    assert again.welcome["steps_per_second"] == 2000
    history = again.until(lambda event: event["type"] == "history")
    assert history["step"][-1] <= step
    reference = Trainer(Experiment())
    reference.step(step)
    assert reference.snapshot().digest() == digest
    again.watch()
    again.frame(lambda seen: seen > step)


def test_a_secret_that_does_not_exist_is_an_error(hub: Any) -> None:
    page = hub.page()
    for key in ("nonsense", page.observer_key + "x", page.secret + "x"):
        with pytest.raises(ProtocolError) as caught:
            hub.page(key)
        assert (caught.value.code, caught.value.field) == ("session_unknown", "session")
    assert len(hub.rooms) == 1


def test_an_observer_key_opens_the_session_for_observing_only(hub: Any) -> None:
    page = hub.page()
    observer = hub.page(page.observer_key)
    assert observer.welcome["session"] == page.observer_key
    assert observer.welcome["observer_key"] is None
    assert not observer.welcome["resumed"]
    assert page.closed is None


def test_a_second_page_takes_over_and_the_first_one_is_disconnected(
    hub: Any,
) -> None:
    old = hub.page()
    old.ask("advance", count=5)
    new = hub.page(old.secret)
    assert new.welcome["step"] == 5
    assert old.closed == (4000, "replaced")
    old.unread()
    assert new.ask("advance")["step"] == 6
    hub.pass_seconds(1.0)
    assert old.unread() == []
    assert hub.rooms.controller(old.secret) is new


def test_the_end_of_a_replaced_connection_leaves_the_session_alone(
    hub: Any,
) -> None:
    old = hub.page()
    role = old.role
    new = hub.page(old.secret)
    role.leave(now=hub.loop.now)
    assert hub.rooms.controller(old.secret) is new
    new.ask("play", steps_per_second=500)
    new.watch()
    assert new.frame(lambda step: step > 10)


def test_nobody_trains_while_there_is_no_controller(hub: Any) -> None:
    page = hub.page()
    page.ask("play", steps_per_second=500)
    session = page.room.session
    page.leave()
    step = session.trainer.step_count
    other = hub.page()
    other.ask("advance", by="epoch", count=50)
    hub.pass_seconds(1.0)
    assert session.trainer.step_count == step


def test_a_session_is_forgotten_when_its_time_is_up(make_hub: Any) -> None:
    hub = make_hub(survival_seconds=5.0)
    page = hub.page()
    secret = page.secret
    hub.pass_seconds(6.0)
    page.leave()
    hub.pass_seconds(4.9)
    assert secret in hub.rooms
    hub.pass_seconds(0.3)
    assert secret not in hub.rooms


def test_a_session_that_is_resumed_in_time_is_not_forgotten(make_hub: Any) -> None:
    hub = make_hub(survival_seconds=1.0)
    page = hub.page()
    page.leave()
    hub.pass_seconds(0.9)
    again = hub.page(page.secret)
    hub.pass_seconds(5.0)
    assert again.ask("pause")["type"] == "ack"


def test_sessions_are_limited_and_the_limit_is_told(make_hub: Any) -> None:
    hub = make_hub(max_sessions=1)
    hub.page()
    with pytest.raises(ProtocolError) as caught:
        hub.page()
    assert (caught.value.code, caught.value.limit) == ("session_limit", 1)


def test_a_refused_hello_removes_no_session(make_hub: Any) -> None:
    hub = make_hub(max_sessions=1)
    page = hub.page()
    page.leave()
    with pytest.raises(ProtocolError):
        hub.page(noise=9)
    assert hub.page(page.secret).welcome["resumed"]


def test_256_opens_and_leaves_do_not_remove_a_run_that_was_trained(
    make_hub: Any,
) -> None:
    hub = make_hub(max_sessions=20)
    learner = hub.page(address="home")
    learner.ask("advance", count=5)
    learner.leave()
    for _ in range(25):
        hub.page(address="other").leave()
    assert hub.page(learner.secret, address="home").welcome["step"] == 5


def test_a_session_that_gave_way_is_gone_from_memory_at_once(make_hub: Any) -> None:
    hub = make_hub(max_sessions=4)
    page = hub.page(address="one")
    room = ref(hub.rooms[page.secret])
    page.leave()
    del page
    for _ in range(4):
        hub.page(address="one").leave()
    gc.collect()
    assert room() is None


def test_whoever_holds_more_than_half_gives_way_and_is_told(make_hub: Any) -> None:
    hub = make_hub(max_sessions=4)
    greedy = [hub.page(address="greedy") for _ in range(4)]
    for page in greedy:
        page.ask("advance", count=1)
    others = [hub.page(address=f"home {k}") for k in range(2)]
    assert [page.closed for page in greedy] == [
        *[None] * 2,
        *[(1013, "too_many_sessions")] * 2,
    ]
    with pytest.raises(ProtocolError, match="limit of sessions"):
        hub.page(address="home 3")
    with pytest.raises(ProtocolError, match="limit of sessions"):
        hub.page(address="greedy")
    assert [page.ask("pause")["type"] for page in others] == ["ack", "ack"]


def test_memory_makes_room_as_places_do(make_hub: Any) -> None:
    hub = make_hub()
    left = hub.page(hidden=[128, 128], address="other")
    left.leave()
    hub.budget.max_bytes = hub.budget.n_bytes + 100_000
    page = hub.page(address="home")
    assert left.secret not in hub.rooms
    assert hub.budget.n_bytes == page.room.session.memory.n_bytes


def test_a_session_that_was_refused_takes_no_memory(make_hub: Any) -> None:
    hub = make_hub(max_sessions=1)
    page = hub.page()
    with pytest.raises(ProtocolError):
        hub.page()
    assert hub.budget.n_bytes == page.room.session.memory.n_bytes


def test_what_observers_watch_is_counted_and_refused(make_hub: Any) -> None:
    hub = make_hub()
    page = hub.page()
    alone = hub.budget.n_bytes
    observer = hub.page(page.observer_key)
    observer.watch(sections=["surface"])
    watching = hub.budget.n_bytes
    assert watching > alone
    hub.budget.max_bytes = watching
    assert observer.watch(sections=["neuron_surface"])["code"] == "session_limit"
    observer.leave()
    assert hub.budget.n_bytes == alone

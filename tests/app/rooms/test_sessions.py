"""Sessions are opened, resumed, taken over, joined and forgotten."""

import gc
from typing import Any
from weakref import ref

import pytest

from app.protocol.errors import ProtocolError
from engine import Experiment, Trainer


def test_a_session_is_resumed_at_its_exact_step(house: Any) -> None:
    page = house.page()
    secret = page.secret
    page.watch()
    page.ask("play", steps_per_second=2000)
    page.frame(lambda step: step > 100)
    session = page.room.session
    page.leave()
    step, digest = session.trainer.step_count, session.trainer.snapshot().digest()
    house.pass_seconds(1.0)
    again = house.page(secret)
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


def test_a_secret_that_does_not_exist_is_an_error(house: Any) -> None:
    page = house.page()
    for key in ("nonsense", page.observer_key + "x", page.secret + "x"):
        with pytest.raises(ProtocolError) as caught:
            house.page(key)
        assert (caught.value.code, caught.value.field) == ("session_unknown", "session")
    assert len(house.rooms) == 1


def test_an_observer_key_opens_the_session_for_observing_only(house: Any) -> None:
    page = house.page()
    observer = house.page(page.observer_key)
    assert observer.welcome["session"] == page.observer_key
    assert observer.welcome["observer_key"] is None
    assert not observer.welcome["resumed"]
    assert page.closed is None


def test_a_second_page_takes_over_and_the_first_one_is_disconnected(
    house: Any,
) -> None:
    old = house.page()
    old.ask("advance", count=5)
    new = house.page(old.secret)
    assert new.welcome["step"] == 5
    assert old.closed == (4000, "replaced")
    old.unread()
    assert new.ask("advance")["step"] == 6
    house.pass_seconds(1.0)
    assert old.unread() == []
    assert house.rooms.controller(old.secret) is new


def test_the_end_of_a_replaced_connection_leaves_the_session_alone(
    house: Any,
) -> None:
    old = house.page()
    role = old.role
    new = house.page(old.secret)
    role.leave(now=house.loop.now)
    assert house.rooms.controller(old.secret) is new
    new.ask("play", steps_per_second=500)
    new.watch()
    assert new.frame(lambda step: step > 10)


def test_nobody_trains_while_there_is_no_controller(house: Any) -> None:
    page = house.page()
    page.ask("play", steps_per_second=500)
    session = page.room.session
    page.leave()
    step = session.trainer.step_count
    other = house.page()
    other.ask("advance", by="epoch", count=50)
    house.pass_seconds(1.0)
    assert session.trainer.step_count == step


def test_a_session_is_forgotten_when_its_time_is_up(make_house: Any) -> None:
    house = make_house(survival_seconds=5.0)
    page = house.page()
    secret = page.secret
    house.pass_seconds(6.0)
    page.leave()
    house.pass_seconds(4.9)
    assert secret in house.rooms
    house.pass_seconds(0.3)
    assert secret not in house.rooms


def test_a_session_that_is_resumed_in_time_is_not_forgotten(make_house: Any) -> None:
    house = make_house(survival_seconds=1.0)
    page = house.page()
    page.leave()
    house.pass_seconds(0.9)
    again = house.page(page.secret)
    house.pass_seconds(5.0)
    assert again.ask("pause")["type"] == "ack"


def test_sessions_are_limited_and_the_limit_is_told(make_house: Any) -> None:
    house = make_house(max_sessions=1)
    house.page()
    with pytest.raises(ProtocolError) as caught:
        house.page()
    assert (caught.value.code, caught.value.limit) == ("session_limit", 1)


def test_a_refused_hello_removes_no_session(make_house: Any) -> None:
    house = make_house(max_sessions=1)
    page = house.page()
    page.leave()
    with pytest.raises(ProtocolError):
        house.page(noise=9)
    assert house.page(page.secret).welcome["resumed"]


def test_256_opens_and_leaves_do_not_remove_a_run_that_was_trained(
    make_house: Any,
) -> None:
    house = make_house(max_sessions=20)
    learner = house.page(address="home")
    learner.ask("advance", count=5)
    learner.leave()
    for _ in range(25):
        house.page(address="other").leave()
    assert house.page(learner.secret, address="home").welcome["step"] == 5


def test_a_session_that_gave_way_is_gone_from_memory_at_once(make_house: Any) -> None:
    house = make_house(max_sessions=4)
    page = house.page(address="one")
    room = ref(house.rooms[page.secret])
    page.leave()
    del page
    for _ in range(4):
        house.page(address="one").leave()
    gc.collect()
    assert room() is None


def test_whoever_holds_more_than_half_gives_way_and_is_told(make_house: Any) -> None:
    house = make_house(max_sessions=4)
    greedy = [house.page(address="greedy") for _ in range(4)]
    for page in greedy:
        page.ask("advance", count=1)
    others = [house.page(address=f"home {k}") for k in range(2)]
    assert [page.closed for page in greedy] == [
        *[None] * 2,
        *[(1013, "too_many_sessions")] * 2,
    ]
    with pytest.raises(ProtocolError, match="limit of sessions"):
        house.page(address="home 3")
    with pytest.raises(ProtocolError, match="limit of sessions"):
        house.page(address="greedy")
    assert [page.ask("pause")["type"] for page in others] == ["ack", "ack"]


def test_memory_makes_room_as_places_do(make_house: Any) -> None:
    house = make_house()
    left = house.page(hidden=[128, 128], address="other")
    left.leave()
    house.budget.max_bytes = house.budget.n_bytes + 100_000
    page = house.page(address="home")
    assert left.secret not in house.rooms
    assert house.budget.n_bytes == page.room.session.memory.n_bytes


def test_a_session_that_was_refused_takes_no_memory(make_house: Any) -> None:
    house = make_house(max_sessions=1)
    page = house.page()
    with pytest.raises(ProtocolError):
        house.page()
    assert house.budget.n_bytes == page.room.session.memory.n_bytes


def test_what_observers_watch_is_counted_and_refused(make_house: Any) -> None:
    house = make_house()
    page = house.page()
    alone = house.budget.n_bytes
    observer = house.page(page.observer_key)
    observer.watch(sections=["surface"])
    watching = house.budget.n_bytes
    assert watching > alone
    house.budget.max_bytes = watching
    assert observer.watch(sections=["neuron_surface"])["code"] == "session_limit"
    observer.leave()
    assert house.budget.n_bytes == alone

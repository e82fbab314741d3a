"""Sessions by secret and by observer key, and which of them are removed."""

import pytest

from app.rooms.registry import Registry, RegistryFullError, new_secret


def make(**limits: float) -> Registry[str, str]:
    given = {"max_sessions": 2, "survival_seconds": 120.0, **limits}
    return Registry(**given)  # type: ignore[arg-type]


def test_a_session_is_found_by_its_secret_only() -> None:
    rooms = make()
    secret = rooms.add("one", controller="a", now=0)
    assert secret in rooms
    assert rooms.attach(secret, controller="b", now=1) == ("one", "a")
    assert rooms.attach(secret + "x", controller="b", now=1) is None


def test_secrets_are_long_and_differ() -> None:
    secrets = {new_secret() for _ in range(1000)}
    assert len(secrets) == 1000
    assert min(map(len, secrets)) >= 22  # 128 bits in base 64


def test_a_session_survives_its_socket_for_a_while() -> None:
    rooms = make()
    secret = rooms.add("one", controller="a", now=0)
    rooms.expire(now=1e6)
    assert rooms.detach(secret, controller="a", now=1e6)
    assert rooms.attach(secret, controller="b", now=1e6 + 119) == ("one", None)
    assert rooms.detach(secret, controller="b", now=2e6)
    assert rooms.attach(secret, controller="c", now=2e6 + 120) is None
    assert len(rooms) == 0


def test_a_late_close_of_a_former_controller_changes_nothing() -> None:
    rooms = make()
    secret = rooms.add("one", controller="old", now=0)
    rooms.attach(secret, controller="new", now=1)
    assert not rooms.detach(secret, controller="old", now=2)
    rooms.expire(now=1e6)
    assert secret in rooms
    assert not rooms.detach("no such secret", controller="old", now=2)


def test_a_full_registry_removes_the_session_that_was_left_longest_ago() -> None:
    rooms = make()
    first = rooms.add("first", controller="a", now=0)
    second = rooms.add("second", controller="b", now=0)
    rooms.detach(second, controller="b", now=1)
    rooms.detach(first, controller="a", now=2)
    third = rooms.add("third", controller="c", now=3)
    assert second not in rooms
    assert first in rooms
    assert third in rooms


def test_a_session_with_a_controller_is_never_removed() -> None:
    rooms = make()
    rooms.add("first", controller="a", now=0)
    rooms.add("second", controller="b", now=0)
    with pytest.raises(RegistryFullError):
        rooms.add("third", controller="c", now=1)
    assert len(rooms) == 2


def test_an_observer_key_finds_its_session_and_controls_nothing() -> None:
    rooms = make()
    secret = rooms.add("one", controller="a", now=0)
    key = rooms.observer_key(secret)
    assert key != secret
    assert rooms.observed(key, now=0) == "one"
    assert rooms.observed(secret, now=0) is None
    assert rooms.attach(key, controller="b", now=0) is None
    assert rooms.controller(secret) == "a"


def test_an_observer_key_ends_with_its_session() -> None:
    removed: list[str] = []
    rooms: Registry[str, str] = Registry(
        max_sessions=2, survival_seconds=120.0, on_removed=removed.append
    )
    secret = rooms.add("one", controller="a", now=0)
    key = rooms.observer_key(secret)
    rooms.detach(secret, controller="a", now=1)
    assert rooms.observed(key, now=120) == "one"
    assert removed == []
    assert rooms.observed(key, now=121) is None
    assert removed == ["one"]


def test_an_address_that_holds_more_than_half_gives_way_with_its_controller() -> None:
    displaced: list[str] = []
    rooms: Registry[str, str] = Registry(
        max_sessions=4, survival_seconds=120.0, on_displaced=displaced.append
    )
    for k in range(4):
        rooms.add(f"s{k}", controller=f"c{k}", now=k, address="greedy")
    for k in range(2):
        rooms.add(f"t{k}", controller=f"d{k}", now=9, address="other")
    assert displaced == ["c3", "c2"]
    with pytest.raises(RegistryFullError):
        rooms.add("third", controller="d2", now=10, address="third")


def test_opening_and_leaving_does_not_remove_a_trained_session() -> None:
    rooms: Registry[str, str] = Registry(
        max_sessions=8,
        survival_seconds=120.0,
        is_trained=lambda session: session == "learner's",
    )
    learner = rooms.add("learner's", controller="l", now=0, address="home")
    rooms.detach(learner, controller="l", now=1)
    for k in range(50):
        secret = rooms.add("opened", controller="c", now=2 + k / 100, address="other")
        rooms.detach(secret, controller="c", now=2 + k / 100)
    assert learner in rooms
    assert len(rooms) == 8


def test_memory_decides_where_places_do_not() -> None:
    rooms: Registry[str, str] = Registry(
        max_sessions=100,
        survival_seconds=120.0,
        memory_share={"large": 0.6, "small": 0.1}.__getitem__,
    )
    large = rooms.add("large", controller="a", now=0, address="greedy")
    small = rooms.add("small", controller="b", now=0, address="home")
    assert not rooms.displace("home", keeping="large".__eq__)
    assert rooms.displace("home", keeping="small".__eq__)
    assert large not in rooms
    assert small in rooms

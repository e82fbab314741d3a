import pytest

from app.rooms.registry import Registry, RegistryFullError, new_secret


def registry(**limits: float) -> Registry[str, str]:
    given = {"max_sessions": 2, "survival_seconds": 120.0, **limits}
    return Registry(**given)  # type: ignore[arg-type]


def test_a_session_is_found_by_its_secret_only() -> None:
    store = registry()
    secret = store.add("one", controller="a", now=0)
    assert secret in store
    assert store.attach(secret, controller="b", now=1) == ("one", "a")
    assert store.attach(secret + "x", controller="b", now=1) is None


def test_secrets_are_long_and_differ() -> None:
    secrets = {new_secret() for _ in range(1000)}
    assert len(secrets) == 1000
    assert min(map(len, secrets)) >= 22  # 128 bits in base 64


def test_a_session_survives_its_socket_for_a_while() -> None:
    store = registry()
    secret = store.add("one", controller="a", now=0)
    store.expire(now=1e6)
    assert store.detach(secret, controller="a", now=1e6)
    assert store.attach(secret, controller="b", now=1e6 + 119) == ("one", None)
    assert store.detach(secret, controller="b", now=2e6)
    assert store.attach(secret, controller="c", now=2e6 + 120) is None
    assert len(store) == 0


def test_a_late_close_of_an_old_viewer_changes_nothing() -> None:
    store = registry()
    secret = store.add("one", controller="old", now=0)
    store.attach(secret, controller="new", now=1)
    assert not store.detach(secret, controller="old", now=2)
    store.expire(now=1e6)
    assert secret in store
    assert not store.detach("no such secret", controller="old", now=2)


def test_when_full_the_session_left_longest_ago_goes() -> None:
    store = registry()
    first = store.add("first", controller="a", now=0)
    second = store.add("second", controller="b", now=0)
    store.detach(second, controller="b", now=1)
    store.detach(first, controller="a", now=2)
    third = store.add("third", controller="c", now=3)
    assert second not in store
    assert {first in store, third in store} == {True}


def test_a_watched_session_never_makes_room() -> None:
    store = registry()
    store.add("first", controller="a", now=0)
    store.add("second", controller="b", now=0)
    with pytest.raises(RegistryFullError):
        store.add("third", controller="c", now=1)
    assert len(store) == 2

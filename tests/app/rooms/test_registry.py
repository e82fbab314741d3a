import pytest

from app.rooms.registry import FullError, Registry, new_secret


def registry(**limits: float) -> Registry[str]:
    given = {"max_sessions": 2, "survival_seconds": 120.0, **limits}
    return Registry(**given)  # type: ignore[arg-type]


def test_a_session_is_found_by_its_secret_only() -> None:
    store = registry()
    secret = store.add("one", viewer="a", now=0)
    assert secret in store
    assert store.attach(secret, viewer="b", now=1) == ("one", "a")
    assert store.attach(secret + "x", viewer="b", now=1) is None


def test_secrets_are_long_and_differ() -> None:
    secrets = {new_secret() for _ in range(1000)}
    assert len(secrets) == 1000
    assert min(map(len, secrets)) >= 22  # 128 bits in base 64


def test_a_session_survives_its_socket_for_a_while() -> None:
    store = registry()
    secret = store.add("one", viewer="a", now=0)
    store.expire(now=1e6)
    assert store.detach(secret, viewer="a", now=1e6)
    assert store.attach(secret, viewer="b", now=1e6 + 119) == ("one", None)
    assert store.detach(secret, viewer="b", now=2e6)
    assert store.attach(secret, viewer="c", now=2e6 + 120) is None
    assert len(store) == 0


def test_a_late_close_of_an_old_viewer_changes_nothing() -> None:
    store = registry()
    secret = store.add("one", viewer="old", now=0)
    store.attach(secret, viewer="new", now=1)
    assert not store.detach(secret, viewer="old", now=2)
    store.expire(now=1e6)
    assert secret in store
    assert not store.detach("no such secret", viewer="old", now=2)


def test_when_full_the_session_left_longest_ago_goes() -> None:
    store = registry()
    first = store.add("first", viewer="a", now=0)
    second = store.add("second", viewer="b", now=0)
    store.detach(second, viewer="b", now=1)
    store.detach(first, viewer="a", now=2)
    third = store.add("third", viewer="c", now=3)
    assert second not in store
    assert {first in store, third in store} == {True}


def test_a_watched_session_never_makes_room() -> None:
    store = registry()
    store.add("first", viewer="a", now=0)
    store.add("second", viewer="b", now=0)
    with pytest.raises(FullError):
        store.add("third", viewer="c", now=1)
    assert len(store) == 2

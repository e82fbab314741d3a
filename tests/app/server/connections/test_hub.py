"""The hub: how many sockets and sessions there may be, and what is counted."""

from pathlib import Path
from typing import Any

import pytest

from app.protocol.commands.commands import Hello
from app.protocol.errors import ProtocolError
from app.rooms.saving import Saving
from app.server.connections.hub import Hub
from app.storage.database import open_database
from app.storage.records import Limits, hash_of
from app.storage.runs import Runs
from app.storage.storage import Storage


class Nobody:
    """A client that drops everything."""

    address = "192.0.2.1"

    def send(self, events: Any) -> None: ...

    def send_frame(self, frame: bytes) -> None: ...

    def close(self, code: int, reason: Any, message: str) -> None: ...


def test_sockets_are_counted_while_they_are_served(make_hub: Any) -> None:
    hub = make_hub(max_sockets=2)
    with hub.counted_connection():
        assert not hub.is_full
        with hub.counted_connection():
            assert (hub.n_connections, hub.is_full) == (2, True)
        assert not hub.is_full
    assert (hub.n_connections, hub.counters.sockets) == (0, 2)


def test_a_socket_that_fails_is_no_longer_counted(make_hub: Any) -> None:
    hub = make_hub()
    with pytest.raises(ZeroDivisionError), hub.counted_connection():
        raise ZeroDivisionError
    assert hub.n_connections == 0


def test_the_settings_limit_sessions_and_their_survival(make_hub: Any) -> None:
    hub = make_hub(max_sessions=1, session_survival_seconds=7.0)
    hello = Hello(type="hello", id=1)
    role = hub.admit(hello, Nobody(), now=0.0)
    with pytest.raises(ProtocolError) as caught:
        hub.admit(hello, Nobody(), now=0.0)
    assert caught.value.code == "session_limit"
    role.leave(now=1.0)
    hub.rooms.expire(now=7.9)
    assert len(hub.rooms) == 1
    hub.rooms.expire(now=8.0)
    assert len(hub.rooms) == 0


def test_a_new_hub_has_counted_nothing(make_hub: Any) -> None:
    counters = make_hub().counters
    names = ("sockets", "commands", "refusals", "frames", "frame_bytes")
    assert [getattr(counters, name) for name in names] == [0] * 5


def test_whoever_has_an_observer_key_looks_on(make_hub: Any) -> None:
    hub = make_hub()
    opened = hub.admit(Hello(type="hello", id=1), Nobody(), now=0.0)
    (secret,) = hub.rooms._entries
    observer_key = hub.rooms.observer_key(secret)
    assert opened.is_controller
    found = {
        key: hub.is_observer(Hello(type="hello", id=1, session=key))
        for key in (None, secret, observer_key)
    }
    assert found == {None: False, secret: False, observer_key: True}


def test_all_sessions_are_saved_at_the_end(make_hub: Any, tmp_path: Path) -> None:
    hub = make_hub()
    storage = Storage(tmp_path, call_soon=lambda call: call())
    saving = Saving(storage, hub.scheduler)
    hub = Hub(
        hub.settings,
        origin_check=hub.origin_check,
        scheduler=hub.scheduler,
        saving=saving,
    )
    hello = Hello(type="hello", id=1, owner="o" * 22)
    role = hub.admit(hello, Nobody(), now=0.0)
    role.room.session.trainer.step(5)
    hub.save_all()
    saving.close()
    connection, _ = open_database(tmp_path)
    runs = Runs(connection, Limits()).of_owner(hash_of("o" * 22))
    assert [run.step for run in runs] == [5]
    connection.close()


def test_without_saving_there_is_nothing_to_look_for(make_hub: Any) -> None:
    hub = make_hub()
    hub.save_all()
    assert not hub.seeks(Hello(type="hello", id=1, session="s" * 22))
    hub.find(Hello(type="hello", id=1, session="s" * 22), pytest.fail)

"""Sessions are opened, resumed and joined: the ways of a client to its role."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from app.protocol.commands import Hello
from app.protocol.errors import ProtocolError
from app.protocol.sentence import sentence
from app.rooms.client import Client
from app.rooms.registry import Registry, RegistryFullError
from app.rooms.roles import ControllerRole, ObserverRole, Role
from app.rooms.room import Room
from app.scheduling.scheduler import Scheduler
from app.session.budget import Account, MemoryBudget
from app.session.session import Session

__all__ = ["Rooms", "admit", "new_rooms"]

Rooms: TypeAlias = Registry[Room, Client]
EXPIRY_DELAY_SECONDS = 0.1
"""After the end of a session's survival, so that it has certainly expired."""


def new_rooms(
    budget: MemoryBudget,
    *,
    max_sessions: int,
    survival_seconds: float,
    on_removed: Callable[[], object] = lambda: None,
) -> Rooms:
    """Return an empty registry of rooms, which share the places and the memory.

    ``on_removed`` is called after a room has been removed.
    """

    def remove(room: Room) -> None:
        room.close()
        on_removed()

    rooms: Rooms = Registry(
        max_sessions=max_sessions,
        survival_seconds=survival_seconds,
        on_removed=remove,
        on_displaced=_displace,
        is_trained=lambda room: room.session.is_trained,
        memory_share=lambda room: room.session.memory.share,
    )

    def make_room(account: Account) -> bool:
        return rooms.displace(
            account.address, keeping=lambda room: room.session.memory is account
        )

    budget.make_room = make_room
    return rooms


def admit(
    hello: Hello,
    client: Client,
    rooms: Rooms,
    scheduler: Scheduler,
    budget: MemoryBudget,
    *,
    now: float,
) -> Role:
    """Answer ``hello`` and return the role of the client.

    Without a key the client controls a new session, with a secret it resumes one, with
    an observer key it joins one.

    Raises
    ------
    ProtocolError
        If there is no such session or experiment, or no place or memory for a new one.
    """
    if hello.session is None:
        secret = _open(hello, client, rooms, scheduler, budget, now=now)
        return _control(secret, hello, client, rooms, now=now)
    room = rooms.observed(hello.session, now=now)
    if room is not None:
        return _join(hello.session, hello, client, room, now=now)
    _take_over(hello.session, client, rooms, now=now)
    return _control(hello.session, hello, client, rooms, now=now)


def _open(
    hello: Hello,
    client: Client,
    rooms: Rooms,
    scheduler: Scheduler,
    budget: MemoryBudget,
    *,
    now: float,
) -> str:
    """Make a new session and return its secret."""
    memory = Account(budget, client.address)
    session = Session(hello.experiment, clock=scheduler.now, memory=memory)
    room = Room(session, scheduler)
    try:
        return rooms.add(room, controller=client, now=now, address=client.address)
    except RegistryFullError:
        memory.close()
        limit = rooms.max_sessions
        raise ProtocolError(
            "session_limit", sentence("error.full"), limit=limit
        ) from None


def _displace(client: Client) -> None:
    """Disconnect the controller of a session that has given way to another one."""
    client.close(1013, "too_many_sessions", sentence("closing.displaced"))


def _take_over(secret: str, client: Client, rooms: Rooms, *, now: float) -> None:
    """Make a client the controller of a session, and disconnect a former one."""
    found = rooms.attach(secret, controller=client, now=now)
    if found is None:
        raise ProtocolError(
            "session_unknown", sentence("error.unknown"), field="session"
        )
    room, former = found
    if former is not None:
        former.close(4000, "replaced", sentence("closing.replaced"))
        room.session.leave(now=now)


def _control(
    secret: str, hello: Hello, client: Client, rooms: Rooms, *, now: float
) -> ControllerRole:
    room = rooms[secret]
    welcome = room.session.welcome(
        hello,
        secret,
        look_key=rooms.observer_key(secret),
        resumed=hello.session is not None,
        now=now,
    )
    on_leave = partial(_leave, secret, client, rooms)
    return ControllerRole(client, room, welcome, on_leave=on_leave)


def _join(
    observer_key: str, hello: Hello, client: Client, room: Room, *, now: float
) -> ObserverRole:
    session = room.session
    welcome = session.welcome(
        hello, observer_key, look_key=None, resumed=False, now=now
    )
    if room.controller is None:
        welcome += session.waiting(now=now)
    return ObserverRole(client, room, welcome)


def _leave(secret: str, client: Client, rooms: Rooms, now: float) -> None:
    """Keep a session for as long as it survives without a controller."""
    if rooms.detach(secret, controller=client, now=now):
        room = rooms[secret]
        room.wait_for_controller(now=now)
        room.scheduler.call_later(
            rooms.survival_seconds + EXPIRY_DELAY_SECONDS,
            lambda: rooms.expire(now=room.scheduler.now()),
        )

"""Admission: opens, resumes or joins the session that a client asks for."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from app.protocol.commands.commands import Hello
from app.protocol.errors import ProtocolError
from app.protocol.sentence import sentence
from app.rooms.autosave import Keys
from app.rooms.client import Client
from app.rooms.registry import Registry, RegistryFullError
from app.rooms.roles import ControllerRole, ObserverRole, Role
from app.rooms.room import Room
from app.rooms.saving import Found, Saving, refusal
from app.scheduling.scheduler import Scheduler
from app.session.memory_budget import Account, MemoryBudget
from app.session.session import Session
from app.storage.records import Resumed, hash_of
from app.storage.storage import Failure

__all__ = ["Admission", "Rooms", "new_rooms"]

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


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Decides which session a client gets, and in which role.

    Attributes
    ----------
    rooms : Registry
    scheduler : Scheduler
    budget : MemoryBudget
    saving : Saving or None
        None if runs are not saved.
    """

    rooms: Rooms
    scheduler: Scheduler
    budget: MemoryBudget
    saving: Saving | None = None

    def seeks(self, hello: Hello, *, now: float) -> bool:
        """Return whether ``hello`` asks for what may be saved and is not in memory."""
        self.rooms.expire(now=now)
        if self.saving is None:
            return False
        if hello.session is None:
            return hello.run is not None and self._with_run(hello) is None
        is_observer = self.rooms.observed(hello.session, now=now) is not None
        return hello.session not in self.rooms and not is_observer

    def admit(
        self, hello: Hello, client: Client, *, now: float, found: Found = None
    ) -> Role:
        """Answer ``hello`` and return the role of the client.

        Without a key the client controls a new session, with a secret it resumes one,
        with an observer key it joins one. A session that is not in memory begins again
        where it was saved, if that is ``found``.

        Raises
        ------
        ProtocolError
            If there is no such session, run or experiment, no place or memory for a
            new one, or no controller yet for the session of an observer key.
        """
        rooms = self.rooms
        if hello.session is not None:
            room = rooms.observed(hello.session, now=now)
            if room is not None:
                return _join(hello.session, hello, client, room, now=now)
        secret = hello.session or self._with_run(hello)
        if isinstance(found, Resumed) and (secret is None or secret not in rooms):
            secret = self._reopen(found, hello, client, now=now)
        elif found == "observed":
            message = sentence("error.away")
            raise ProtocolError("session_away", message, field="session")
        elif secret is not None:
            _take_over(secret, client, rooms, now=now)
        elif hello.run is not None:
            raise refusal(found if isinstance(found, Failure) else Failure("unknown"))
        else:
            secret = self._open(hello, client, now=now)
            return self._control(secret, hello, client, resumed=False, now=now)
        return self._control(secret, hello, client, resumed=True, now=now)

    def _with_run(self, hello: Hello) -> str | None:
        """Return the secret of the session that goes on with a saved run."""
        if hello.run is None or hello.owner is None:
            return None
        owner = hash_of(hello.owner)
        for secret, room in self.rooms.items():
            autosave = room.autosave
            if autosave and (autosave.run, autosave.owner) == (hello.run, owner):
                return secret
        return None

    def _open(self, hello: Hello, client: Client, *, now: float) -> str:
        """Make a new session and return its secret."""
        memory = Account(self.budget, client.address)
        session = Session(hello.experiment, clock=self.scheduler.now, memory=memory)
        return self._add(session, hello, client, None, now=now)

    def _reopen(
        self, found: Resumed, hello: Hello, client: Client, *, now: float
    ) -> str:
        """Make a session of a saved run and return its secret."""
        assert self.saving is not None
        memory = Account(self.budget, client.address)
        try:
            session = self.saving.restored(found, memory=memory)
        except ProtocolError as error:
            memory.close()
            log.warning("A saved run could not be opened: %s", error)
            if hello.session is None:
                raise
            raise _unknown() from None
        return self._add(session, hello, client, found, now=now)

    def _add(
        self,
        session: Session,
        hello: Hello,
        client: Client,
        found: Resumed | None,
        *,
        now: float,
    ) -> str:
        """Add a session, and save it from now on."""
        rooms, room = self.rooms, Room(session, self.scheduler)
        try:
            secret = rooms.add(
                room,
                controller=client,
                now=now,
                address=client.address,
                secret=hello.session,
                observer_key=found.observer_key if found and hello.session else None,
            )
        except RegistryFullError:
            session.memory.close()
            limit = rooms.max_sessions
            raise ProtocolError(
                "session_limit", sentence("error.full"), limit=limit
            ) from None
        if self.saving is not None:
            keys = Keys(
                secret=secret,
                observer_key=rooms.observer_key(secret),
                owner=hello.owner,
                run=found.id if found else None,
            )
            self.saving.attach(room, keys)
        return secret

    def _control(
        self, secret: str, hello: Hello, client: Client, *, resumed: bool, now: float
    ) -> ControllerRole:
        rooms, room = self.rooms, self.rooms[secret]
        key = rooms.observer_key(secret)
        welcome = room.session.welcome(
            hello, secret, observer_key=key, resumed=resumed, now=now
        )
        on_leave = partial(_leave, secret, client, rooms)
        return ControllerRole(
            client, room, welcome, on_leave=on_leave, saving=self.saving
        )


def _displace(client: Client) -> None:
    """Disconnect the controller of a session that was ended for another one."""
    client.close(1013, "too_many_sessions", sentence("closing.displaced"))


def _take_over(secret: str, client: Client, rooms: Rooms, *, now: float) -> None:
    """Make a client the controller of a session, and disconnect a former one."""
    found = rooms.attach(secret, controller=client, now=now)
    if found is None:
        raise _unknown()
    room, former = found
    if former is not None:
        former.close(4000, "replaced", sentence("closing.replaced"))
        room.session.leave(now=now)


def _unknown() -> ProtocolError:
    return ProtocolError("session_unknown", sentence("error.unknown"), field="session")


def _join(
    observer_key: str, hello: Hello, client: Client, room: Room, *, now: float
) -> ObserverRole:
    session = room.session
    welcome = session.welcome(
        hello, observer_key, observer_key=None, resumed=False, now=now
    )
    if room.controller is None:
        welcome += session.waiting(now=now)
    return ObserverRole(client, room, welcome)


def _leave(secret: str, client: Client, rooms: Rooms, now: float) -> None:
    """Detach the controller of a session, and plan when the session expires.

    The planned call refers to no room, so one that is evicted before is freed at once.
    """
    if rooms.detach(secret, controller=client, now=now):
        room = rooms[secret]
        room.wait_for_controller(now=now)
        scheduler = room.scheduler
        scheduler.call_later(
            rooms.survival_seconds + EXPIRY_DELAY_SECONDS,
            lambda: rooms.expire(now=scheduler.now()),
        )

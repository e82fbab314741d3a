"""Places at a session: the helm, for the page that steers, and windows beside it.

A page gets its place by saying hello. With a session's secret it takes the helm, which
there is one of; with the session's look key it gets a window, of which there may be
many, and can change nothing.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from app.protocol.commands import (
    CheckGradient,
    Command,
    FrameAck,
    Hello,
    Inspect,
    Watch,
)
from app.protocol.errors import ProtocolError
from app.protocol.events import Ack, ClosingReason, Error, Event
from app.protocol.sentence import Sentence, sentence
from app.rooms.broadcast import Observer
from app.rooms.registry import Registry
from app.rooms.room import Room
from app.scheduling.scheduler import Scheduler, Slot
from app.session import sentences
from app.stream.flow_control import CongestionWindow

__all__ = ["Controller", "ObserverRole", "Page", "Role"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """How to reach a page: events that must arrive, one frame, a close."""

    send: Callable[[Iterable[Event]], None]
    show: Callable[[bytes], None]
    close: Callable[[int, ClosingReason, Sentence], None]


class Role(Protocol):
    """What a page that has said hello may do."""

    @property
    def window(self) -> CongestionWindow:
        """The frames that the page has not acknowledged yet."""

    def acknowledge(self, seq: int, *, now: float) -> None:
        """Note that a frame in flight has come."""

    def handle(self, command: Command, *, now: float) -> None:
        """Carry out a command and answer it."""

    def leave(self, *, now: float) -> None:
        """Note that the page has gone."""


class Controller(Role):
    """The place of the page that steers."""

    def __init__(
        self,
        hello: Hello,
        page: Page,
        rooms: Registry[Room],
        scheduler: Scheduler,
        secret: str,
        *,
        now: float,
    ) -> None:
        self._page, self._rooms, self._secret = page, rooms, secret
        self._scheduler = scheduler
        self._room = rooms[secret]
        self._session = self._room.session
        self._slot = Slot(
            self._session, send=self._send, show=page.show, beside=self._room.slots
        )
        welcome = self._session.welcome(
            hello,
            secret,
            look_key=rooms.look_key(secret),
            resumed=hello.session is not None,
            now=now,
        )
        page.send(welcome)
        self._room.hear(welcome)
        self._room.tell = page.send
        self._room.wake = partial(scheduler.touch, self._slot)
        self._room.count()
        scheduler.touch(self._slot)

    @property
    def window(self) -> CongestionWindow:
        """The frames that the page has not acknowledged yet."""
        return self._session.subscription.window

    def acknowledge(self, seq: int, *, now: float) -> None:
        """Take a frame out of flight."""
        self.window.acknowledge(seq, now=now)
        self._scheduler.acknowledged(self._slot)

    def handle(self, command: Command, *, now: float) -> None:
        """Carry out a command and answer it."""
        try:
            events = self._session.handle(command, now=now)
        except Exception:
            log.exception("A %s command failed", command.type)
            id_ = None if isinstance(command, FrameAck) else command.id
            events = [Error(id=id_, code="internal", message=sentence("error.mistake"))]
        self._send(events)
        self._scheduler.touch(self._slot)

    def leave(self, *, now: float) -> None:
        """Leave the session, which stays for as long as it survives."""
        self._scheduler.release(self._slot)
        if self._rooms.detach(self._secret, viewer=self._page, now=now):
            self._room.tell = None
            self._session.leave(now=now)
            self._room.hear(self._session.waiting(now=now))
            for slot in self._room.slots():
                self._scheduler.acknowledged(slot)
            asyncio.get_running_loop().call_later(
                self._rooms.survival_seconds + 0.1, self._forget
            )

    def _forget(self) -> None:
        """Drop the sessions that no client has come back to in time."""
        self._rooms.expire(now=self._scheduler.now())

    def _send(self, events: Iterable[Event]) -> None:
        said = list(events)
        self._page.send(said)
        self._room.hear(said)


class ObserverRole(Role):
    """The place of a page that looks on."""

    def __init__(
        self, hello: Hello, page: Page, scheduler: Scheduler, room: Room, *, now: float
    ) -> None:
        assert hello.session is not None
        self._page, self._scheduler, self._room = page, scheduler, room
        self._onlooker = Observer(send=page.send, show=page.show, close=page.close)
        room.enter(self._onlooker)
        page.send(
            room.session.welcome(
                hello, hello.session, look_key=None, resumed=False, now=now
            )
        )
        if room.tell is None:
            page.send(room.session.waiting(now=now))

    @property
    def window(self) -> CongestionWindow:
        """The frames that the page has not acknowledged yet."""
        return self._onlooker.window

    def acknowledge(self, seq: int, *, now: float) -> None:
        """Take a frame out of flight."""
        group = self._room.group_of(self._onlooker)
        if group is not None:
            group.acknowledge(self._onlooker, seq, now=now)
            self._scheduler.acknowledged(group.slot)

    def handle(self, command: Command, *, now: float) -> None:
        """Carry out a command and answer it."""
        if isinstance(command, FrameAck):
            return
        if isinstance(command, Inspect | CheckGradient):
            self._page.send(self._room.session.handle(command, now=now))
            return
        if not isinstance(command, Watch):
            error = ProtocolError("read_only", sentence("error.read_only"))
            self._page.send([Error.answering(error, command.id)])
            return
        try:
            group = self._room.look(self._onlooker, command, self._scheduler, now=now)
        except ProtocolError as error:
            self._page.send([Error.answering(error, command.id)])
            return
        applied = command.model_dump(exclude={"type", "id"})
        changed = self._room.session.changed(sentences.watching(command), applied)
        ack = Ack(id=command.id, **changed.model_dump(exclude={"type"}))
        self._page.send([ack, group.layout])
        group.catch_up(self._onlooker, now=now)
        self._scheduler.acknowledged(group.slot)

    def leave(self, *, now: float) -> None:  # noqa: ARG002
        """Leave the room."""
        self._room.leave(self._onlooker, self._scheduler)

"""Places at a session: the helm, for the page that steers, and windows beside it.

A page gets its place by saying hello. With a session's secret it takes the helm, which
there is one of; with the session's look key it gets a window, of which there may be
many, and can change nothing.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from app import words
from app.config import Settings
from app.events import Ack, ClosingReason, Error, Event
from app.flight import Flight
from app.gallery import Onlooker, Room
from app.language import t
from app.pacer import Pacer, Seat
from app.protocol import (
    CheckGradient,
    Command,
    FrameAck,
    Hello,
    Inspect,
    ProtocolError,
    Watch,
)
from app.session import Session
from app.store import FullError, Registry

__all__ = ["House", "Page", "Place", "Tally"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """How to reach a page: events that must arrive, one frame, a close."""

    send: Callable[[Iterable[Event]], None]
    show: Callable[[bytes], None]
    close: Callable[[int, ClosingReason, str], None]


class Place(Protocol):
    """What a page that has said hello may do."""

    @property
    def flight(self) -> Flight:
        """The frames that the page has not acknowledged yet."""

    def acknowledge(self, seq: int, *, now: float) -> None:
        """Note that a frame in flight has come."""

    def handle(self, command: Command, *, now: float) -> None:
        """Carry out a command and answer it."""

    def leave(self, *, now: float) -> None:
        """Note that the page has gone."""


class Tally:
    """What all connections of a process have done, counted."""

    __slots__ = ("commands", "frame_bytes", "frames", "refusals", "sockets")

    def __init__(self) -> None:
        self.commands = self.refusals = self.sockets = 0
        self.frames = self.frame_bytes = 0


REST = 2.0
"""So many times what a long message took its sender waits; half of the time, at most,
goes into such messages."""


class House:
    """All sessions of a server process."""

    def __init__(self, settings: Settings, pacer: Pacer) -> None:
        self.settings = settings
        self.pacer = pacer
        self.tally = Tally()
        self._rests_until = -math.inf
        self.rooms: Registry[Room] = Registry(
            max_sessions=settings.max_sessions,
            survival_seconds=settings.session_survival_seconds,
            gone=Room.close,
        )

    def admit(self, hello: Hello, page: Page, *, now: float) -> Place:
        """Answer ``hello`` and return the page's place.

        Raises
        ------
        ProtocolError
            If there is no such session, experiment or room for it.
        """
        if hello.session is None:
            return _Helm(hello, page, self, self._new(hello, page, now), now=now)
        room = self.rooms.seen_by(hello.session, now=now)
        if room is not None:
            return _Window(hello, page, self, room, now=now)
        secret = self._taken_over(hello.session, page, now)
        return _Helm(hello, page, self, secret, now=now)

    def rest_after(self, seconds: float) -> float:
        """Return until when the sender of a message that took so long has to wait.

        Those who send such messages wait one after the other: many of them together
        get no more of the server than one.
        """
        now = self.pacer.now()
        self._rests_until = max(now, self._rests_until) + REST * seconds
        return self._rests_until

    def _new(self, hello: Hello, page: Page, now: float) -> str:
        room = Room(Session(hello.experiment, clock=self.pacer.now))
        try:
            return self.rooms.add(room, viewer=page, now=now)
        except FullError:
            limit = self.rooms.max_sessions
            message = t("error.full")
            raise ProtocolError("session_limit", message, limit=limit) from None

    def _taken_over(self, secret: str, page: Page, now: float) -> str:
        found = self.rooms.attach(secret, viewer=page, now=now)
        if found is None:
            raise ProtocolError("session_unknown", t("error.unknown"), field="session")
        room, former = found
        if isinstance(former, Page):
            former.close(4000, "replaced", t("closing.replaced"))
            room.session.leave(now=now)
        return secret

    def forget_later(self) -> None:
        """Let go of sessions that nobody comes back to, when their time is up."""
        delay = self.rooms.survival_seconds + 0.1
        asyncio.get_running_loop().call_later(delay, self._forget)

    def _forget(self) -> None:
        self.rooms.expire(now=self.pacer.now())


class _Helm:
    """The place of the page that steers."""

    def __init__(
        self, hello: Hello, page: Page, house: House, secret: str, *, now: float
    ) -> None:
        self._page, self._house, self._secret = page, house, secret
        self._room = house.rooms[secret]
        self._session = self._room.session
        self._seat = Seat(
            self._session, send=self._send, show=page.show, beside=self._room.seats
        )
        welcome = self._session.welcome(
            hello,
            secret,
            look_key=house.rooms.look_key(secret),
            resumed=hello.session is not None,
            now=now,
        )
        page.send(welcome)
        self._room.hear(welcome)
        self._room.tell = page.send
        self._room.wake = partial(house.pacer.touch, self._seat)
        self._room.count()
        house.pacer.touch(self._seat)

    @property
    def flight(self) -> Flight:
        return self._session.view.flight

    def acknowledge(self, seq: int, *, now: float) -> None:
        self.flight.land(seq, now=now)
        self._house.pacer.acknowledged(self._seat)

    def handle(self, command: Command, *, now: float) -> None:
        try:
            events = self._session.handle(command, now=now)
        except Exception:
            log.exception("A %s command failed", command.type)
            id_ = None if isinstance(command, FrameAck) else command.id
            events = [Error(id=id_, code="internal", message=t("error.mistake"))]
        self._send(events)
        self._house.pacer.touch(self._seat)

    def leave(self, *, now: float) -> None:
        """Leave the session, which stays for as long as it survives."""
        self._house.pacer.release(self._seat)
        if self._house.rooms.detach(self._secret, viewer=self._page, now=now):
            self._room.tell = None
            self._session.leave(now=now)
            self._room.hear(self._session.waiting(now=now))
            for seat in self._room.seats():
                self._house.pacer.acknowledged(seat)
            self._house.forget_later()

    def _send(self, events: Iterable[Event]) -> None:
        said = list(events)
        self._page.send(said)
        self._room.hear(said)


class _Window:
    """The place of a page that looks on."""

    def __init__(
        self, hello: Hello, page: Page, house: House, room: Room, *, now: float
    ) -> None:
        assert hello.session is not None
        self._page, self._pacer, self._room = page, house.pacer, room
        self._onlooker = Onlooker(send=page.send, show=page.show, close=page.close)
        room.enter(self._onlooker)
        page.send(
            room.session.welcome(
                hello, hello.session, look_key=None, resumed=False, now=now
            )
        )
        if room.tell is None:
            page.send(room.session.waiting(now=now))

    @property
    def flight(self) -> Flight:
        return self._onlooker.flight

    def acknowledge(self, seq: int, *, now: float) -> None:
        gallery = self._room.gallery_of(self._onlooker)
        if gallery is not None:
            gallery.acknowledge(self._onlooker, seq, now=now)
            self._pacer.acknowledged(gallery.seat)

    def handle(self, command: Command, *, now: float) -> None:
        if isinstance(command, FrameAck):
            return
        if isinstance(command, Inspect | CheckGradient):
            self._page.send(self._room.session.handle(command, now=now))
            return
        if not isinstance(command, Watch):
            error = ProtocolError("read_only", t("error.read_only"))
            self._page.send([Error.answering(error, command.id)])
            return
        try:
            gallery = self._room.look(self._onlooker, command, self._pacer, now=now)
        except ProtocolError as error:
            self._page.send([Error.answering(error, command.id)])
            return
        applied = command.model_dump(exclude={"type", "id"})
        changed = self._room.session.changed(words.watching(command), applied)
        ack = Ack(id=command.id, **changed.model_dump(exclude={"type"}))
        self._page.send([ack, gallery.layout])
        gallery.catch_up(self._onlooker, now=now)
        self._pacer.acknowledged(gallery.seat)

    def leave(self, *, now: float) -> None:  # noqa: ARG002
        self._room.leave(self._onlooker, self._pacer)

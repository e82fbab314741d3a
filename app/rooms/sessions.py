"""All sessions of a server process."""

import math

from app.config import Settings
from app.protocol.commands import Hello
from app.protocol.errors import ProtocolError
from app.protocol.sentence import sentence
from app.rooms.registry import FullError, Registry
from app.rooms.roles import Controller, ObserverRole, Page, Role
from app.rooms.room import Room
from app.scheduling.scheduler import Scheduler
from app.session.session import Session

__all__ = [
    "REST",
    "House",
    "Tally",
]


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

    def __init__(self, settings: Settings, scheduler: Scheduler) -> None:
        self.settings = settings
        self.scheduler = scheduler
        self.tally = Tally()
        self._rests_until = -math.inf
        self.rooms: Registry[Room] = Registry(
            max_sessions=settings.max_sessions,
            survival_seconds=settings.session_survival_seconds,
            gone=Room.close,
        )

    def admit(self, hello: Hello, page: Page, *, now: float) -> Role:
        """Answer ``hello`` and return the page's place.

        Raises
        ------
        ProtocolError
            If there is no such session, experiment or room for it.
        """
        if hello.session is None:
            return self._controller(hello, page, self._new(hello, page, now), now)
        room = self.rooms.seen_by(hello.session, now=now)
        if room is not None:
            return ObserverRole(hello, page, self.scheduler, room, now=now)
        secret = self._taken_over(hello.session, page, now)
        return self._controller(hello, page, secret, now)

    def rest_after(self, seconds: float) -> float:
        """Return until when the sender of a message that took so long has to wait.

        Those who send such messages wait one after the other: many of them together
        get no more of the server than one.
        """
        now = self.scheduler.now()
        self._rests_until = max(now, self._rests_until) + REST * seconds
        return self._rests_until

    def _new(self, hello: Hello, page: Page, now: float) -> str:
        room = Room(Session(hello.experiment, clock=self.scheduler.now))
        try:
            return self.rooms.add(room, viewer=page, now=now)
        except FullError:
            limit = self.rooms.max_sessions
            message = sentence("error.full")
            raise ProtocolError("session_limit", message, limit=limit) from None

    def _taken_over(self, secret: str, page: Page, now: float) -> str:
        found = self.rooms.attach(secret, viewer=page, now=now)
        if found is None:
            raise ProtocolError(
                "session_unknown", sentence("error.unknown"), field="session"
            )
        room, former = found
        if isinstance(former, Page):
            former.close(4000, "replaced", sentence("closing.replaced"))
            room.session.leave(now=now)
        return secret

    def _controller(
        self, hello: Hello, page: Page, secret: str, now: float
    ) -> Controller:
        return Controller(hello, page, self.rooms, self.scheduler, secret, now=now)

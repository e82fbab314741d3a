"""Pacer: shares one thread among the sessions that somebody watches.

Training goes in turns of about two milliseconds, round-robin. A frame that is due is
made right after its session's turn, while the memory that both need is in the cache;
what becomes due in between is made before the next turns. Frames are then written in
one go: to wake readers one by one costs twice as much. After a little of both the event
loop gets a look, so a command waits for a few milliseconds at most. When there is too
much to do, frames come late, and a late frame is one frame less: training and commands
go on. When nobody trains, nothing here runs at all.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Protocol

from app.events import Event
from app.line import Line

__all__ = ["Pacer", "Seat"]

ROUND_SECONDS = 0.016
"""A round of all training sessions should not take longer, so turns get shorter."""
MIN_SLICE_SECONDS = 0.00025
SHOW_SLICES = 3.0
"""Between two turns frames may take so many slices."""

log = logging.getLogger(__name__)


class Performance(Protocol):
    """What a seat holds: a session, or a gallery of those who look on at one."""

    def runs_at(self) -> float | None:
        """Return when there is training to do; None if there is none."""

    def run(self, budget_seconds: float, *, now: float) -> None:
        """Train for one turn."""

    def fail(self, *, now: float) -> None:
        """Pause after an error in the server itself."""

    def shows_at(self) -> float | None:
        """Return when the next frame or event may go out; None if none may."""

    def events(self, *, now: float) -> list[Event]:
        """Return the events that have come up since last time."""

    def frame(self, *, now: float) -> bytes | None:
        """Return a frame if one is due, and put it in flight."""


class Seat:
    """A session that is watched, and where its messages go.

    Parameters
    ----------
    session : Performance
    send : callable
        Takes events that must arrive.
    show : callable
        Takes one frame.
    beside : callable
        Returns the seats that see what this one's session does.
    """

    def __init__(
        self,
        session: Performance,
        *,
        send: Callable[[Iterable[Event]], None],
        show: Callable[[bytes], None],
        beside: Callable[[], Iterable["Seat"]] = tuple,
    ) -> None:
        self.session = session
        self.beside = beside
        self.send = send
        self.show = show
        self.is_taken = True


class Pacer:
    """Owns the clock of all sessions. Must be made and used on one event loop."""

    def __init__(self, *, slice_seconds: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._slice_seconds = slice_seconds
        self._awake = asyncio.Event()
        self._to_run: Line[Seat] = Line(self._loop, wake=self._awake.set)
        self._to_show: Line[Seat] = Line(self._loop, wake=self._awake.set)
        self._frames: list[tuple[Seat, bytes]] = []
        self._task: asyncio.Task[None] | None = None

    def now(self) -> float:
        """Return the time in seconds."""
        return self._loop.time()

    def start(self) -> None:
        """Begin to serve."""
        self._task = asyncio.create_task(self._serve(), name="pacer")

    async def stop(self) -> None:
        """End for good."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def touch(self, seat: Seat) -> None:
        """Show at once what a command has changed, and see what it has made due."""
        if seat.is_taken:
            self._look(seat)
            self._send()
            self._plan_run(seat)
            self._plan_beside(seat)

    def acknowledged(self, seat: Seat) -> None:
        """See whether the next frame is due already."""
        self._plan_show(seat)

    def release(self, seat: Seat) -> None:
        """Forget a seat; its session does nothing until it has another one."""
        seat.is_taken = False
        self._to_run.drop(seat)
        self._to_show.drop(seat)

    async def _serve(self) -> None:
        now = self._loop.time
        while True:
            self._awake.clear()
            until = now() + SHOW_SLICES * self._slice_seconds
            while self._to_show.n_ready and now() < until:
                if seat := self._to_show.take():
                    self._guarded(seat, self._look, seat)
            self._send()
            until = now() + self._slice_seconds
            while self._to_run.n_ready and now() < until:
                if seat := self._to_run.take():
                    self._guarded(seat, self._turn, seat)
            self._send()
            if self._to_run.n_ready or self._to_show.n_ready:
                # The loop learns what has come in at the first of these, and the
                # second lets it be taken before the next turn.
                await asyncio.sleep(0)
                await asyncio.sleep(0)
            else:
                await self._awake.wait()

    def _guarded(self, seat: Seat, do: Callable[[Any], None], what: object) -> None:
        """Do something for one seat; a fault pauses its session, and the others go on.

        What failed is not tried again until the page gives cause for it.
        """
        try:
            do(what)
        except Exception:
            log.exception("A session failed and was paused")
            try:
                seat.session.fail(now=self._loop.time())
                seat.send(seat.session.events(now=self._loop.time()))
                self._plan_beside(seat)
            except Exception:
                log.exception("It could not be told, and is left alone")
                self.release(seat)

    # ---- training ------------------------------------------------------------------

    def _turn(self, seat: Seat) -> None:
        share = ROUND_SECONDS / (self._to_run.n_ready + 1)
        budget = max(MIN_SLICE_SECONDS, min(self._slice_seconds, share))
        seat.session.run(budget, now=self._loop.time())
        shows_at = seat.session.shows_at()
        if shows_at is not None and shows_at <= self._loop.time():
            self._to_show.drop(seat)
            self._look(seat)
        else:
            self._to_show.plan(seat, shows_at)
        self._plan_run(seat)
        self._plan_beside(seat)

    def _plan_run(self, seat: Seat) -> None:
        if seat.is_taken:
            self._to_run.plan(seat, seat.session.runs_at())

    # ---- showing -------------------------------------------------------------------

    def _look(self, seat: Seat) -> None:
        """Send events that are due, make a frame if one is, and plan the next."""
        session, now = seat.session, self._loop.time()
        if events := session.events(now=now):
            seat.send(events)
            self._plan_beside(seat)
        if frame := session.frame(now=now):
            self._frames.append((seat, frame))
        self._plan_show(seat)

    def _send(self) -> None:
        """Send the frames that were made."""
        frames, self._frames = self._frames, []
        for seat, frame in frames:
            self._guarded(seat, seat.show, frame)

    def _plan_show(self, seat: Seat) -> None:
        if seat.is_taken:
            self._to_show.plan(seat, seat.session.shows_at())

    def _plan_beside(self, seat: Seat) -> None:
        for other in seat.beside():
            self._plan_show(other)

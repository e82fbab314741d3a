"""Scheduler: shares one thread among the sessions that somebody watches.

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

from app.protocol.events import Event
from app.scheduling.timers import TimerQueue

__all__ = ["Scheduler", "Slot"]

ROUND_SECONDS = 0.016
"""A round of all training sessions should not take longer, so turns get shorter."""
MIN_SLICE_SECONDS = 0.00025
SHOW_SLICES = 3.0
"""Between two turns frames may take so many slices."""

log = logging.getLogger(__name__)


class Schedulable(Protocol):
    """What a slot holds: a session, or a group of those who look on at one."""

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


class Slot:
    """A session that is watched, and where its messages go.

    Parameters
    ----------
    session : Schedulable
    send : callable
        Takes events that must arrive.
    show : callable
        Takes one frame.
    beside : callable
        Returns the slots that see what this one's session does.
    """

    def __init__(
        self,
        session: Schedulable,
        *,
        send: Callable[[Iterable[Event]], None],
        show: Callable[[bytes], None],
        beside: Callable[[], Iterable["Slot"]] = tuple,
    ) -> None:
        self.session = session
        self.beside = beside
        self.send = send
        self.show = show
        self.is_taken = True


class Scheduler:
    """Owns the clock of all sessions. Must be made and used on one event loop."""

    def __init__(self, *, slice_seconds: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._slice_seconds = slice_seconds
        self._awake = asyncio.Event()
        self._to_run: TimerQueue[Slot] = TimerQueue(self._loop, wake=self._awake.set)
        self._to_show: TimerQueue[Slot] = TimerQueue(self._loop, wake=self._awake.set)
        self._frames: list[tuple[Slot, bytes]] = []
        self._task: asyncio.Task[None] | None = None

    def now(self) -> float:
        """Return the time in seconds."""
        return self._loop.time()

    def start(self) -> None:
        """Begin to serve."""
        self._task = asyncio.create_task(self._serve(), name="scheduler")

    async def stop(self) -> None:
        """End for good."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def touch(self, slot: Slot) -> None:
        """Show at once what a command has changed, and see what it has made due."""
        if slot.is_taken:
            self._look(slot)
            self._send()
            self._plan_run(slot)
            self._plan_beside(slot)

    def acknowledged(self, slot: Slot) -> None:
        """See whether the next frame is due already."""
        self._plan_show(slot)

    def release(self, slot: Slot) -> None:
        """Forget a slot; its session does nothing until it has another one."""
        slot.is_taken = False
        self._to_run.drop(slot)
        self._to_show.drop(slot)

    async def _serve(self) -> None:
        now = self._loop.time
        while True:
            self._awake.clear()
            until = now() + SHOW_SLICES * self._slice_seconds
            while self._to_show.n_ready and now() < until:
                if slot := self._to_show.take():
                    self._guarded(slot, self._look, slot)
            self._send()
            until = now() + self._slice_seconds
            while self._to_run.n_ready and now() < until:
                if slot := self._to_run.take():
                    self._guarded(slot, self._turn, slot)
            self._send()
            if self._to_run.n_ready or self._to_show.n_ready:
                # The loop learns what has come in at the first of these, and the
                # second lets it be taken before the next turn.
                await asyncio.sleep(0)
                await asyncio.sleep(0)
            else:
                await self._awake.wait()

    def _guarded(self, slot: Slot, do: Callable[[Any], None], what: object) -> None:
        """Do something for one slot; a fault pauses its session, and the others go on.

        What failed is not tried again until the page gives cause for it.
        """
        try:
            do(what)
        except Exception:
            log.exception("A session failed and was paused")
            try:
                slot.session.fail(now=self._loop.time())
                slot.send(slot.session.events(now=self._loop.time()))
                self._plan_beside(slot)
            except Exception:
                log.exception("It could not be told, and is left alone")
                self.release(slot)

    # ---- training ------------------------------------------------------------------

    def _turn(self, slot: Slot) -> None:
        share = ROUND_SECONDS / (self._to_run.n_ready + 1)
        budget = max(MIN_SLICE_SECONDS, min(self._slice_seconds, share))
        slot.session.run(budget, now=self._loop.time())
        shows_at = slot.session.shows_at()
        if shows_at is not None and shows_at <= self._loop.time():
            self._to_show.drop(slot)
            self._look(slot)
        else:
            self._to_show.plan(slot, shows_at)
        self._plan_run(slot)
        self._plan_beside(slot)

    def _plan_run(self, slot: Slot) -> None:
        if slot.is_taken:
            self._to_run.plan(slot, slot.session.runs_at())

    # ---- showing -------------------------------------------------------------------

    def _look(self, slot: Slot) -> None:
        """Send events that are due, make a frame if one is, and plan the next."""
        session, now = slot.session, self._loop.time()
        if events := session.events(now=now):
            slot.send(events)
            self._plan_beside(slot)
        if frame := session.frame(now=now):
            self._frames.append((slot, frame))
        self._plan_show(slot)

    def _send(self) -> None:
        """Send the frames that were made."""
        frames, self._frames = self._frames, []
        for slot, frame in frames:
            self._guarded(slot, slot.show, frame)

    def _plan_show(self, slot: Slot) -> None:
        if slot.is_taken:
            self._to_show.plan(slot, slot.session.shows_at())

    def _plan_beside(self, slot: Slot) -> None:
        for other in slot.beside():
            self._plan_show(other)

"""Scheduler: shares one thread among all sessions that have a client.

Training runs in turns of about two milliseconds, round-robin. A frame that is due is
packed right after its session's turn, while the memory that both need is in the cache;
frames that become due in between are packed before the next turns. Frames are then
written together, because waking readers one by one costs twice as much. After each such
round the event loop handles its input, so a cheap command waits for a few milliseconds
at most. Costly ones take turns of their own; see `WorkQueue`.

Each slot pays for its frames: the more one took, and the more others send, the later
comes its next one. Under overload frames are late, and a late frame replaces the ones
that it missed. A session that trains at a given speed then makes its steps in fewer
turns, each right before a frame, and if time is short it makes fewer steps: training
gives way before frames become rarer than `ENOUGH_SECONDS`. Commands go on as ever.
While no session trains, the scheduler sleeps.
"""

import asyncio
import logging
import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from app.scheduling.slot import Slot
from app.scheduling.timers import TimerQueue
from app.scheduling.work_queue import Work, WorkQueue

__all__ = ["Scheduler"]

ROUND_SECONDS = 0.016
"""Longest round of all training sessions: with many of them, turns get shorter."""
MIN_SLICE_SECONDS = 0.00025
FRAME_SLICES = 3.0
"""Time for frames between two rounds of training, in slices."""
FRAME_SHARE = 0.75
"""The share of all time that frames may take, divided equally among those that send."""
LARGEST_FRAME_SHARE = 0.95
"""The share while frames are rarer than enough."""
ENOUGH_SECONDS = 1 / 24
"""Between two frames of a slot, for which training gives way."""
LONGEST_WAIT = 0.15
"""How long training waits for the next frame. No step is lost by it; see `Pace`."""
NEWEST = 0.25
"""The weight of the newest frame in what a frame of a slot costs on average."""
MOST_NEWEST = 3.0
"""What the newest frame counts as at most, in averages of those before it."""

log = logging.getLogger(__name__)


class Scheduler:
    """Owns the clock of all sessions.

    Parameters
    ----------
    loop : AbstractEventLoop
        Everything runs on it, and time is measured by its clock.
    slice_seconds : float
        Length of one turn of training.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, *, slice_seconds: float
    ) -> None:
        self._loop = loop
        self._slice_seconds = slice_seconds
        self._awake = asyncio.Event()
        self._training: TimerQueue[Slot] = TimerQueue(self._loop, wake=self._awake.set)
        self._sending: TimerQueue[Slot] = TimerQueue(self._loop, wake=self._awake.set)
        self._work = WorkQueue(self._loop, wake=self._awake.set)
        self._frames: list[tuple[Slot, bytes]] = []
        self._task: asyncio.Task[None] | None = None

    def now(self) -> float:
        """Return the time in seconds."""
        return self._loop.time()

    def call_later(self, seconds: float, callback: Callable[[], object]) -> None:
        """Call a function once, after a delay."""
        self._loop.call_later(seconds, callback)

    @property
    def n_planned(self) -> int:
        """How many slots wait for training or for sending."""
        return len(self._training) + len(self._sending)

    def start(self) -> None:
        """Start the task that trains and sends."""
        self._task = self._loop.create_task(self._serve(), name="scheduler")

    async def stop(self) -> None:
        """Cancel the task, if it was started, and wait for its end."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def flush(self, slot: Slot) -> None:
        """Send at once what a command has changed, and plan the slot's next turn."""
        if slot.is_active:
            self._pack(slot)
            self._send_frames()
            self._plan_training(slot)
            self._plan_followers(slot)

    def plan_sending(self, slot: Slot) -> None:
        """Plan when the slot sends next, after a change of what it may send."""
        if slot.is_active:
            self._sending.plan(slot, _shows_at(slot))

    def release(self, slot: Slot) -> None:
        """Remove a slot; its session does nothing until it gets another one."""
        slot.is_active = False
        self._training.drop(slot)
        self._sending.drop(slot)

    def add_work(self, work: Work) -> None:
        """Do a piece of costly work when it is its turn."""
        self._work.add(work)

    def drop_work(self, work: Work) -> None:
        """Remove a piece of work whose client is gone."""
        self._work.drop(work)

    def run_round(self) -> None:
        """Run what is due: first frames, then training, then costly work."""
        frames_seconds = FRAME_SLICES * self._slice_seconds
        self._take_turns(self._sending, self._pack, frames_seconds)
        self._send_frames()
        self._take_turns(self._training, self._train, self._slice_seconds)
        self._send_frames()
        self._work.run(self._slice_seconds, is_shared=len(self._training) > 0)

    async def _serve(self) -> None:
        while True:
            self._awake.clear()
            self.run_round()
            if self._training.n_ready or self._sending.n_ready or self._work.is_ready:
                # The loop reads its sockets at the first of these, and the tasks that
                # they wake run before the second one returns.
                await asyncio.sleep(0)
                await asyncio.sleep(0)
            else:
                await self._awake.wait()

    def _take_turns(
        self, queue: TimerQueue[Slot], turn: Callable[[Slot], None], seconds: float
    ) -> None:
        """Give turns to the slots that are ready, until the time is used up."""
        until = self._loop.time() + seconds
        while queue.n_ready and self._loop.time() < until:
            if slot := queue.take():
                self._guarded(slot, turn, slot)

    def _guarded(self, slot: Slot, call: Callable[[Any], None], argument: Any) -> None:
        """Call a function for one slot; an error pauses the session of that slot only.

        A paused session does not retry until its client sends a command.
        """
        try:
            call(argument)
        except Exception as error:
            if isinstance(error, MemoryError):
                log.warning("A session was paused: there was no memory for it")
            else:
                log.exception("A session failed and was paused")
            try:
                now = self._loop.time()
                slot.session.fail(error, now=now)
                slot.recipient.send(slot.session.events(now=now))
                self._plan_followers(slot)
            except Exception:
                log.exception("The failure could not be reported; slot released")
                self.release(slot)

    # ---- training --------------------------------------------------------------------

    def _train(self, slot: Slot) -> None:
        """Train for one turn, and send what is due after it."""
        share = ROUND_SECONDS / (self._training.n_ready + 1)
        beside_frames = ENOUGH_SECONDS / (len(self._sending) + 1) - slot.frame_seconds
        budget = min(self._slice_seconds, share, beside_frames)
        slot.session.run(max(MIN_SLICE_SECONDS, budget), now=self._loop.time())
        if self._loop.time() >= slot.frames_paid_at:
            self._pack(slot)
        else:
            self.plan_sending(slot)
        self._plan_training(slot)
        self._plan_followers(slot)

    def _plan_training(self, slot: Slot) -> None:
        """Plan the next turn: right before the next frame, if that is late."""
        if not slot.is_active:
            return
        runs_at = slot.session.runs_at()
        if runs_at is not None and runs_at > -math.inf:
            runs_at = max(runs_at, min(slot.frames_paid_at, runs_at + LONGEST_WAIT))
        self._training.plan(slot, runs_at)

    # ---- sending ---------------------------------------------------------------------

    def _pack(self, slot: Slot) -> None:
        """Send events that are due, pack a frame if one is, and plan the next."""
        session, now = slot.session, self._loop.time()
        if events := session.events(now=now):
            slot.recipient.send(events)
            self._plan_followers(slot)
        if now >= slot.frames_paid_at:
            n_viewers = len(self._sending) + (slot not in self._sending)
            if frame := session.frame(now=now, n_viewers=n_viewers):
                self._frames.append((slot, frame))
                self._charge(slot, n_viewers, began=now)
        self.plan_sending(slot)

    def _charge(self, slot: Slot, n_viewers: int, *, began: float) -> None:
        """Put off a slot's next frame until the last ones are within its share.

        The system may have interrupted any one of them, for as long as many take: so
        their average counts, and the newest one for a few times that at most.
        """
        newest, average = self._loop.time() - began, slot.frame_seconds
        if average:
            average += NEWEST * (min(newest, MOST_NEWEST * average) - average)
        else:
            average = newest
        slot.frame_seconds = average
        all_seconds = average * n_viewers
        if (wait := all_seconds / FRAME_SHARE) > ENOUGH_SECONDS:
            wait = max(ENOUGH_SECONDS, all_seconds / LARGEST_FRAME_SHARE)
        slot.frames_paid_at = began + wait

    def _send_frames(self) -> None:
        """Send the frames that were packed."""
        frames, self._frames = self._frames, []
        for slot, frame in frames:
            self._guarded(slot, slot.recipient.send_frame, frame)

    def _plan_followers(self, slot: Slot) -> None:
        for follower in slot.followers():
            self.plan_sending(follower)


def _shows_at(slot: Slot) -> float | None:
    """Return when a slot sends next; None if there is nothing to send."""
    shows_at = slot.session.shows_at()
    return None if shows_at is None else max(shows_at, slot.frames_paid_at)

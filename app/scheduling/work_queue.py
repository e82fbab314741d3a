"""WorkQueue: costly work of all clients, done one piece after the other.

A piece of work is a message that may take long to answer. While anybody trains, work
gets at most half of the time, so a hundred pieces that come together delay no frame and
no cheap message by more than one of them takes. Their order is fair by what they cost:
a client that asks for much waits longer than one that asks for little.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from weakref import WeakKeyDictionary

__all__ = ["Work", "WorkQueue"]

LAST_SECONDS = 1.0
"""How much work of others goes before a piece that is last, if they ask in time."""
UNKNOWN_SECONDS = 0.01
"""Estimate for a kind of work that has not been done yet."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """One piece of work.

    Attributes
    ----------
    sender : object
        Pieces of one sender share what it gets.
    kind : str
        Pieces of one kind cost about the same.
    call : callable
        Does the work.
    is_last : bool
        Whether others go first, as they do before observers.
    """

    sender: object
    kind: str
    call: Callable[[], object]
    is_last: bool = False


class WorkQueue:
    """A fair queue of work, in the order in which a shared server would finish it.

    Each sender has a clock of its own, which goes on by what its work costs. Work is
    done in the order of the moments at which it would end by these clocks.

    Parameters
    ----------
    loop : AbstractEventLoop
        Time is measured by its clock.
    wake : callable
        Called when work may be done.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, *, wake: Callable[[], object]
    ) -> None:
        self._loop = loop
        self._wake = wake
        self._waiting: dict[Work, tuple[float, float]] = {}
        self._order: list[tuple[float, int, Work]] = []
        self._n_added = 0
        self._moment = 0.0
        self._ends: WeakKeyDictionary[object, float] = WeakKeyDictionary()
        self._seconds: dict[str, float] = {}
        self._rests_until = float("-inf")

    def __len__(self) -> int:
        """Count the pieces that wait."""
        return len(self._waiting)

    @property
    def is_ready(self) -> bool:
        """Whether there is work that may be done now."""
        return bool(self._waiting) and self._loop.time() >= self._rests_until

    def add(self, work: Work) -> None:
        """Add a piece of work."""
        starts = max(self._moment, self._ends.get(work.sender, self._moment))
        cost = self._seconds.get(work.kind, UNKNOWN_SECONDS)
        ends = self._ends[work.sender] = starts + cost
        self._waiting[work] = (starts, cost)
        self._n_added += 1
        rank = ends + LAST_SECONDS * work.is_last
        heappush(self._order, (rank, self._n_added, work))
        self._plan()

    def drop(self, work: Work) -> None:
        """Remove a piece of work whose client is gone."""
        self._waiting.pop(work, None)

    def run(self, seconds: float, *, is_shared: bool) -> None:
        """Do one piece of work, and more until the time is used up.

        Parameters
        ----------
        seconds : float
        is_shared : bool
            Whether others need the time: then as much of it passes without work.
        """
        if not self.is_ready:
            return
        began = ended = self._loop.time()
        while self._order and ended < began + seconds:
            work = heappop(self._order)[2]
            if work in self._waiting:
                self._do(work, began=ended)
                ended = self._loop.time()
        self._rests_until = 2 * ended - began if is_shared else ended
        if self._waiting:
            self._plan()

    def _do(self, work: Work, *, began: float) -> None:
        """Do a piece of work, and learn what it costs."""
        starts, cost = self._waiting.pop(work)
        self._moment = max(self._moment, starts)
        try:
            work.call()
        except Exception:
            log.exception("Work failed: %s", work.kind)
        spent = self._loop.time() - began
        self._ends[work.sender] += spent - cost
        expected = self._seconds.get(work.kind, spent)
        self._seconds[work.kind] = (expected + spent) / 2

    def _plan(self) -> None:
        """Wake the scheduler as soon as work may be done."""
        if self.is_ready:
            self._wake()
        else:
            self._loop.call_at(self._rests_until, self._wake)

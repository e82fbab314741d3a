"""TimerQueue: entries that wait for a moment, and from then on for their turn.

Sessions of the same rate are due at the same moment, so moments share one timer each;
a plan that is given up is not taken out of its timer, only passed over.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["TimerQueue"]

T = TypeVar("T")
READY = float("-inf")


class TimerQueue(Generic[T]):
    """Waits for many things on one event loop; hands them out in order.

    Parameters
    ----------
    loop : AbstractEventLoop
        Its clock is what moments are measured by.
    wake : callable
        Called when somebody's moment has come.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, *, wake: Callable[[], object]
    ) -> None:
        self._loop = loop
        self._wake = wake
        self._plans: dict[T, float] = {}
        self._due: dict[float, dict[T, None]] = {}
        self._ready: deque[T] = deque()

    def __len__(self) -> int:
        """Count those who wait, for their moment or their turn."""
        return len(self._plans)

    @property
    def n_ready(self) -> int:
        """How many wait for their turn."""
        return len(self._ready)

    def plan(self, item: T, moment: float | None) -> None:
        """Let something wait for a moment, None for none, instead of its last one.

        Who waits for a turn already goes on to do so.
        """
        planned = self._plans.get(item)
        if planned == READY or planned == moment:
            return
        if moment is None:
            del self._plans[item]
        elif moment <= self._loop.time():
            self._queue(item)
        else:
            self._plans[item] = moment
            if moment not in self._due:
                self._due[moment] = {}
                self._loop.call_at(moment, self._ring, moment)
            self._due[moment][item] = None

    def take(self) -> T | None:
        """Return whose turn it is; None if that one has dropped out."""
        item = self._ready.popleft()
        if self._plans.get(item) != READY:
            return None
        del self._plans[item]
        return item

    def drop(self, item: T) -> None:
        """Let something wait no longer, not even for its turn."""
        self._plans.pop(item, None)

    def _ring(self, moment: float) -> None:
        for item in self._due.pop(moment):
            if self._plans.get(item) == moment:
                self._queue(item)

    def _queue(self, item: T) -> None:
        self._plans[item] = READY
        self._ready.append(item)
        self._wake()

"""TimerQueue: items that become ready at a given moment, taken in order.

One timer of the event loop is set, for the earliest moment. A plan that is replaced or
dropped stays in the heap of moments and is skipped when its moment has come.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Generic, TypeVar

__all__ = ["TimerQueue"]

T = TypeVar("T")
READY = float("-inf")


class TimerQueue(Generic[T]):
    """A queue of ready items, filled by a timer of an event loop.

    Parameters
    ----------
    loop : AbstractEventLoop
        Moments are measured by its clock.
    wake : callable
        Called when an item becomes ready.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, *, wake: Callable[[], object]
    ) -> None:
        self._loop = loop
        self._wake = wake
        self._plans: dict[T, float] = {}
        self._moments: list[tuple[float, int, T]] = []
        self._n_planned = 0
        self._fires_at = math.inf
        self._ready: deque[T] = deque()

    def __len__(self) -> int:
        """Count the items that are planned or ready."""
        return len(self._plans)

    def __contains__(self, item: T) -> bool:
        """Return whether an item is planned or ready."""
        return item in self._plans

    @property
    def n_ready(self) -> int:
        """How many items are ready, dropped ones included."""
        return len(self._ready)

    def plan(self, item: T, moment: float | None) -> None:
        """Make an item ready at a moment, None for never, instead of its former one.

        An item that is ready stays so.
        """
        planned = self._plans.get(item)
        if planned == READY or planned == moment:
            return
        if moment is None:
            del self._plans[item]
        elif moment <= self._loop.time():
            self._make_ready(item)
        else:
            self._plans[item] = moment
            self._n_planned += 1
            heappush(self._moments, (moment, self._n_planned, item))
            if moment < self._fires_at:
                self._set_timer(moment)

    def take(self) -> T | None:
        """Return the next ready item; None if that one was dropped meanwhile."""
        item = self._ready.popleft()
        if self._plans.get(item) != READY:
            return None
        del self._plans[item]
        return item

    def drop(self, item: T) -> None:
        """Remove an item, whether it is planned or ready."""
        self._plans.pop(item, None)

    def _set_timer(self, moment: float) -> None:
        self._fires_at = moment
        self._loop.call_at(moment, self._fire, moment)

    def _fire(self, fired_at: float) -> None:
        """Make ready what is planned up to now, and set the timer for what is next.

        The loop may call a timer a little early.
        """
        moments, plans = self._moments, self._plans
        now = max(fired_at, self._loop.time())
        while moments and moments[0][0] <= now:
            moment, _, item = heappop(moments)
            if plans.get(item) == moment:
                self._make_ready(item)
        while moments and plans.get(moments[0][2]) != moments[0][0]:
            heappop(moments)
        if fired_at == self._fires_at:
            self._fires_at = math.inf
        if moments and moments[0][0] < self._fires_at:
            self._set_timer(moments[0][0])

    def _make_ready(self, item: T) -> None:
        self._plans[item] = READY
        self._ready.append(item)
        self._wake()

"""TimerQueue: items that become ready at a given moment, taken in order.

Sessions of the same rate are due at the same moment, so items of one moment share one
timer. A plan that is replaced or dropped stays in its timer and is skipped there.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["TimerQueue"]

T = TypeVar("T")
READY = float("-inf")


class TimerQueue(Generic[T]):
    """A queue of ready items, filled by timers of one event loop.

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
        self._due: dict[float, dict[T, None]] = {}
        self._ready: deque[T] = deque()

    def __len__(self) -> int:
        """Count the items that are planned or ready."""
        return len(self._plans)

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
            if moment not in self._due:
                self._due[moment] = {}
                self._loop.call_at(moment, self._fire, moment)
            self._due[moment][item] = None

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

    def _fire(self, moment: float) -> None:
        for item in self._due.pop(moment):
            if self._plans.get(item) == moment:
                self._make_ready(item)

    def _make_ready(self, item: T) -> None:
        self._plans[item] = READY
        self._ready.append(item)
        self._wake()

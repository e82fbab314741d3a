"""Event loops whose time tests control: set by hand, or skipped where one waits."""

import asyncio
from collections.abc import Callable
from typing import Any

__all__ = ["ManualLoop", "Timer", "VirtualLoop"]


class Timer:
    """A call that a `ManualLoop` makes when its time has come."""

    def __init__(self, due: float, call: Callable[[], object]) -> None:
        self.due = due
        self.call = call
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


class ManualLoop:
    """The part of an event loop that has to do with time, which is set by hand.

    Parameters
    ----------
    tick_seconds : float
        How much time passes whenever the clock is read.
    """

    def __init__(self, *, tick_seconds: float = 0.0) -> None:
        self.now = 0.0
        self._tick_seconds = tick_seconds
        self._timers: list[Timer] = []

    @property
    def timers(self) -> list[Timer]:
        """Return those that are neither due nor cancelled."""
        return [timer for timer in self._timers if not timer.is_cancelled]

    def time(self) -> float:
        self.now += self._tick_seconds
        return self.now

    def call_at(self, due: float, call: Callable[..., object], *args: Any) -> Timer:
        timer = Timer(due, lambda: call(*args))
        self._timers.append(timer)
        return timer

    def call_later(
        self, seconds: float, call: Callable[..., object], *args: Any
    ) -> Timer:
        return self.call_at(self.now + seconds, call, *args)

    def create_task(self, steps: Any) -> Any:
        return asyncio.get_running_loop().create_task(steps)

    def advance(self, seconds: float) -> None:
        """Advance the clock, and call what is due on the way."""
        self.advance_to(self.now + seconds)

    def advance_to(self, moment: float) -> None:
        """Advance the clock up to a moment, and call what is due on the way."""
        while due := [timer for timer in self.timers if timer.due <= moment]:
            timer = min(due, key=lambda timer: timer.due)
            self._timers.remove(timer)
            self.now = max(self.now, timer.due)
            timer.call()
        self.now = max(self.now, moment)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An asyncio loop that skips the time for which it would wait.

    Reading the clock takes some time too, so that loops with a deadline end.
    """

    tick_seconds = 1e-5

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._select = self._selector.select  # type: ignore[attr-defined]
        self._selector.select = self._skip  # type: ignore[attr-defined]

    def time(self) -> float:
        self._now += self.tick_seconds
        return self._now

    def _skip(self, timeout: float | None = None) -> Any:
        if timeout is None:
            raise RuntimeError("The loop would wait for ever")
        self._now += max(0.0, timeout)
        return self._select(0)

"""WorkGate: at most one piece of costly work of a connection waits at a time."""

import asyncio
from collections.abc import Callable

from app.scheduling.scheduler import Scheduler
from app.scheduling.work_queue import Work

__all__ = ["WorkGate"]


class WorkGate:
    """Defers the costly messages of one connection, which keep their order.

    Parameters
    ----------
    scheduler : Scheduler
        Does the work when it is its turn.
    """

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._work: Work | None = None
        self._is_held = False
        self._has_opened = asyncio.Event()
        self._has_opened.set()

    @property
    def is_open(self) -> bool:
        """Whether no work waits, and the gate is not held."""
        return self._work is None and not self._is_held

    async def opened(self) -> None:
        """Wait until no work waits."""
        await self._has_opened.wait()

    def hold(self) -> None:
        """Queue all later work behind the work that is about to be deferred."""
        self._is_held = True
        self._has_opened.clear()

    def defer(
        self, kind: str, call: Callable[[], object], *, sender: object, is_last: bool
    ) -> None:
        """Put work off until it is its turn; see `Work`."""

        def do() -> None:
            try:
                call()
            finally:
                self._open()

        self._work = Work(sender, kind, do, is_last=is_last)
        self._has_opened.clear()
        self._scheduler.add_work(self._work)

    def drop(self) -> None:
        """Do not do the work that waits: its sender is gone."""
        if self._work is not None:
            self._scheduler.drop_work(self._work)
        self._open()

    def _open(self) -> None:
        self._work, self._is_held = None, False
        self._has_opened.set()

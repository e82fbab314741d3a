"""Storage: the thread that reads and writes saved runs, and its queue of jobs.

The file is opened when it is first needed, and again after an error. Only this thread
waits for the disk: answers come by a callback on the event loop. Saves that come within
a moment are one transaction, which waits for the disk only once.
"""

import logging
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from threading import Condition, Thread
from typing import Any, Generic, TypeAlias, TypeVar

from app.protocol.saved_runs import StorageProblem
from app.storage.database import StorageError, open_database, storage_errors
from app.storage.records import Limits, Save, Saved
from app.storage.runs import Runs

__all__ = ["Failure", "Storage"]

T = TypeVar("T")
REOPENED = frozenset({"corrupt", "failed", "read_only", "full"})
"""Problems after which the file is opened anew: another one may be in its place."""
GATHER_SECONDS = 0.25
"""How long a save waits for others, with which it is written together."""
MAX_TOGETHER = 32
"""Saves that are written together, at most."""
CLOSING_SECONDS = 20.0
"""How long the end of the program waits for what is still to be saved."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """The answer when something could not be done."""

    problem: StorageProblem


CallSoon: TypeAlias = Callable[[Callable[[], None]], object]


@dataclass(frozen=True, slots=True)
class _Job(Generic[T]):
    work: Callable[[Runs], T]
    answer: Callable[[T | Failure], None]
    is_save: bool = False


class Storage:
    """Saved runs, read and written by one thread.

    Parameters
    ----------
    folder : Path
    call_soon : callable
        Calls a function on the event loop; may be called from any thread.
    limits : Limits, optional
    now : callable, optional
        Seconds since 1970.

    Attributes
    ----------
    aside : Path or None
        Where a damaged file was put.
    """

    def __init__(
        self,
        folder: Path,
        *,
        call_soon: CallSoon,
        limits: Limits | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.folder = folder
        self.aside: Path | None = None
        self.now = now
        self._limits = limits or Limits()
        self._call_soon = call_soon
        self._jobs: OrderedDict[Hashable, _Job[Any]] = OrderedDict()
        self._changed = Condition()
        self._is_closing = False
        self._n_asked = 0
        self._connection: sqlite3.Connection | None = None
        self._runs: Runs | None = None
        self._thread: Thread | None = None

    def ask(
        self, work: Callable[[Runs], T], answer: Callable[[T | Failure], None]
    ) -> None:
        """Do something with the saved runs, in its turn; answer on the event loop."""
        with self._changed:
            self._n_asked += 1
            self._add(object(), _Job(work, answer))
            self._changed.notify()

    def save(
        self,
        key: Hashable,
        make: Callable[[], Save],
        answer: Callable[[Saved | Failure], None],
    ) -> None:
        """Save what ``make``, called by the thread, returns.

        One that still waits under the same key is replaced by this one, which is newer,
        and is never answered.
        """

        def work(runs: Runs) -> Saved:
            return runs.save(make(), now=self.now())

        with self._changed:
            was_idle = not self._jobs
            self._add(key, _Job(work, answer, is_save=True))
            if was_idle:
                self._changed.notify()

    def close(self) -> None:
        """Do what still waits, and end the thread."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(CLOSING_SECONDS)

    def _add(self, key: Hashable, job: _Job[Any]) -> None:
        self._jobs[key] = job
        if self._thread is None:
            self._thread = Thread(target=self._run, name="storage", daemon=True)
            self._thread.start()

    # ---- in the thread ---------------------------------------------------------------

    def _run(self) -> None:
        while jobs := self._next():
            for job, outcome in zip(jobs, self._outcomes(jobs), strict=True):
                self._tell(job, outcome)
        self._forget()

    def _next(self) -> list[_Job[Any]]:
        """Wait for the next jobs: several saves, or one other job; none at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._is_closing)
            self._changed.wait_for(
                lambda: self._n_asked or self._is_closing, GATHER_SECONDS
            )
            saves = list(islice(takewhile(_is_save, self._jobs.items()), MAX_TOGETHER))
            for key, _ in saves:
                del self._jobs[key]
            if saves or not self._jobs:
                return [job for _, job in saves]
            self._n_asked -= 1
            return [self._jobs.popitem(last=False)[1]]

    def _outcomes(self, jobs: list[_Job[Any]]) -> list[Any]:
        """Do several saves together; if one of them fails, each on its own."""
        if len(jobs) > 1:
            try:
                with storage_errors(), (runs := self._opened()).together():
                    return [job.work(runs) for job in jobs]
            except Exception as error:
                log.debug("Saved runs: not together", exc_info=error)
        return [self._outcome(job) for job in jobs]

    def _outcome(self, job: _Job[T]) -> T | Failure:
        try:
            with storage_errors():
                return job.work(self._opened())
        except StorageError as error:
            if error.problem in REOPENED:
                log.warning("Saved runs: %s (%s)", error.problem, error.__cause__)
                self._forget()
            return Failure(error.problem)
        except Exception:
            log.exception("Saved runs: a job failed")
            return Failure("failed")

    def _opened(self) -> Runs:
        if self._runs is None:
            self._connection, aside = open_database(self.folder)
            if aside is not None:
                log.warning("The file of saved runs is damaged; it is now %s", aside)
                self.aside = aside
            self._runs = Runs(self._connection, self._limits)
        return self._runs

    def _forget(self) -> None:
        """Close the file; the next job opens it again."""
        connection, self._connection, self._runs = self._connection, None, None
        if connection is not None:
            connection.close()

    def _tell(self, job: _Job[T], outcome: T | Failure) -> None:
        try:
            self._call_soon(lambda: job.answer(outcome))
        except RuntimeError:
            log.debug("The event loop is closed: nobody waits for the answer")


def _is_save(item: tuple[Hashable, _Job[Any]]) -> bool:
    return item[1].is_save

"""Autosave: saves the run of one session, after a change and while it trains."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.protocol.events import Event, Saved, StorageChanged
from app.protocol.saved_runs import StorageProblem
from app.protocol.sentence import sentence
from app.scheduling.scheduler import Scheduler
from app.scheduling.work_queue import Work
from app.session.document import CapturedSession, capture, document_of
from app.session.session import Session
from app.session.summary import summary_of
from app.storage import records
from app.storage.records import Save, hash_of, new_id
from app.storage.storage import Failure, Storage

__all__ = ["Autosave", "Keys"]

CHANGE_SECONDS = 0.5
"""From a command to the save; several commands share one."""
TRAINING_SECONDS = 3.0
"""Between two saves of a run that trains, at least."""
RETRY_SECONDS = 15.0
"""After a save has failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The owner of a session, and the keys by which it is found again.

    Attributes
    ----------
    secret, observer_key : str
        Of the session.
    owner : str or None
        The secret of the browser; with None only the session itself has its run.
    run : str or None
        The saved run that the session goes on with; None is a new one.
    """

    secret: str
    observer_key: str
    owner: str | None
    run: str | None = None


class Autosave:
    """Saves one session: its state is captured at once, and written by a thread.

    A session that has nothing to lose is not saved. While one save is under way no
    other one begins, so that a slow disk makes saves rare and delays nothing else.

    Parameters
    ----------
    session : Session
    storage : Storage
    scheduler : Scheduler
    keys : Keys
    tell : callable
        Sends events to the controller, if there is one.

    Attributes
    ----------
    run : str
        The id of the saved run.
    owner : bytes
        A hash of the owner's secret.
    is_saved : bool
        Whether it has ever been saved.
    """

    def __init__(
        self,
        session: Session,
        storage: Storage,
        scheduler: Scheduler,
        keys: Keys,
        *,
        tell: Callable[[list[Event]], None],
    ) -> None:
        self.run = keys.run or new_id()
        self.owner = hash_of(keys.owner or keys.secret)
        self.is_saved = keys.run is not None
        self._session = session
        self._storage = storage
        self._scheduler = scheduler
        self._keys = keys
        self._tell = tell
        self._is_planned = self._is_writing = self._is_closed = False
        self._known: object = self._session.version if keys.run else None
        self._problem: StorageProblem | None = None
        self._has_told_of_damage = False

    def plan(self, seconds: float = CHANGE_SECONDS) -> None:
        """Save in a moment, unless that is planned already."""
        if not (self._is_planned or self._is_writing or self._is_closed):
            self._is_planned = True
            self._scheduler.call_later(seconds, self._add_work)

    def _add_work(self) -> None:
        self._scheduler.add_work(Work(self._session, "save", self._save_planned))

    def _save_planned(self) -> None:
        self._is_planned = False
        if not self._is_closed and not self.save() and self._session.state.is_training:
            self.plan(TRAINING_SECONDS)

    def close(self) -> None:
        """Save for the last time: the session is about to be removed."""
        if not self._is_closed:
            self.save()
            self._is_closed = True

    def save(self) -> bool:
        """Capture the session and have it written; False if it has not changed."""
        session, version = self._session, self._session.version
        if version == self._known or not (session.is_trained or self.is_saved):
            return False
        self._is_writing = True
        self._storage.save(
            self,
            partial(self._made, capture(session.state), _fields(session)),
            partial(self._answered, version, session.trainer.step_count),
        )
        return True

    def _made(self, captured: CapturedSession, fields: dict[str, object]) -> Save:
        """Return the run to be written. Called by the thread of the storage."""
        return Save(
            id=self.run,
            owner=self.owner,
            session=hash_of(self._keys.secret),
            observer_key=self._keys.observer_key,
            document=document_of(captured),
            **fields,  # type: ignore[arg-type]
        )

    def _answered(
        self, version: object, step: int, outcome: records.Saved | Failure
    ) -> None:
        self._is_writing = False
        if isinstance(outcome, Failure):
            self._failed(outcome.problem)
            self.plan(RETRY_SECONDS)
            return
        self.run, self.is_saved, self._known = outcome.id, True, version
        n = outcome.n_removed
        self._tell([Saved(run=self.run, step=step, n_removed=n)])
        if outcome.is_new:
            message = sentence("storage.anew")
            self._tell([StorageChanged(problem=None, message=message)])
        if n:
            message = sentence("storage.removed", n=n)
            self._tell([StorageChanged(problem=None, message=message)])
        self._succeeded()
        if self._session.state.is_training or self._session.version != version:
            self.plan(TRAINING_SECONDS)

    def _failed(self, problem: StorageProblem) -> None:
        if problem != self._problem:
            self._problem = problem
            self._tell([_problem_event(problem)])

    def _succeeded(self) -> None:
        if self._problem is not None:
            self._problem = None
            message = sentence("storage.again")
            self._tell([StorageChanged(problem=None, message=message)])
        aside = self._storage.aside
        if aside is not None and not self._has_told_of_damage:
            self._has_told_of_damage = True
            message = sentence("storage.aside", file=aside.name)
            self._tell([StorageChanged(problem="corrupt", message=message)])


def _fields(session: Session) -> dict[str, object]:
    pace = session.state.run.pace
    return {
        "step": session.trainer.step_count,
        "summary": summary_of(session.state),
        "playing": {
            "running": session.running,
            "steps_per_second": pace.steps_per_second,
        },
    }


def _problem_event(problem: StorageProblem) -> StorageChanged:
    return StorageChanged(problem=problem, message=sentence(f"storage.{problem}"))

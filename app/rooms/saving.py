"""Saving: which sessions are saved, found again, and listed for their owner."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from app.protocol.commands.commands import Hello, Runs
from app.protocol.errors import ProtocolError
from app.protocol.events import Error, Event, RunsListed
from app.protocol.saved_runs import SavedRun
from app.protocol.sentence import sentence
from app.rooms.autosave import Autosave, Keys
from app.rooms.room import Room
from app.scheduling.scheduler import Scheduler
from app.session.memory_budget import Account
from app.session.restoring import session_of
from app.session.session import Session
from app.storage import runs as table
from app.storage.records import Resumed, RunHead, hash_of
from app.storage.storage import Failure, Storage

__all__ = ["Found", "Saving"]

Found: TypeAlias = Resumed | Failure | Literal["observed"] | None
"""A saved run, or why there is none; ``"observed"`` for the key of an observer."""


class Saving:
    """The storage as rooms use it.

    Parameters
    ----------
    storage : Storage
    scheduler : Scheduler
    """

    def __init__(self, storage: Storage, scheduler: Scheduler) -> None:
        self._storage = storage
        self._scheduler = scheduler

    # ---- one session -----------------------------------------------------------------

    def attach(self, room: Room, keys: Keys) -> None:
        """Save the session of a room from now on."""
        room.autosave = Autosave(
            room.session,
            self._storage,
            self._scheduler,
            keys,
            tell=room.tell,
        )

    def find(self, hello: Hello, answer: Callable[[Found], None]) -> None:
        """Begin to load the saved run that ``hello`` asks for; do not wait for it."""
        session, run = hello.session, hello.run
        owner = hash_of(hello.owner or "")
        if session is not None:
            key = hash_of(session)
            self._storage.ask(lambda runs: _of_key(runs, key, session), answer)
        elif run is not None:
            self._storage.ask(lambda runs: runs.open(owner, run), answer)

    def restored(self, found: Resumed, *, memory: Account) -> Session:
        """Return the session of a saved run, running if it was.

        Raises
        ------
        ProtocolError
            If its document is not valid, or there is no memory for it.
        """
        clock = self._scheduler.now
        session = session_of(found.document, clock=clock, memory=memory)
        pace, speed = session.state.run.pace, found.playing.get("steps_per_second")
        pace.set(speed, now=clock())
        if found.playing.get("running"):
            session.state.run.play(speed, now=clock())
        return session

    # ---- the list --------------------------------------------------------------------

    def carry_out(self, room: Room, command: Runs) -> None:
        """Change a saved run, if that is asked for; answer with the list of all.

        Raises
        ------
        ProtocolError
            If a run should change and none is named.
        """
        autosave = room.autosave
        assert autosave is not None
        work = self._work_of(command, autosave.owner)

        def answer(outcome: list[RunHead] | Failure) -> None:
            if isinstance(outcome, Failure):
                room.tell([Error.answering(refusal(outcome), command.id)])
                return
            current = autosave.run if autosave.is_saved else None
            room.tell([_listed(command.id, outcome, current)])

        self._storage.ask(work, answer)

    def _work_of(
        self, command: Runs, owner: bytes
    ) -> Callable[[table.Runs], list[RunHead]]:
        """Return what the thread does for a command."""
        run, name, now = command.run, command.name, self._storage.now()
        if command.action == "list":
            return lambda runs: runs.of_owner(owner)
        if run is None:
            message = sentence("error.no_run")
            raise ProtocolError("invalid_value", message, field="run")
        changes: dict[str, Callable[[table.Runs], object]] = {
            "rename": lambda runs: runs.rename(owner, run, name),
            "duplicate": lambda runs: runs.duplicate(owner, run, name, now=now),
            "delete": lambda runs: runs.delete(owner, run, now=now),
            "undelete": lambda runs: runs.undelete(owner, run),
        }
        change = changes[command.action]

        def work(runs: table.Runs) -> list[RunHead]:
            change(runs)
            return runs.of_owner(owner)

        return work

    def close(self) -> None:
        """Write what still waits; called in a thread, at the end of the program."""
        self._storage.close()


def refusal(failure: Failure) -> ProtocolError:
    """Return the error for something that the storage could not do."""
    return ProtocolError("storage", sentence(f"storage.{failure.problem}"), field="run")


def _of_key(runs: table.Runs, key: bytes, session: str) -> Found:
    """Return the run of a session, by the hash of its secret or its observer key."""
    found = runs.of_session(key)
    return "observed" if found is None and runs.is_observed(session) else found


def _listed(id_: int, heads: list[RunHead], current: str | None) -> Event:
    runs = tuple(
        SavedRun(
            id=head.id,
            name=head.name,
            created=head.created,
            changed=head.changed,
            step=head.step,
            summary=head.summary,
        )
        for head in heads
    )
    return RunsListed(id=id_, runs=runs, current=current)

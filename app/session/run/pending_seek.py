"""PendingSeek: a ``seek`` or ``load`` command that is carried out in several turns."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TypeAlias

from app.protocol.events import Event, Seeking
from app.session.run.pacing import SliceSize
from app.session.run.plain_records import ByBranch
from app.session.run.record import Record
from app.session.run.records import lanes_of
from engine import Readout
from engine.training.timeline.document.document import Document
from engine.training.timeline.document.loading import Loading
from engine.training.timeline.seek import Seek

__all__ = [
    "QUIET_SECONDS",
    "TOLD_SECONDS",
    "Pending",
    "PendingReading",
    "PendingSeek",
]

QUIET_SECONDS = 0.5
"""A seek that takes no longer sends no progress."""
TOLD_SECONDS = 0.25
"""Between two events of its progress."""


@dataclass(slots=True)
class PendingReading:
    """A document that is read before its present is sought.

    Attributes
    ----------
    id : int
        Of the command.
    steps : generator
        Returns the document.
    finish : callable
        Takes it, and returns what follows.
    """

    id: int
    steps: Generator[None, None, Document]
    finish: Callable[[Document], list[Event]]
    document: Document | None = None

    def proceed(self, budget_seconds: float, clock: Callable[[], float]) -> bool:
        """Read for about this long; return whether the document is read."""
        deadline = clock() + budget_seconds
        while True:
            try:
                next(self.steps)
            except StopIteration as end:
                self.document = end.value
                return True
            if clock() >= deadline:
                return False


@dataclass(slots=True)
class PendingSeek:
    """A seek that is not answered yet.

    Attributes
    ----------
    id : int
        Of the command.
    seek : Seek or Loading
    began : float
    records : dict
        Of the branches of a document that is loaded.
    is_undo : bool
        Whether the session goes on, from there, on a branch of its own where something
        is known to come after: what was undone does not happen again.
    resumes : bool
        Whether training goes on there.
    trains_to : int or None
        A step up to which it then trains.
    """

    id: int
    seek: Seek | Loading
    began: float
    records: ByBranch = field(default_factory=dict)
    is_undo: bool = False
    resumes: bool = False
    trains_to: int | None = None
    _slice: SliceSize = field(default_factory=SliceSize)
    _told_at: float | None = None

    def proceed(self, budget_seconds: float, clock: Callable[[], float]) -> bool:
        """Repeat steps for about this long; return whether the place is reached.

        A run that is repeated whole, as from a link, is measured meanwhile.
        """
        deadline = clock() + budget_seconds
        while (left := deadline - (started := clock())) > 0:
            n_before = self.seek.steps_left
            is_over = self.seek.proceed(self._slice.steps(left))
            if isinstance(self.seek, Loading) and not self.seek.has_state:
                _measure(self.seek, self.records)
            if is_over:
                return True
            if made := n_before - self.seek.steps_left:
                self._slice.learn(made, clock() - started)
        return False

    def progress(self, now: float) -> list[Seeking]:
        """Return an event that tells how far it has come, if it takes long."""
        last = self.began + QUIET_SECONDS - TOLD_SECONDS
        last = last if self._told_at is None else self._told_at
        if now - last < TOLD_SECONDS:
            return []
        self._told_at = now
        goal = self.seek.goal.step
        return [Seeking(id=self.id, step=goal - self.seek.steps_left, goal=goal)]


Pending: TypeAlias = PendingSeek | PendingReading


def _measure(loading: Loading, records: ByBranch) -> None:
    """Add a point to the curves of the networks that a document has been trained to."""
    branch = loading.document.branch
    lanes = lanes_of(len(branch.origin), branch.events[: loading.n_events])
    by_lane = records.setdefault(branch.id, {})
    for lane, trainer in zip(lanes, loading.lockstep.trainers, strict=True):
        if trainer.last_step() is not None:  # there is none right at a keyframe
            by_lane.setdefault(lane, Record()).add_point(Readout(trainer), trainer)

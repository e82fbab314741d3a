"""Loading: the way to the present of a document."""

from __future__ import annotations

from dataclasses import replace

from engine.program.trace import Trace
from engine.training.lockstep import Lockstep
from engine.training.timeline.branch import START
from engine.training.timeline.document import Document
from engine.training.timeline.keyframes import Keyframe, Position, digest_of
from engine.training.timeline.seek import Seek
from engine.training.timeline.timeline import Timeline
from engine.training.trainer import Trainer

__all__ = ["Loading"]

MAX_WAY = 512
"""Steps that are repeated so that the last one can be traced, where the state of the
present is known."""


class Loading:
    """The way to the present of a document: from its state, or by training again.

    Where the state of the present was written, the run goes on from it, and a few steps
    before it are repeated only so that the last one can be traced. Else the run is
    repeated, and its parameters are compared with the hashes that were written. Nothing
    is changed before `finish`.

    Parameters
    ----------
    document : Document

    Attributes
    ----------
    document : Document
    differs_from : Position or None
        Where the run, trained again, first had other parameters than it had.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.differs_from: Position | None = None
        self._branch = replace(document.branch)
        self._spare: Lockstep | None = None
        self._goals = self._all_goals()
        self._seek = self._next_seek()

    def _all_goals(self) -> list[Position]:
        """Return where to stop and compare, the present last."""
        here, branch = self.document.place.position, self._branch
        present = self.document.present
        if present is not None:
            before = branch.keyframes.up_to(Position(here.step - 1, here.n_events))
            way = here.step - (before.position.step if before else 0)
            return [here] if way <= MAX_WAY else []
        known = branch.keyframes.up_to(here)
        begun = known.position if known else START
        compared = self.document.digests[branch.id]
        return [*(each for each in sorted(compared) if begun < each < here), here]

    def _next_seek(self) -> Seek | None:
        if not self._goals:
            return None
        goal = self._branch.place(*self._goals.pop(0))
        return Seek(self._branch, goal, self._spare)

    @property
    def step(self) -> int:
        """The step that it has reached."""
        return self._seek.lockstep.step_count if self._seek else self.goal

    @property
    def goal(self) -> int:
        """The step of the present of the document."""
        return self.document.place.step

    @property
    def is_short(self) -> bool:
        """Whether the run ended earlier than it had when it was written."""
        return self._seek is not None and self._seek.is_short

    def proceed(self, n_steps: int) -> bool:
        """Repeat about ``n_steps`` steps; return whether it is there."""
        seek = self._seek
        if seek is None:
            return True
        if not seek.proceed(n_steps):
            return False
        self._compare(seek)
        if self._goals and not seek.is_short:
            self._spare, self._seek = seek.lockstep, self._next_seek()
            return False
        return True

    def _compare(self, seek: Seek) -> None:
        """Keep a state that was had again, and compare it with that of the document."""
        snapshot, here = seek.lockstep.snapshot(), seek.goal.position
        digest = digest_of(snapshot)
        wanted = self.document.digests[self._branch.id].get(here, digest)
        if digest != wanted and self.differs_from is None:
            self.differs_from = here
        self._branch.keyframes.add(Keyframe(here, snapshot, digest))

    def finish(self, timeline: Timeline) -> None:
        """Add the branches to a timeline, and make the present theirs."""
        document, seek = self.document, self._seek
        place, present = document.place, document.present
        if present is not None:
            experiments = [each.experiment for each in present.snapshot.snapshots]
            lockstep = Lockstep(*map(Trainer, experiments))
            traces = [] if seek is None or seek.is_short else _traces(seek.lockstep)
            lockstep.restore(present.snapshot, traces)
        else:
            assert seek is not None
            place, lockstep = seek.goal, seek.lockstep
        branches = [
            self._branch if each.id == self._branch.id else each
            for each in document.branches
        ]
        timeline.adopt(branches, place, lockstep)
        if present is None and self.is_short:
            timeline.forget_later()


def _traces(lockstep: Lockstep) -> list[Trace | None]:
    """Return the trace of each trainer; None where there is none."""
    return [
        None if each.last_step() is None else each.trace() for each in lockstep.trainers
    ]

"""Loading: goes to the present of a document."""

from __future__ import annotations

from dataclasses import replace

from engine.networks.networks import graph_of, multiply_adds
from engine.program.trace import Trace
from engine.training.lockstep import Lockstep
from engine.training.timeline.branch import START, TimelinePlace
from engine.training.timeline.document.captured import FOREVER
from engine.training.timeline.document.document import Document
from engine.training.timeline.keyframes import Keyframe, Position, digest_of
from engine.training.timeline.seek import Seek
from engine.training.timeline.timeline import Timeline
from engine.training.trainer import Trainer

__all__ = ["Loading"]

MAX_WAY = 512
"""Steps that are repeated so that the last one can be traced, where the state of the
present is known ..."""
MAX_COST = 50_000_000
"""... and multiply-adds that they take, about."""
COST_OF_STEP = 20_000
"""What a step of a small network takes, in multiply-adds."""


class Loading:
    """Goes to the present of a document: by its state, or by training again.

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
        self._present = document.present
        branch = document.branch
        self._branch = replace(branch, keyframes=branch.keyframes.copy_up_to(FOREVER))
        self._goals = self._all_goals()
        self._seek = self._next_seek(None) if self._goals else None
        experiments = self._branch.experiments_at(document.place.n_events)
        self._arrived = None if self._seek else Lockstep(*map(Trainer, experiments))

    def _all_goals(self) -> list[Position]:
        """Return where to stop and compare, the present last."""
        here, branch = self.document.place.position, self._branch
        if self.has_state:
            before = branch.keyframes.up_to(Position(here.step - 1, here.n_events))
            way = here.step - (before.position.step if before else 0)
            return [here] if way <= self._longest_way() else []
        known = branch.keyframes.up_to(here)
        begun = known.position if known else START
        compared = self.document.digests[branch.id]
        return [*(each for each in sorted(compared) if begun < each < here), here]

    def _longest_way(self) -> int:
        """Return the steps that are worth a trace of the last one."""
        experiments = self._branch.experiments_at(self.document.place.n_events)
        costs = [e.batch * multiply_adds(graph_of(e)) for e in experiments]
        return min(MAX_WAY, MAX_COST // (COST_OF_STEP + sum(costs)))

    def _next_seek(self, spare: Lockstep | None) -> Seek:
        return Seek(self._branch, self._branch.place(*self._goals.pop(0)), spare)

    @property
    def goal(self) -> TimelinePlace:
        """The present of the document."""
        return self.document.place

    @property
    def steps_left(self) -> int:
        """The steps that are still to be repeated."""
        return self.goal.step - self.lockstep.step_count if self._seek else 0

    @property
    def n_events(self) -> int:
        """The events that have happened where it is."""
        return self._seek.n_events if self._seek else self.goal.n_events

    @property
    def lockstep(self) -> Lockstep:
        """How far it has come."""
        found = self._seek.lockstep if self._seek else self._arrived
        assert found is not None
        return found

    @property
    def has_state(self) -> bool:
        """Whether the state of the present was written."""
        return self._present is not None

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
            self._seek = self._next_seek(seek.lockstep)
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

    def finish(self, timeline: Timeline) -> dict[int, int]:
        """Add the branches to a timeline, and make the present theirs.

        Returns
        -------
        dict of int to int
            The ids of the branches in the timeline by those in the document.
        """
        document, seek, lockstep = self.document, self._seek, self.lockstep
        place, present = document.place, self._present
        if present is not None:
            traces = [] if seek is None or seek.is_short else _traces(lockstep)
            lockstep.restore(present.snapshot, traces)
        else:
            assert seek is not None
            place = seek.goal
        branches = [
            self._branch if each.id == self._branch.id else replace(each)
            for each in document.branches
        ]
        ids = timeline.adopt(branches, place, lockstep)
        if self.is_short and not self.has_state:
            timeline.forget_later()
        return ids


def _traces(lockstep: Lockstep) -> list[Trace | None]:
    """Return the trace of each trainer; None where there is none."""
    return [
        None if each.last_step() is None else each.trace() for each in lockstep.trainers
    ]

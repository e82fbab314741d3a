"""Timeline: records a run and its branches, and returns to any step, exact to the bit.

A run is where it began, its events, and the steps between them.  Training is exact, so
the state after any step follows from an earlier one by training again and by repeating
the events in between.  The keyframes make the way short.  A change in the past begins a
branch, and what came later stays.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.experiment.experiment import Experiment
from engine.limits import ExperimentError
from engine.training.lockstep import Lockstep
from engine.training.timeline.branch import Branch, DatedEvent, TimelinePlace
from engine.training.timeline.branches import Branches
from engine.training.timeline.events import Event, Outcome
from engine.training.timeline.keyframes import (
    MAX_BYTES,
    Keyframe,
    Position,
    digest_of,
)
from engine.training.timeline.seek import Seek

__all__ = ["MAX_EVENTS", "Timeline"]

CALLS_BETWEEN_KEYFRAMES = 8192
"""The NumPy calls of the steps between two keyframes, about: some milliseconds in a
small network, where a call costs less than a microsecond."""
SPACINGS = (16, 32, 64, 128, 256, 512)
"""Steps that may lie between two keyframes."""
MAX_EVENTS = 10_000
"""Of one branch."""


class Timeline:
    """The past of one or two trainers in lock-step, and their present.

    Parameters
    ----------
    lockstep : Lockstep
        At step 0.
    max_bytes : int
        Of all keyframes.

    Attributes
    ----------
    lockstep : Lockstep
        The present; only the methods here, and a rollback, may move it.
    branch : Branch
        The one on which the present is.
    branches : Branches
        All that are kept, by their ids.
    """

    def __init__(self, lockstep: Lockstep, *, max_bytes: int = MAX_BYTES) -> None:
        self._spare: Lockstep | None = None
        self.branches = Branches(max_bytes)
        self._begin(lockstep)

    def begin(self, lockstep: Lockstep) -> None:
        """Go on with other trainers at step 0, on a branch of their own."""
        self._record(is_due=True)
        self._spare = None
        self._begin(lockstep)

    def _begin(self, lockstep: Lockstep) -> None:
        if lockstep.step_count or lockstep.op_index:
            message = "a branch begins at step 0"
            raise ValueError(message)
        origin = tuple(trainer.experiment for trainer in lockstep.trainers)
        self._move_to(lockstep, self.branches.begin(origin), 0)

    def _move_to(self, lockstep: Lockstep, branch: Branch, n_events: int) -> None:
        """Make a place of a branch, new or old, the present."""
        self.lockstep, self.branch, self._n_events = lockstep, branch, n_events
        self._spacing = spacing_of(lockstep)
        self.branches.share_memory(branch)

    # ---- where it is -----------------------------------------------------------------

    @property
    def position(self) -> Position:
        """The present, between two steps."""
        return Position(self.lockstep.step_count, self._n_events)

    @property
    def place(self) -> TimelinePlace:
        """The present, between two steps, and its branch."""
        return TimelinePlace(self.branch.id, *self.position)

    @property
    def end(self) -> Position:
        """The last position that the branch has ever reached."""
        return max(self.branch.end, self.position)

    @property
    def is_past(self) -> bool:
        """Whether something is known to come after the present."""
        return self.position < self.end or self._n_events < len(self.branch.events)

    @property
    def n_bytes(self) -> int:
        """The memory that all keyframes take; one of several branches counts as one."""
        return self.branches.n_bytes

    # ---- onwards ---------------------------------------------------------------------

    def step(self, n_steps: int = 1) -> int:
        """Train n_steps whole steps, as `Lockstep.step` does, and record them.

        In the past, events of the present step are repeated before, and training ends
        where the next one happened.
        """
        self.repeat_events()
        begun, goal = self.lockstep.step_count, self._steps_ahead(n_steps)
        while (made := self.lockstep.step_count - begun) < goal:
            ahead = self._spacing - (begun + made) % self._spacing
            self.lockstep.step(min(goal - made, ahead))
            if self.lockstep.step_count == begun + made:
                break
            self._record()
        return made

    def _steps_ahead(self, n_steps: int) -> int:
        """Return n_steps, or the steps to the next event that is known."""
        if self._n_events == len(self.branch.events):
            return n_steps
        ahead = self.branch.events[self._n_events].step - self.lockstep.step_count
        return min(n_steps, ahead)

    def advance(self, by: str) -> None:
        """Advance by one unit, as `Lockstep.advance` does, and record it.

        Events of the present step are repeated before.
        """
        self.repeat_events()
        self.lockstep.advance(by)
        self._record()

    @property
    def is_event_due(self) -> bool:
        """Whether an event of the present step is known that has not happened."""
        events, n = self.branch.events, self._n_events
        return n < len(events) and events[n].step <= self.lockstep.step_count

    def repeat_events(self) -> bool:
        """Repeat the events of the present step that have not happened.

        In a run that is trained with other events than before, one that is refused is
        removed.

        Returns
        -------
        bool
            Whether there was any.
        """
        events, n_before = self.branch.events, self._n_events
        while self.is_event_due:
            dated = events[self._n_events]
            try:
                self.lockstep = dated.event.apply(self.lockstep).lockstep
            except ExperimentError:
                del events[self._n_events]
                continue
            experiments = tuple(each.experiment for each in self.lockstep.trainers)
            events[self._n_events] = dated._replace(experiments=experiments)
            self._n_events += 1
        if self._n_events > n_before:
            self._spacing = spacing_of(self.lockstep)
            self._record()
        return self._n_events > n_before

    def apply(self, event: Event, *, continues: bool = False) -> Outcome:
        """Apply an event at the present; in the past, on a branch of its own.

        ``continues`` tells that it is one with the event before; see `DatedEvent`.

        Raises
        ------
        ExperimentError
            If it is refused, also since the branch has `MAX_EVENTS`; nothing has
            changed then.
        """
        if self._n_events >= MAX_EVENTS:
            message = "the run has been changed too often: reset it"
            raise ExperimentError("events", self._n_events, message, MAX_EVENTS)
        outcome = event.apply(self.lockstep)
        self.lockstep = outcome.lockstep
        if self.is_past:
            self.leave()
        experiments = tuple(each.experiment for each in self.lockstep.trainers)
        step, former = self.lockstep.step_count, outcome.former
        dated = DatedEvent(step, event, experiments, continues, former)
        self.branch.events.append(dated)
        self._n_events += 1
        self._spacing = spacing_of(self.lockstep)
        self._record()
        return outcome

    def forget_later(self) -> None:
        """Drop what came after the present, which a divergence has spoilt."""
        self.branch.keyframes.cut(self.position)
        del self.branch.events[self._n_events :]
        self.branch.end = self.position

    def _record(self, *, is_due: bool = False) -> None:
        """Keep the present as a keyframe, if it is time for one and there is none."""
        here = self.position
        self.branch.end = max(self.branch.end, here)
        if is_due or here.step % self._spacing == 0:
            snapshot = self.lockstep.snapshot()
            if self.lockstep.op_index:
                snapshot = snapshot.between_steps()
            keyframe = Keyframe(here, snapshot, digest_of(snapshot))
            self.branch.keyframes.add(keyframe)

    # ---- back ------------------------------------------------------------------------

    def step_back(self, by: str, count: int) -> int:
        """Undo ops or steps since the last event, as `Lockstep.step_back` does."""
        self.branch.end = self.end
        return self.lockstep.step_back(by, count)

    def seek(self, goal: TimelinePlace) -> Seek:
        """Begin to return to a place of the past; see `Seek`.

        Raises
        ------
        ValueError
            If there is no such place.
        """
        branch = self.branches[goal.branch]
        return Seek(branch, branch.place(goal.step, goal.n_events), self._spare)

    def finish(self, seek: Seek) -> None:
        """Make the place to which a finished `Seek` has come the present."""
        self._record(is_due=not self.is_past)
        self._spare = self.lockstep
        self._arrive(seek.goal, seek.lockstep)
        if seek.is_short:
            self.forget_later()

    def _arrive(self, place: TimelinePlace, lockstep: Lockstep) -> None:
        """Make a place the present; these are its trainers."""
        self._move_to(lockstep, self.branches[place.branch], place.n_events)

    def adopt(
        self, branches: Iterable[Branch], place: TimelinePlace, lockstep: Lockstep
    ) -> dict[int, int]:
        """Add the branches of another run, and go to a place of one of them.

        ``lockstep`` is the state of the place. Returned are the ids that the branches
        have here, by those that they had.
        """
        self._record(is_due=not self.is_past)
        ids = self.branches.adopt(branches)
        self._spare = self.lockstep
        self._arrive(place._replace(branch=ids[place.branch]), lockstep)
        return ids

    @property
    def spare(self) -> tuple[Experiment, ...]:
        """The experiments of the trainers that are kept for the next `seek`."""
        trainers = () if self._spare is None else self._spare.trainers
        return tuple(trainer.experiment for trainer in trainers)

    def drop_spare(self) -> None:
        """Drop the trainers that are kept for the next `seek`."""
        self._spare = None

    def leave(self) -> None:
        """Go on, from the present, on a new branch."""
        here = self.position
        self.branch.end = self.end
        branch = self.branches.fork(self.branch, here)
        self._move_to(self.lockstep, branch, here.n_events)


def spacing_of(lockstep: Lockstep) -> int:
    """Return the steps between two keyframes: fewer where a step costs more."""
    n_calls = sum(len(op.calls) for each in lockstep.trainers for op in each.ops)
    affordable = [n for n in SPACINGS if n * n_calls <= CALLS_BETWEEN_KEYFRAMES]
    return max(affordable, default=SPACINGS[0])

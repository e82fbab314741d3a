"""Timeline: records a run, and returns to any of its steps, exact to the bit.

A run is where it began, its events, and the steps between them.  Training is exact, so
the state after any step follows from an earlier one by training again and by repeating
the events in between.  The keyframes make the way short.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.training.lockstep import Lockstep
from engine.training.timeline.events import Event
from engine.training.timeline.keyframes import (
    MAX_BYTES,
    Keyframe,
    Keyframes,
    Position,
    digest_of,
)
from engine.training.trainer import Trainer

__all__ = ["Dated", "Seek", "Timeline"]

CALLS_BETWEEN_KEYFRAMES = 8192
"""The NumPy calls of the steps between two keyframes, about: some milliseconds in a
small network, where a call costs less than a microsecond."""
SPACINGS = (16, 32, 64, 128, 256, 512)
"""Steps that may lie between two keyframes."""


class Dated(NamedTuple):
    """An event, and the finished steps of the run when it happened."""

    step: int
    event: Event


class Timeline:
    """The past of one or two trainers in lock-step, and their present.

    Parameters
    ----------
    lockstep : Lockstep
        Where the past begins; if within a step, before that step.
    max_bytes : int
        Of all keyframes.

    Attributes
    ----------
    lockstep : Lockstep
        The present; only `step`, `apply` and `finish` may move it.
    events : list of Dated
        The events of the whole past, also those after the present.
    """

    def __init__(self, lockstep: Lockstep, *, max_bytes: int = MAX_BYTES) -> None:
        self.lockstep = lockstep
        self.events: list[Dated] = []
        self._n_events = 0
        self._spacing = spacing_of(lockstep)
        self._end = self.position
        self._keyframes = Keyframes(self._keyframe(), max_bytes=max_bytes)
        self._spare: Lockstep | None = None

    def fork(self) -> Timeline:
        """Return a timeline of its own, with the same past up to the present.

        Its keyframes are those of this one: they are not copied.
        """
        fork = Timeline.__new__(Timeline)
        fork.lockstep = _restored(self._keyframe(), None)
        fork.events = self.events[: self._n_events]
        fork._n_events, fork._end = self._n_events, self.position
        fork._spacing = self._spacing
        fork._keyframes, fork._spare = self._keyframes.copy(), None
        fork._keyframes.cut(self.position)
        return fork

    # ---- where it is -----------------------------------------------------------------

    @property
    def position(self) -> Position:
        """The present, between two steps."""
        return Position(self.lockstep.step_count, self._n_events)

    @property
    def end(self) -> Position:
        """The last position that the run has ever reached."""
        return max(self._end, self.position)

    @property
    def start(self) -> Position:
        """The first position."""
        return self._keyframes.positions[0]

    @property
    def keyframes(self) -> list[Position]:
        """The positions from which training can be repeated."""
        return self._keyframes.positions

    @property
    def n_bytes(self) -> int:
        """The memory that the keyframes take."""
        return self._keyframes.n_bytes

    # ---- onwards ---------------------------------------------------------------------

    def step(self, n_steps: int = 1) -> int:
        """Train n_steps whole steps, as `Lockstep.step` does, and record them.

        Before the end it repeats what was: an event that comes is repeated, too.
        """
        begun = self.lockstep.step_count
        while (left := n_steps - (self.lockstep.step_count - begun)) > 0:
            self._repeat_events()
            before = self.lockstep.step_count
            self.lockstep.step(min(left, self._steps_in_one()))
            if self.lockstep.step_count == before:
                break
            self._record()
        return self.lockstep.step_count - begun

    def _steps_in_one(self) -> int:
        """Return the steps to the next event that is known, or to the next keyframe."""
        now = self.lockstep.step_count
        ahead = self._spacing - now % self._spacing
        if self._n_events < len(self.events):
            ahead = min(ahead, self.events[self._n_events].step - now)
        return ahead

    def _repeat_events(self) -> None:
        """Repeat the events of the present step that are not applied."""
        while self._n_events < len(self.events):
            dated = self.events[self._n_events]
            if dated.step > self.lockstep.step_count:
                return
            self.lockstep = dated.event.apply(self.lockstep)
            self._n_events += 1
            self._spacing = spacing_of(self.lockstep)

    def apply(self, event: Event) -> None:
        """Apply an event at the present, and drop what came after it.

        Raises
        ------
        ExperimentError
            If it is refused; nothing has changed then.
        """
        self.lockstep = event.apply(self.lockstep)
        self.forget_later()
        self.events.append(Dated(self.lockstep.step_count, event))
        self._n_events += 1
        self._spacing = spacing_of(self.lockstep)
        self._record(is_due=True)

    def forget_later(self) -> None:
        """Drop the events and keyframes after the present."""
        self._keyframes.cut(self.position)
        del self.events[self._n_events :]
        self._end = self.position

    def _record(self, *, is_due: bool = False) -> None:
        """Keep the present as a keyframe, if it is time for one and there is none."""
        here = self.position
        self._end = max(self._end, here)
        is_due = is_due or here.step % self._spacing == 0
        if is_due and here > self._keyframes.last.position:
            self._keyframes.add(self._keyframe())

    def _keyframe(self) -> Keyframe:
        snapshot = self.lockstep.snapshot().between_steps()
        return Keyframe(self.position, snapshot, digest_of(snapshot))

    # ---- back ------------------------------------------------------------------------

    def seek(self, step: int, n_events: int | None = None) -> Seek:
        """Begin to return to a position of the past; see `Seek`.

        Parameters
        ----------
        step : int
        n_events : int, optional
            The events that have been applied there; by default all of that step.

        Raises
        ------
        ValueError
            If it is not between `start` and `end`, or if there is no such position.
        """
        steps = [dated.step for dated in self.events]
        if n_events is None:
            n_events = sum(each <= step for each in steps)
        goal = Position(step, n_events)
        before, after = steps[:n_events][-1:], steps[n_events:][:1]
        is_in_order = [*before, step, *after] == sorted([*before, step, *after])
        if not is_in_order or not self.start <= goal <= self.end:
            raise ValueError(f"no position of the past: {goal}")
        return Seek(self, self._keyframes.up_to(goal), goal, self._spare)

    def finish(self, seek: Seek) -> None:
        """Make the place to which a finished `Seek` has come the present."""
        self._end = self.end
        self._spare, self.lockstep = self.lockstep, seek.lockstep
        self._n_events = seek.goal.n_events
        self._spacing = spacing_of(self.lockstep)


class Seek:
    """The way to a position of the past: training, repeated from a keyframe.

    It has trainers of its own; the present stays as it is until `Timeline.finish`.

    Attributes
    ----------
    lockstep : Lockstep
        How far it has come.
    goal : Position
    """

    def __init__(
        self,
        timeline: Timeline,
        keyframe: Keyframe,
        goal: Position,
        spare: Lockstep | None,
    ) -> None:
        self.lockstep = _restored(keyframe, spare)
        self.goal = goal
        self._events = timeline.events
        self._n_events = keyframe.position.n_events

    @property
    def steps_left(self) -> int:
        """The steps that are still to be repeated."""
        return self.goal.step - self.lockstep.step_count

    def proceed(self, n_steps: int) -> bool:
        """Repeat about ``n_steps`` steps; return whether the goal is reached."""
        while self._n_events < self.goal.n_events:
            dated = self._events[self._n_events]
            ahead = dated.step - self.lockstep.step_count
            n_steps -= self.lockstep.step(min(ahead, n_steps))
            if self.lockstep.step_count < dated.step:
                return False
            self.lockstep = dated.event.apply(self.lockstep)
            self._n_events += 1
        self.lockstep.step(min(self.steps_left, n_steps))
        return self.steps_left == 0


def spacing_of(lockstep: Lockstep) -> int:
    """Return the steps between two keyframes: fewer where a step costs more."""
    n_calls = sum(len(op.calls) for each in lockstep.trainers for op in each.ops)
    affordable = [n for n in SPACINGS if n * n_calls <= CALLS_BETWEEN_KEYFRAMES]
    return max(affordable, default=SPACINGS[0])


def _restored(keyframe: Keyframe, spare: Lockstep | None) -> Lockstep:
    """Return trainers in the state of a keyframe; those of ``spare`` are used again."""
    if spare is None:
        experiments = [each.experiment for each in keyframe.snapshot.snapshots]
        spare = Lockstep(*map(Trainer, experiments))
    spare.restore(keyframe.snapshot)
    return spare

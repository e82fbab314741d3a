"""Seek: goes to a place of the past by training again from a keyframe."""

from __future__ import annotations

import sys

from engine.training.divergence import DivergenceError
from engine.training.lockstep import Lockstep
from engine.training.timeline.branch import Branch, TimelinePlace
from engine.training.timeline.keyframes import Position
from engine.training.trainer import Trainer

__all__ = ["Seek"]


class Seek:
    """Goes to a place of the past by repeating training from a keyframe.

    It has trainers of its own; the present stays as it is until `Timeline.finish`. The
    last step before the place is always repeated, so that it can be traced.

    What was trained on another kind of machine may stop or diverge earlier here than it
    did there: then the seek ends where it does.

    Parameters
    ----------
    branch : Branch
    goal : TimelinePlace
    spare : Lockstep or None
        Trainers that are not needed any more.

    Attributes
    ----------
    lockstep : Lockstep
        How far it has come.
    goal : TimelinePlace
        Earlier than what was asked for where the run ends before.
    is_short : bool
        Whether it does.
    """

    def __init__(
        self, branch: Branch, goal: TimelinePlace, spare: Lockstep | None
    ) -> None:
        keyframe = branch.keyframes.up_to(Position(goal.step - 1, sys.maxsize))
        self.goal, self.is_short = goal, False
        self._events = branch.events
        if keyframe is None:
            self._n_events = 0
            self.lockstep = Lockstep(*map(Trainer, branch.origin))
            return
        self._n_events = keyframe.position.n_events
        experiments = [each.experiment for each in keyframe.snapshot.snapshots]
        self.lockstep = spare or Lockstep(*map(Trainer, experiments))
        self.lockstep.restore(keyframe.snapshot)

    @property
    def n_events(self) -> int:
        """The events that have happened where it is."""
        return self._n_events

    @property
    def steps_left(self) -> int:
        """The steps that are still to be repeated."""
        return self.goal.step - self.lockstep.step_count

    def proceed(self, n_steps: int) -> bool:
        """Repeat about ``n_steps`` steps; return whether the goal is reached."""
        try:
            is_there = self._proceed(n_steps)
        except DivergenceError:
            is_there = False
            self._end_here()
        return is_there or self.is_short

    def _proceed(self, n_steps: int) -> bool:
        while self._n_events < self.goal.n_events:
            dated = self._events[self._n_events]
            ahead = dated.step - self.lockstep.step_count
            n_steps -= self._step(min(ahead, n_steps))
            if self.lockstep.step_count < dated.step:
                return False
            self.lockstep = dated.event.apply(self.lockstep).lockstep
            self._n_events += 1
        self._step(min(self.steps_left, n_steps))
        return self.steps_left == 0

    def _step(self, n_steps: int) -> int:
        if n_steps and self.lockstep.stopped:
            self._end_here()
        return self.lockstep.step(n_steps)

    def _end_here(self) -> None:
        """Take the step where it is as the goal, for there is no later one."""
        here = self.lockstep.step_count, self._n_events
        self.goal, self.is_short = TimelinePlace(self.goal.branch, *here), True

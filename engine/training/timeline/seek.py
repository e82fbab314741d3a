"""Seek: the way to a place of the past."""

from __future__ import annotations

import sys

from engine.training.lockstep import Lockstep
from engine.training.timeline.branch import Branch, Place
from engine.training.timeline.keyframes import Position
from engine.training.trainer import Trainer

__all__ = ["Seek"]


class Seek:
    """The way to a place of the past: training, repeated from a keyframe.

    It has trainers of its own; the present stays as it is until `Timeline.finish`. The
    last step before the place is always repeated, so that it can be traced.

    Parameters
    ----------
    branch : Branch
    goal : Place
    spare : Lockstep or None
        Trainers that are not needed any more.

    Attributes
    ----------
    lockstep : Lockstep
        How far it has come.
    goal : Place
    """

    def __init__(self, branch: Branch, goal: Place, spare: Lockstep | None) -> None:
        keyframe = branch.keyframes.up_to(Position(goal.step - 1, sys.maxsize))
        self.goal = goal
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
            self.lockstep = dated.event.apply(self.lockstep).lockstep
            self._n_events += 1
        self.lockstep.step(min(self.steps_left, n_steps))
        return self.steps_left == 0

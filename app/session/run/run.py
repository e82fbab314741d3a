"""Run: a timeline, its pace, its loss guard, and the records of its branches."""

import math
from collections.abc import Callable
from typing import NamedTuple

from app.protocol.sentence import ChangedField
from app.session.run.gesture import Gesture
from app.session.run.loss_guard import Guarded, LossGuard
from app.session.run.pacing import Pace, SliceSize, SpeedMeter
from app.session.run.plain_records import ByBranch
from app.session.run.records import Records
from app.session.run.uploaded_tables import drop_surplus_tables
from engine import DivergenceError, Lockstep, Trainer
from engine.training.timeline.document.loading import Loading
from engine.training.timeline.events import Edit, Event, Outcome
from engine.training.timeline.seek import Seek
from engine.training.timeline.timeline import Timeline

__all__ = ["Run"]

POINTS_TO_GOAL = 200
"""Points of the curves of a run that trains up to a step."""


class _Goal(NamedTuple):
    """The step up to which a run trains, and the steps between two points."""

    step: int
    between_points: int


class Run:
    """Training without a viewer: of one network, or of two twins in lock-step.

    Parameters
    ----------
    *trainers : Trainer
        One, or two at the same step.
    clock : callable
        Seconds; measures what a step costs and ends a turn.

    Attributes
    ----------
    timeline : Timeline
    records : Records
    running : bool
    """

    def __init__(self, *trainers: Trainer, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.pace = Pace()
        self._goal: _Goal | None = None
        self._loss_guard = LossGuard()
        self.timeline = Timeline(Lockstep(*trainers))
        self.records = Records(self.timeline)
        self._start()

    def replace(self, *trainers: Trainer) -> None:
        """Start over with other trainers, paused, on a branch of their own."""
        self.timeline.begin(Lockstep(*trainers))
        drop_surplus_tables(self.timeline)
        self._start()

    def _start(self) -> None:
        self.running = False
        self._gesture = Gesture()
        self._adopt()

    def apply(self, event: Event, *, now: float) -> Outcome:
        """Apply an event, and go on from there; in the past, on another branch.

        Raises
        ------
        ExperimentError
            If it is refused.
        """
        timeline, gesture = self.timeline, self._gesture
        was_on, place = (timeline.branch, timeline.lockstep), timeline.place
        continues = gesture.continues(event, place, timeline.branch.events, now=now)
        outcome = timeline.apply(event, continues=continues)
        gesture.follow(event, timeline.place, now=now)
        self._loss_guard.reset()
        if was_on != (timeline.branch, timeline.lockstep):
            self._adopt()
        return outcome

    @property
    def lockstep(self) -> Lockstep:
        """The networks that train."""
        return self.timeline.lockstep

    @property
    def trainer(self) -> Trainer:
        """The trainer of the first network."""
        return self.timeline.lockstep.trainers[0]

    @property
    def stopped(self) -> bool:
        """Whether early stopping has ended the run."""
        return self.lockstep.stopped

    def arrive(self, seek: Seek) -> None:
        """Go on from the place of the past to which a finished seek has come."""
        self.timeline.finish(seek)
        self.running = self.running and not self.stopped
        self._adopt()

    def load(self, loading: Loading, records: ByBranch) -> None:
        """Go on, paused, from the present of a document, beside what there is."""
        ids = loading.finish(self.timeline)
        self.records.take({ids[id_]: each for id_, each in records.items()})
        drop_surplus_tables(self.timeline)
        self._start()

    def leave(self) -> None:
        """Go on on a branch of its own, on which nothing that came later happens."""
        self.timeline.leave()
        self._adopt()

    def repeat_events(self) -> bool:
        """Repeat what happened at the present step; return whether something did."""
        goal = self._goal
        if not self.timeline.repeat_events():
            return False
        self._adopt()
        self._goal = goal
        return True

    def _adopt(self) -> None:
        """Measure the networks that train now."""
        self._goal = None
        self.records.adopt()
        self.recompiled()
        self._speed = SpeedMeter()

    def recompiled(self) -> None:
        """Discard measurements of the program as it was before a change."""
        self._slice = SliceSize()
        self._changed()

    def _changed(self) -> None:
        """Discard measurements of other parameters or of another experiment."""
        self._loss_guard.reset()
        self.records.forget_losses()

    # ---- training --------------------------------------------------------------------

    def play(self, steps_per_second: float | None, *, now: float) -> None:
        """Train at a speed; None is full speed."""
        self.pace.set(steps_per_second, now=now)
        self._speed.restart()
        self._goal = None
        if not self.running:
            self._speed = SpeedMeter()
        self.running = not self.stopped

    def skip_idle_time(self, *, now: float) -> None:
        """Do not make up for the time that has passed without training."""
        self._speed.restart()
        self.pace.set(self.pace.steps_per_second, now=now)

    def play_to(self, step: int) -> None:
        """Train as fast as possible up to a step, with many points of the curves."""
        n_steps = step - self.trainer.step_count
        self._goal = _Goal(step, max(1, n_steps // POINTS_TO_GOAL))
        self.running = n_steps > 0 and not self.stopped

    @property
    def has_goal(self) -> bool:
        """Whether the run trains up to a step, and not on."""
        return self._goal is not None

    def due_at(self) -> float | None:
        """Return when the next training is due; None while paused."""
        if not self.running:
            return None
        if self.pace.is_free or self.has_goal:
            return -math.inf
        return self.pace.next_at(n_ops=self._n_ops)

    def train(self, budget_seconds: float, *, now: float) -> None:
        """Train for about this long, if running.

        Raises
        ------
        DivergenceError
            If a number is no longer finite; the trainer is then before that step.
        """
        if self.running:
            with self.guarded():
                self._train(budget_seconds, now=now)

    def _train(self, budget_seconds: float, *, now: float) -> None:
        if self._goal is not None:
            self._train_to(self._goal, budget_seconds)
            return
        if self.pace.is_free:
            self._step(self._slice.steps(budget_seconds))
            return
        n_due = self.pace.due(n_ops=self._n_ops, now=now)
        if n_due < 1:
            return
        if self.pace.is_by_op:
            self.timeline.advance("op")
            self.pace.spend(1)
            return
        n_steps = min(n_due, self._slice.steps(budget_seconds))
        self.pace.spend(self._step(n_steps))

    def _train_to(self, goal: _Goal, budget_seconds: float) -> None:
        """Train for one turn, not past the next point of the curves; stop at a goal."""
        most = min(goal.step - self.trainer.step_count, goal.between_points)
        if most > 0:
            self._step(min(self._slice.steps(budget_seconds), most))
        if self.trainer.step_count >= goal.step:
            self.running = False

    @property
    def _n_ops(self) -> int:
        """The ops of the next step, counted only where they are the unit."""
        return self.trainer.n_ops if self.pace.is_by_op else 1

    def _step(self, n_steps: int) -> int:
        started = self.clock()
        n_made = self.timeline.step(n_steps)
        if n_made:
            self._slice.learn(n_made, self.clock() - started)
        return n_made

    def step_back(self, by: str, count: int) -> int:
        """Undo the last ops or steps, paused; return how many were undone."""
        n_undone = self.timeline.step_back(by, count)
        if n_undone:
            self.running = False
            self._changed()
        return n_undone

    # ---- the loss --------------------------------------------------------------------

    def guarded(self) -> Guarded:
        """Train inside; a divergence is traced back to the first one.

        Raises
        ------
        DivergenceError
            The first since training began; the run is then before that step.
        """
        return Guarded(
            self._loss_guard, self.lockstep, self._trace_back, self.check_loss
        )

    def _trace_back(self, step: int) -> DivergenceError:
        """Roll back to before the first divergence up to a step, and return it."""
        self.records.forget_losses()
        error = self._loss_guard.trace_back(self.lockstep, step)
        self.timeline.forget_later()
        return error

    def check_loss(self) -> DivergenceError | None:
        """Roll back to before the first step that was not finite, and return its fault.

        None if all steps were finite.
        """
        losses = self.records.train_losses()
        error = self._loss_guard.check(self.lockstep, losses)
        if error is not None:
            self.records.forget_losses()
            self.timeline.forget_later()
        return error

    # ---- changes ---------------------------------------------------------------------

    def set_parameter(
        self, layer: int, row: int, column: int | None, value: float, *, now: float
    ) -> None:
        """Set one weight or bias of the first network by hand, and mark it."""
        outcome = self.apply(Edit(0, layer, row, column, value), now=now)
        change = ChangedField(
            field="b" if column is None else "W",
            before=outcome.former,
            after=value,
            layer=layer,
            row=row,
            column=column,
        )
        self.records.mark_edit(change)
        self._changed()

    # ---- what can be read ------------------------------------------------------------

    def measured_speed(self, *, now: float) -> float | None:
        """Return steps per second; None while paused, or before it can be told."""
        speed = self._speed.measure(self.trainer.step_count, now=now)
        return speed if self.running else None

    @property
    def is_behind(self) -> bool:
        """Whether there was no time for the requested speed of late."""
        return self.running and self._speed.is_below(self.pace.steps_per_second)

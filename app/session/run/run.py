"""Run: trainers in lock-step, their pace, their loss guard, and their records."""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.protocol.events import History
from app.protocol.sentence import ChangedField
from app.session.run.checkpoints import Checkpoint
from app.session.run.history import Curves, Marks
from app.session.run.loss_guard import Guarded, LossGuard
from app.session.run.pacing import Pace, SliceSize, SpeedMeter
from app.session.run.record import Record
from engine import DivergenceError, Lockstep, Readout, Trainer

__all__ = ["Run"]

POINT_SECONDS = 0.09
"""Between two points of the curves while a run trains."""


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
    lockstep : Lockstep
    records : list of Record
        One per network.
    """

    def __init__(self, *trainers: Trainer, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.pace = Pace()
        self._loss_guard = LossGuard()
        self.replace(*trainers)

    def replace(self, *trainers: Trainer) -> None:
        """Start over with other trainers, paused."""
        self.lockstep = Lockstep(*trainers)
        self.records = list(map(Record, trainers))
        self.running = False
        self._reset_measurements()

    def branch_off(self, twin: Trainer) -> None:
        """Add a twin, which is at the same step; it replaces a former one."""
        self.lockstep = Lockstep(self.trainer, twin)
        self.records = [self.records[0], Record(twin)]
        self._reset_measurements()

    def swap(self) -> None:
        """Exchange the two networks."""
        self.lockstep.swap()
        self.records.reverse()
        self._reset_measurements()

    def keep(self, run: int) -> None:
        """Remove one of the two networks; ``run`` is the number of the other."""
        self.lockstep = Lockstep(self.lockstep.trainers[run])
        self.records = [self.records[run]]
        self._reset_measurements()

    @property
    def trainer(self) -> Trainer:
        """The trainer of the first network."""
        return self.lockstep.trainers[0]

    @property
    def curves(self) -> Curves:
        """The curves of the first network."""
        return self.records[0].curves

    @property
    def marks(self) -> Marks:
        """The marks of the first network."""
        return self.records[0].marks

    @property
    def stopped(self) -> bool:
        """Whether early stopping has ended the run."""
        return self.lockstep.stopped

    def checkpoint(self) -> Checkpoint:
        """Return the present state of the run, to be restored later."""
        records = [(each.curves.copy(), tuple(each.marks)) for each in self.records]
        return Checkpoint(self.lockstep.snapshot(), tuple(records))

    def restore(self, checkpoint: Checkpoint) -> None:
        """Return to the state of a checkpoint."""
        self.lockstep.restore(checkpoint.snapshot)
        pairs = zip(self.lockstep.trainers, checkpoint.records, strict=True)
        self.records = [
            Record(trainer, curves.copy(), marks) for trainer, (curves, marks) in pairs
        ]
        self.running = self.running and not self.stopped
        self._reset_measurements()

    def recompiled(self) -> None:
        """Discard measurements of the program as it was before a change."""
        self._slice = SliceSize()
        self._changed()

    def _changed(self) -> None:
        """Discard measurements of other parameters or of another experiment."""
        self._loss_guard.reset()
        self._forget_losses()

    def _forget_losses(self) -> None:
        for record in self.records:
            record.forget_losses()

    def _reset_measurements(self) -> None:
        self.recompiled()
        self._speed = SpeedMeter()
        self._point_at = -math.inf

    # ---- training --------------------------------------------------------------------

    def play(self, steps_per_second: float | None, *, now: float) -> None:
        """Train at a speed; None is full speed."""
        self.pace.set(steps_per_second, now=now)
        self._speed.restart()
        if not self.running:
            self._speed = SpeedMeter()
        self.running = not self.stopped

    def skip_idle_time(self, *, now: float) -> None:
        """Do not make up for the time that has passed without training."""
        self._speed.restart()
        self.pace.set(self.pace.steps_per_second, now=now)

    def due_at(self) -> float | None:
        """Return when the next training is due; None while paused."""
        if not self.running:
            return None
        if self.pace.is_free:
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
        if self.pace.is_free:
            self._step(self._slice.steps(budget_seconds))
            return
        n_due = self.pace.due(n_ops=self._n_ops, now=now)
        if n_due < 1:
            return
        if self.pace.is_by_op:
            self.lockstep.advance("op")
            self.pace.spend(1)
            return
        n_steps = min(n_due, self._slice.steps(budget_seconds))
        self._step(n_steps)
        self.pace.spend(n_steps)

    @property
    def _n_ops(self) -> int:
        """The ops of the next step, counted only where they are the unit."""
        return self.trainer.n_ops if self.pace.is_by_op else 1

    def _step(self, n_steps: int) -> None:
        started = self.clock()
        self.lockstep.step(n_steps)
        self._slice.learn(n_steps, self.clock() - started)

    def step_back(self, by: str, count: int) -> int:
        """Undo the last ops or steps, and the points of the curves after them.

        Training stops. Returns how many were undone.
        """
        n_undone = self.lockstep.step_back(by, count)
        if n_undone:
            self.running = False
            self._changed()
            for record in self.records:
                record.curves.truncate(self.trainer.step_count)
        return n_undone

    # ---- the loss --------------------------------------------------------------------

    def losses(self) -> tuple[float, float]:
        """Return train and test loss of the first network, computed once per step."""
        return self.records[0].losses()

    def guarded(self) -> Guarded:
        """Train inside; a divergence is traced back to the first one.

        Raises
        ------
        DivergenceError
            The first since training began; the run is then before that step.
        """
        return Guarded(
            self._loss_guard, self.lockstep, self._forget_losses, self.check_loss
        )

    def check_loss(self) -> DivergenceError | None:
        """Roll back to before the first step that was not finite, if there was one.

        Returns
        -------
        The divergence that caused the rollback, or None if all steps were finite.
        """
        losses = [record.losses()[0] for record in self.records]
        error = self._loss_guard.check(self.lockstep, losses)
        if error is not None:
            self._forget_losses()
        return error

    # ---- changes ---------------------------------------------------------------------

    def mark(self, *changed: Mapping[str, tuple[Any, Any]], now: float) -> None:
        """Mark changed fields of each network, each with its old and new value."""
        self._loss_guard.reset()
        self._drop_start()
        for record, fields in zip(self.records, changed, strict=True):
            record.mark(fields, now=now)

    def set_parameter(
        self, layer: int, row: int, column: int | None, value: float, *, now: float
    ) -> None:
        """Set one weight or bias of the first network by hand, and mark it."""
        old = self.lockstep.set_parameter(0, layer, row, column, value)
        change = ChangedField(
            field="b" if column is None else "W",
            before=old,
            after=value,
            layer=layer,
            row=row,
            column=column,
        )
        self.marks.add(self.trainer.step_count, [change], now=now)
        self._changed()
        self._drop_start()

    def _drop_start(self) -> None:
        """Discard the curves of step 0, which a change of settings alters."""
        if not self.trainer.step_count:
            for record in self.records:
                record.curves = Curves()

    # ---- what can be read ------------------------------------------------------------

    def histories(self) -> list[History]:
        """Return the curves of each network, and the changes marked on them."""
        return [record.history(run) for run, record in enumerate(self.records)]

    def measured_speed(self, *, now: float) -> float | None:
        """Return steps per second; None while paused, or before it can be told."""
        speed = self._speed.measure(self.trainer.step_count, now=now)
        return speed if self.running else None

    def lacks_points(self, *, now: float, at_once: bool = False) -> bool:
        """Return whether there was a step since the last point of the curves.

        While the run trains, a few points in a second are enough, unless one is wanted
        ``at_once``; a pause adds one. Within a step none is added.
        """
        is_soon = self.running and 0 <= now - self._point_at < POINT_SECONDS
        if is_soon and not at_once:
            return False
        trainer = self.trainer
        return trainer.step_count > self.curves.last_step and not trainer.op_index

    def add_points(
        self, readouts: Iterable[Readout], *, now: float, at_once: bool = False
    ) -> None:
        """Add a point to the curves, if they lack one."""
        if not self.lacks_points(now=now, at_once=at_once):
            return
        self._point_at = now
        for record, readout in zip(self.records, readouts, strict=True):
            record.add_point(readout)

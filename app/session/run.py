"""Run: a trainer, its pace, its loss guard, and the curves measured so far."""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from app.protocol.errors import ProtocolError
from app.protocol.events import History
from app.protocol.sentence import ChangedField, sentence
from app.session.checkpoints import Checkpoint
from app.session.history import Curves, Marks, Point
from app.session.loss_guard import LossGuard
from app.session.pacing import Pace, SliceSize, SpeedMeter
from app.stream.readout import Readout
from engine import DivergenceError, Experiment, Trainer

__all__ = ["Run", "check_cost", "n_samples", "new_trainer"]

MAX_EVALUATION = 50_000_000
"""Multiply-adds of one evaluation of all samples: about 15 ms."""
MAX_EVALUATION_NUMBERS = 2_000_000
"""Numbers that one evaluation holds in memory: about 32 MB."""
POINT_SECONDS = 0.09
"""Between two points of the curves while a run trains."""


def check_cost(experiment: Experiment, n_samples: int) -> None:
    """Refuse a network that is too large to be evaluated on this many samples.

    Raises
    ------
    ProtocolError
    """
    sizes = experiment.sizes
    weights = sum(m * n for m, n in pairwise(sizes))
    most = min(MAX_EVALUATION // weights, MAX_EVALUATION_NUMBERS // sum(sizes))
    if n_samples > most:
        message = sentence("error.samples", most=most)
        raise ProtocolError("limit_exceeded", message, field="n_samples", limit=most)


def new_trainer(experiment: Experiment) -> Trainer:
    """Return a trainer at step 0.

    Raises
    ------
    ExperimentError
        If the experiment is not valid.
    ProtocolError
        If the network is too large for its samples.
    """
    trainer = Trainer(experiment)
    check_cost(experiment, n_samples(trainer))
    return trainer


def n_samples(trainer: Trainer) -> int:
    """Count training and test samples."""
    return int(trainer.data.train_x.shape[1] + trainer.data.test_x.shape[1])


class Run:
    """Training without a viewer.

    Parameters
    ----------
    trainer : Trainer
    clock : callable
        Seconds; measures what a step costs and ends a turn.
    """

    def __init__(self, trainer: Trainer, *, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.pace = Pace()
        self.replace(trainer)

    def replace(self, trainer: Trainer) -> None:
        """Start over with another trainer, paused."""
        self.trainer = trainer
        self.running = False
        self.curves = Curves()
        self.marks = Marks()
        self._loss_guard = LossGuard()
        self._reset_measurements()

    def checkpoint(self) -> Checkpoint:
        """Return the present state of the run, to be restored later."""
        snapshot = self.trainer.snapshot()
        return Checkpoint(snapshot, self.curves.copy(), tuple(self.marks))

    def restore(self, checkpoint: Checkpoint) -> None:
        """Return to the state of a checkpoint."""
        self.trainer.restore(checkpoint.snapshot)
        self.curves = checkpoint.curves.copy()
        self.marks = Marks(checkpoint.marks)
        self.running = self.running and not self.trainer.stopped
        self._reset_measurements()

    def recompiled(self) -> None:
        """Discard measurements of the program as it was before a change."""
        self._slice = SliceSize()
        self._loss_guard.reset()
        self._losses: tuple[tuple[int, int], float, float] | None = None

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
        self.running = not self.trainer.stopped

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
        return self.pace.next_at(n_ops=self.trainer.n_ops)

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
        n_due = self.pace.due(n_ops=self.trainer.n_ops, now=now)
        if n_due < 1:
            return
        if self.pace.is_by_op:
            self.trainer.advance("op")
            self.pace.spend(1)
            return
        n_steps = min(n_due, self._slice.steps(budget_seconds))
        self._step(n_steps)
        self.pace.spend(n_steps)

    def _step(self, n_steps: int) -> None:
        started = self.clock()
        self.trainer.step(n_steps)
        self._slice.learn(n_steps, self.clock() - started)

    # ---- the loss --------------------------------------------------------------------

    def losses(self) -> tuple[float, float]:
        """Return train and test loss, computed once per step."""
        trainer = self.trainer
        key = (trainer.step_count, trainer.op_index)
        if self._losses is None or self._losses[0] != key:
            self._losses = (key, *trainer.losses)
        return self._losses[1:]

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Train inside; a divergence is traced back to the first one.

        Raises
        ------
        DivergenceError
            The first since training began; the trainer is then before that step.
        """
        self._loss_guard.begin(self.trainer)
        try:
            yield
        except DivergenceError as error:
            self._losses = None
            raise self._loss_guard.trace_back(self.trainer, error.step) from None
        if self._loss_guard.is_due(self.trainer.step_count):
            error_found = self.check_loss()
            if error_found is not None:
                raise error_found

    def check_loss(self) -> DivergenceError | None:
        """Roll back to before the first step that was not finite, if there was one.

        Returns
        -------
        The divergence that caused the rollback, or None if all steps were finite.
        """
        error = self._loss_guard.check(self.trainer, self.losses()[0])
        if error is not None:
            self._losses = None
        return error

    # ---- changes ---------------------------------------------------------------------

    def mark(self, changed: Mapping[str, tuple[Any, Any]], *, now: float) -> None:
        """Mark changed fields of the experiment, each with its old and new value."""
        self._loss_guard.reset()
        changes = [
            ChangedField(field=field, before=old, after=new)
            for field, (old, new) in changed.items()
        ]
        self.marks.add(self.trainer.step_count, changes, now=now)

    def set_parameter(
        self, layer: int, row: int, column: int | None, value: float, *, now: float
    ) -> None:
        """Set one weight or bias by hand, and mark it."""
        trainer = self.trainer
        olds = trainer.layout.pairs(trainer.vector.copy())
        trainer.set_parameter(layer, row, column, value)
        W, b = olds[layer]
        old = W[row, column] if column is not None else b[row, 0]  # type: ignore[index]
        change = ChangedField(
            field="b" if column is None else "W",
            before=float(old),
            after=value,
            layer=layer,
            row=row,
            column=column,
        )
        self.marks.add(trainer.step_count, [change], now=now)
        self._loss_guard.reset()
        self._losses = None

    # ---- what can be read ------------------------------------------------------------

    def history(self) -> History:
        """Return the curves, and the changes marked on them."""
        return self.curves.event(tuple(self.marks))

    def measured_speed(self, *, now: float) -> float | None:
        """Return steps per second; None while paused, or before it can be told."""
        speed = self._speed.measure(self.trainer.step_count, now=now)
        return speed if self.running else None

    def add_point(self, readout: Readout, *, now: float) -> None:
        """Add a point to the curves, if there was a step since the last one.

        While the run trains, a few points in a second are enough; a pause adds one.
        """
        trainer = self.trainer
        step = trainer.step_count
        if step <= self.curves.last_step or trainer.op_index:
            return
        if self.running and 0 <= now - self._point_at < POINT_SECONDS:
            return
        self._point_at = now
        rms = tuple(readout.gradient_rms.tolist())
        accuracies = trainer.train_accuracy, trainer.test_accuracy
        self.curves.add(Point(step, *self.losses(), *accuracies, rms))

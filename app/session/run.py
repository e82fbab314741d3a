"""Run: a trainer, how fast it goes, what it is in the middle of, and its curves."""

import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.i18n import t
from app.protocol.commands import Advance
from app.protocol.events import ChangedField, History, Status
from app.session.checkpoints import Checkpoint
from app.session.describe import op_info
from app.session.history import Curve, Marks, Point
from app.session.loss_guard import LossGuard
from app.session.pacing import Pace, SliceSize
from app.session.sentences import standing
from app.stream.readout import Readout
from engine import DivergenceError, Experiment, ExperimentError, Trainer

__all__ = ["PendingAdvance", "Run", "check_cost", "new_trainer"]

MAX_EVALUATION = 50_000_000
"""Multiply-adds of one look at the loss of all samples: about 15 ms."""
MAX_KEPT_NUMBERS = 2_000_000
"""Numbers that such a look keeps: about 32 MB."""
REMEMBER_SECONDS = 0.09
"""Between two points of the curves of a run that goes on."""
SPEED_LOOKS = 5
"""Over so many statuses speed is measured: a late turn is made up for by the next."""
SAME_SHAPE = frozenset(
    "learning_rate momentum beta1 beta2 rho eps weight_decay schedule schedule_steps"
    " schedule_factor warmup_steps l1 l2 max_norm clip_norm patience".split()
)
"""Fields that change neither data, network nor losses, nor what a step costs."""


def check_cost(experiment: Experiment, n_samples: int) -> None:
    """Refuse a network that is too large to be evaluated on so many samples.

    Raises
    ------
    ExperimentError
    """
    sizes = experiment.sizes
    weights = sum(m * n for m, n in pairwise(sizes))
    most = min(MAX_EVALUATION // weights, MAX_KEPT_NUMBERS // sum(sizes))
    if n_samples > most:
        message = t("error.samples", most=most)
        raise ExperimentError("n_samples", n_samples, message, most)


def new_trainer(experiment: Experiment) -> Trainer:
    """Return a trainer at step 0, or raise `ExperimentError` if it is too large."""
    trainer = Trainer(experiment)
    check_cost(experiment, n_samples(trainer))
    return trainer


def n_samples(trainer: Trainer) -> int:
    """Count training and test samples."""
    return int(trainer.data.train_x.shape[1] + trainer.data.test_x.shape[1])


@dataclass(slots=True)
class PendingAdvance:
    """An advance under way; it may take several turns."""

    command: Advance
    done: int = 0
    error: DivergenceError | None = None

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to do."""
        return self.error is not None or self.done >= self.command.count


class Run:
    """Training without a viewer.

    Parameters
    ----------
    trainer : Trainer
    clock : callable
        Seconds; measures what a step costs and ends a turn.
    """

    def __init__(self, trainer: Trainer, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._losses: tuple[tuple[int, int], float, float] | None = None
        self.pace = Pace()
        self.replace(trainer)

    def replace(self, trainer: Trainer) -> None:
        """Start anew with another trainer, paused."""
        self.trainer = trainer
        self.running = False
        self.pending: PendingAdvance | None = None
        self.curve = Curve()
        self.marks = Marks()
        self._loss_guard = LossGuard()
        self._forget()

    def restore(self, kept: Checkpoint) -> None:
        """Stand where a run stood."""
        self.trainer.restore(kept.snapshot)
        self.curve, self.marks = kept.curve.copy(), Marks(kept.marks)
        self.running = self.running and not self.trainer.stopped
        self._forget()

    def recompiled(self) -> None:
        """Forget what the program before a change has cost and given."""
        self._slice = SliceSize()
        self._loss_guard.forget()
        self.forget_losses()

    def _forget(self) -> None:
        self.recompiled()
        self._looks: deque[tuple[float, int]] = deque(maxlen=SPEED_LOOKS)
        self._speed: float | None = None
        self._remembered_at = -math.inf

    def play(self, steps_per_second: float | None, *, now: float) -> None:
        """Train at a speed, None being as fast as the machine goes."""
        self.pace.set(steps_per_second, now=now)
        self._looks.clear()
        if not self.running:
            self._speed = None
        self.running = not self.trainer.stopped

    def rested(self, *, now: float) -> None:
        """Leave the time that has passed out of account."""
        self._looks.clear()
        self.pace.set(self.pace.steps_per_second, now=now)

    def due_at(self) -> float | None:
        """Return when there is training to do; None if there is none."""
        if self.pending is not None:
            return -math.inf
        if not self.running:
            return None
        if self.pace.is_free:
            return -math.inf
        return self.pace.next_at(n_ops=self.trainer.n_ops)

    def turn(self, budget_seconds: float, *, now: float) -> None:
        """Train for about so long.

        Raises
        ------
        DivergenceError
            If a number is no longer finite; the trainer stands before that step.
        """
        if self.pending is not None:
            self.go_on(budget_seconds)
        elif self.running and self.pace.is_free:
            self._steps(self._slice.steps(budget_seconds))
        elif self.running:
            self._paced(budget_seconds, now=now)

    def go_on(self, budget_seconds: float) -> None:
        """Continue the pending advance; a divergence ends it and is kept with it."""
        pending, trainer = self.pending, self.trainer
        assert pending is not None
        deadline = self._clock() + budget_seconds
        by = pending.command.by
        try:
            while not pending.is_over and not trainer.stopped:
                epoch = trainer.epoch
                trainer.advance("step" if by == "epoch" else by)
                pending.done += by != "epoch" or trainer.epoch > epoch
                if self._clock() >= deadline:
                    break
        except DivergenceError as error:
            pending.error = self.lost() or error
            self.retrace()
        if pending.is_over and pending.error is None:
            pending.error = self.lost()

    def _steps(self, steps: int) -> None:
        started = self._clock()
        self.trainer.step(steps)
        self._slice.learn(steps, self._clock() - started)

    def _paced(self, budget_seconds: float, *, now: float) -> None:
        due = self.pace.due(n_ops=self.trainer.n_ops, now=now)
        if due < 1:
            return
        if self.pace.is_by_op:
            self.trainer.advance("op")
            self.pace.spend(1)
            return
        steps = min(due, self._slice.steps(budget_seconds))
        self._steps(steps)
        self.pace.spend(steps)

    # ---- what can be read ----------------------------------------------------------

    def losses(self) -> tuple[float, float]:
        """Return train and test loss, computed once per step."""
        trainer = self.trainer
        key = (trainer.step_count, trainer.op_index)
        if self._losses is None or self._losses[0] != key:
            self._losses = (key, *trainer.losses)
        return self._losses[1:]

    def history(self) -> History:
        """Return the curves, and the changes marked on them."""
        return self.curve.event(tuple(self.marks))

    def mark(self, changed: Mapping[str, tuple[Any, Any]], *, now: float) -> None:
        """Mark fields of the experiment, each with its old and its new value."""
        self._loss_guard.forget()
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
        self._loss_guard.forget()
        self.forget_losses()

    def lost(self) -> DivergenceError | None:
        """Go back to the last finite loss, if it is no longer; say what was not."""
        error = self._loss_guard.look(self.trainer, self.losses()[0])
        if error is not None:
            self.forget_losses()
        return error

    def retrace(self) -> None:
        """Have a trace of the last step again, after going back."""
        self._loss_guard.retrace(self.trainer)

    def forget_losses(self) -> None:
        """Compute them anew: a parameter was set by hand."""
        self._losses = None

    def status(self, *, now: float, note: str = "") -> Status:
        """Say how the run stands; ``note`` replaces the usual sentence."""
        trainer = self.trainer
        self._measure_speed(now)
        train_loss, test_loss = self.losses()
        return Status(
            running=self.running,
            step=trainer.step_count,
            epoch=trainer.epoch,
            batch=trainer.batch_index,
            steps_per_second=self._speed if self.running else None,
            train_loss=train_loss,
            test_loss=test_loss,
            train_accuracy=trainer.train_accuracy,
            test_accuracy=trainer.test_accuracy,
            op=op_info(trainer),
            message=note or standing(trainer, running=self.running),
        )

    def remember(self, readout: Readout, *, now: float) -> None:
        """Add a point to the curves, if there was a step since the last one.

        While it runs, a few in a second are enough; where it stops there is one.
        """
        step = self.trainer.step_count
        if step <= self.curve.last_step or self.trainer.op_index:
            return
        if self.running and 0 <= now - self._remembered_at < REMEMBER_SECONDS:
            return
        self._remembered_at = now
        rms = tuple(readout.gradient_rms.tolist())
        trainer = self.trainer
        right = trainer.train_accuracy, trainer.test_accuracy
        self.curve.add(Point(step, *self.losses(), *right, rms))

    def _measure_speed(self, now: float) -> None:
        step, looks = self.trainer.step_count, self._looks
        if looks and now - looks[0][0] > 0.05:
            self._speed = max(0, step - looks[0][1]) / (now - looks[0][0])
        if not looks or now - looks[-1][0] > 0.05:
            looks.append((now, step))

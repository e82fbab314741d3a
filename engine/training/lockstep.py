"""Lockstep: one trainer, or two that take every step together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from typing import Any

from engine.program.ops.op import PHASES
from engine.program.trace import Trace
from engine.training.changes.change import ChangeReport
from engine.training.divergence import DivergenceError
from engine.training.first_difference import COMPARE_EVERY, FirstDifference
from engine.training.snapshot import LockstepSnapshot
from engine.training.stepping.step_back import position_before
from engine.training.trainer import Trainer

__all__ = ["Lockstep"]


class Lockstep:
    """Trains one network, or two twins that take every step together.

    Twins whose experiments agree in the data, its seed and the batch size see the same
    batches in the same order; those that agree in ``seed`` have the same dropout draws,
    and the same initial draws, rescaled where their initializers are of one family (all
    uniform, or all normal), up to the first layer whose shape differs.  Any setting may
    differ, the shape of the network included.

    Parameters
    ----------
    *trainers : Trainer
        One or two, at the same step.  Two begin that step again if they are within it.

    Attributes
    ----------
    trainers : tuple of Trainer
    """

    def __init__(self, *trainers: Trainer) -> None:
        if len({trainer.step_count for trainer in trainers}) > 1:
            message = "trainers must be at the same step"
            raise ValueError(message)
        self.trainers = trainers
        self._difference = FirstDifference()
        if len(trainers) > 1:
            self._compare_now()

    @property
    def step_count(self) -> int:
        """The number of finished steps."""
        return self.trainers[0].step_count

    @property
    def op_index(self) -> int:
        """The number of ops of its current step that the first one has run."""
        return self.trainers[0].op_index

    @property
    def stopped(self) -> bool:
        """Whether early stopping has ended the run of one of them, and so of both."""
        return self.trainers[0].stopped or self.trainers[-1].stopped

    @property
    def differences(self) -> dict[str, tuple[Any, Any]]:
        """The settings that differ, with both values as JSON values."""
        first, last = self.trainers[0].experiment, self.trainers[-1].experiment
        plain = [e.to_dict(with_samples=False) for e in (first, last)]
        return {
            field: (plain[0][field], plain[1][field])
            for field in plain[0]
            if getattr(first, field) != getattr(last, field)
        }

    @property
    def first_difference(self) -> int | None:
        """The step after which the parameters first differed; 0 is the start.

        None while they are equal or their shapes differ, and without a twin.
        """
        self._difference.compare(self.trainers)
        return self._difference.step

    # ---- running ---------------------------------------------------------------------

    def step(self, n_steps: int = 1) -> int:
        """Train n_steps whole steps; a step that has begun is finished as the first.

        Returns
        -------
        int
            The number of steps made; less than n_steps only if early stopping ends one
            of the runs.

        Raises
        ------
        DivergenceError
            When a step of one gives a number that is not finite; its ``run`` tells of
            which.  Both are then before that step.
        """
        if len(self.trainers) == 1:
            return self.trainers[0].step(n_steps)
        start = self.step_count
        while (made := self.step_count - start) < n_steps and not self.stopped:
            most = n_steps - made
            if self._difference.is_possible(self.trainers):
                most = min(most, COMPARE_EVERY)
            self._move(partial(self.trainers[0].step, most))
        return made

    def advance(self, by: str, count: int = 1) -> None:
        """Run ``count`` ops, layers, phases, steps or epochs of the first trainer.

        The other one goes along: within a step to the same share of the same phase, so
        op by op where both have the same program.

        Raises
        ------
        ValueError
            If ``by`` is none of these units.
        DivergenceError
            As `step` does.
        """
        if len(self.trainers) == 1:
            self.trainers[0].advance(by, count)
            return
        for _ in range(count):
            if self.stopped:
                return
            self._difference.compare(self.trainers)  # within a step there is none
            self._move(partial(self.trainers[0].advance, by))

    def step_back(self, by: str, count: int = 1) -> int:
        """Undo the last ``count`` ops or steps of the first trainer, to the bit.

        The other one goes along, as in `advance`.

        Returns
        -------
        int
            How many were undone: fewer only where no earlier state is kept.
        """
        first, n_ops = self.trainers[0], self.trainers[0].n_ops
        kept = [trainer.first_step for trainer in self.trainers]
        oldest = [step for step in kept if step is not None]
        now = (first.step_count, first.op_index)
        if len(oldest) < len(kept):
            return 0
        goal = position_before(now, by, count, n_ops=n_ops)
        goal = max(goal, (max(oldest), 0))
        if goal >= now:
            return 0
        first.return_to(*goal)
        for other in self.trainers[1:]:
            other.return_to(first.step_count, self._op_goal())
        self._forget_later_difference()
        if by == "op":
            return (now[0] - goal[0]) * n_ops + now[1] - goal[1]
        return now[0] + (now[1] > 0) - goal[0]

    def _forget_later_difference(self) -> None:
        """Forget a first difference after the present step; it is to be found again."""
        found, now = self._difference, self.step_count
        later = [each.step for each in found.equal] + [found.step or 0]
        if max(later) > now:
            begun = (replace(each.snapshot(), op_index=0) for each in self.trainers)
            self._difference = FirstDifference(None, tuple(begun))

    def _move(self, move: Callable[[], object]) -> None:
        """Move the first trainer and then the other; both stop at the same step."""
        first, second = self.trainers
        start = first.snapshot()
        self._difference.keep(self.trainers)
        # The second gets no further than the first: its error is at the earlier step.
        error = _divergence_of(move, run=0)
        error = _divergence_of(self._follow, run=1) or error
        if second.step_count < first.step_count:
            first.restore(start)
            first.step(second.step_count - first.step_count)
            first.settle()
        if error is not None:
            raise error

    def _follow(self) -> None:
        """Move the second trainer to where the first one is."""
        first, second = self.trainers
        if first.step_count > second.step_count:
            second.step(first.step_count - second.step_count)
        if first.step_count == second.step_count:
            if not first.op_index:  # also after a rollback to before this step
                second.settle()
            second.advance("op", self._op_goal() - second.op_index)

    def _op_goal(self) -> int:
        """Return how many ops of its step the second one has run by now."""
        first = self.trainers[0]
        if not first.op_index:
            return 0
        phase = first.next_op.phase
        earlier = PHASES[: PHASES.index(phase)]
        mine, others = ([op.phase for op in each.ops] for each in self.trainers)
        n_done = first.op_index - mine.index(phase)
        n_before = sum(name in earlier for name in others)
        return n_before + n_done * others.count(phase) // mine.count(phase)

    # ---- states ----------------------------------------------------------------------

    def snapshot(self) -> LockstepSnapshot:
        """Return everything that determines how both continue."""
        return LockstepSnapshot(
            snapshots=tuple(trainer.snapshot() for trainer in self.trainers),
            first_difference=self.first_difference,
            equal=self._difference.equal,
        )

    def restore(
        self, snapshot: LockstepSnapshot, traces: Sequence[Trace | None] = ()
    ) -> None:
        """Return to a snapshot, also to one with more trainers or fewer.

        ``traces`` are those of the snapshot's last step, see `Trainer.restore`.
        """
        wanted = snapshot.snapshots
        new = [Trainer(each.experiment) for each in wanted[len(self.trainers) :]]
        self.trainers = (*self.trainers, *new)[: len(wanted)]
        for trainer, each, trace in zip_longest(self.trainers, wanted, traces):
            trainer.restore(each, trace)
        self._difference = FirstDifference(snapshot.first_difference, snapshot.equal)

    # ---- changing --------------------------------------------------------------------

    def swap(self) -> None:
        """Exchange the two trainers."""
        self.trainers = self.trainers[::-1]
        self._difference.equal = self._difference.equal[::-1]

    def change(self, *changes: Mapping[str, Any]) -> list[ChangeReport]:
        """Change settings of each trainer; an empty mapping changes nothing.

        A step of which only some ops have run starts again, that of both.

        Raises
        ------
        ExperimentError
            As `Trainer.change` does; then neither has changed.
        """
        if len(self.trainers) > 1:
            for trainer, fields in zip(self.trainers, changes, strict=True):
                trainer.experiment.adapted(**fields)
        self._difference.compare(self.trainers)
        pairs = zip(self.trainers, changes, strict=True)
        reports = [trainer.change(**fields) for trainer, fields in pairs]
        self._compare_now()
        return reports

    def set_parameter(
        self, run: int, layer: int, row: int, column: int | None, value: float
    ) -> float:
        """Set a parameter of trainer 0 or 1; return the former value.

        Raises
        ------
        ExperimentError
            As `Trainer.set_parameter` does.
        """
        self._difference.compare(self.trainers)
        old = self.trainers[run].set_parameter(layer, row, column, value)
        self._compare_now()
        return old

    def _compare_now(self) -> None:
        """Settle and compare after a change: a difference is one of this step."""
        for trainer in self.trainers:
            trainer.settle()
        self._difference.equal = ()
        self._difference.compare(self.trainers)


def _divergence_of(move: Callable[[], object], *, run: int) -> DivergenceError | None:
    """Move, and return the divergence that ended it, if one did."""
    try:
        move()
    except DivergenceError as error:
        error.run = run
        return error
    return None

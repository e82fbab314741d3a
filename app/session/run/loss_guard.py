"""LossGuard: finds the first step whose numbers are not finite, and rolls back to it.

A step diverges if after it a parameter, a slot of the optimizer or the training loss is
not finite. The engine checks parameters and slots, seldom; the loss is evaluated only
when it is shown. So whatever is noticed comes late, and how late depends on how the run
was going. A `LossGuard` keeps snapshots of steps that were finite; when something is
noticed, it repeats the steps since the last snapshot one by one. The answer is the same
for every way of going on.

A step whose loss is not finite may be followed by one whose loss is. Weights have grown
huge by then: the steps before such a look are repeated, too, unless the loss must be
finite for so small weights (`engine.inspection.outputs.output_bound`).
"""

import math
from collections.abc import Callable, Sequence
from types import TracebackType

from engine import DivergenceError, Lockstep, LockstepSnapshot, Trace, Trainer
from engine.inspection.outputs.output_bound import may_diverge

__all__ = ["LOOK_EVERY", "SNAPSHOT_EVERY", "Guarded", "LossGuard"]

SNAPSHOT_EVERY = 128
"""The fewest steps between two snapshots of a small network."""
SNAPSHOT_EVERY_LARGE = 8
"""The fewest steps between two snapshots of a large one, whose steps take long."""
SNAPSHOT_PRODUCTS = 10_000_000
"""Products of a weight and a sample between two snapshots of a network in between."""
LOOK_EVERY = 2048
"""Steps after which the loss is evaluated even if it is not shown, so that there are
never many to repeat."""


class LossGuard:
    """Holds the newest snapshots of finite steps, at most two.

    The first snapshot is that of the step where the run begins or continues after a
    change. It counts as finite whatever its loss is.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Drop the snapshots: the next steps do not continue from them."""
        self._snapshots: list[LockstepSnapshot] = []
        self._traces: tuple[Trace | None, ...] = ()
        self._looked_at = 0
        self._safe_step: int | None = None
        self._every = SNAPSHOT_EVERY

    def begin(self, lockstep: Lockstep) -> None:
        """Store a first snapshot, unless there is one."""
        if self._snapshots:
            return
        self._looked_at = lockstep.step_count
        if not lockstep.op_index:
            self._traces = tuple(map(_trace, lockstep.trainers))
        self._keep(lockstep)

    def is_due(self, lockstep: Lockstep) -> bool:
        """Return whether the loss has to be evaluated though it is not shown.

        While it may be infinite, a check repeats all steps since the last one; so many
        checks cost no more than one, and each of them takes less time.
        """
        if lockstep.step_count - self._looked_at >= LOOK_EVERY:
            return True
        may = _may_diverge(lockstep)
        self._safe_step = None if may or lockstep.op_index else lockstep.step_count
        return may

    def check(
        self, lockstep: Lockstep, losses: Sequence[float]
    ) -> DivergenceError | None:
        """Check the steps since the last snapshot for numbers that are not finite.

        Parameters
        ----------
        lockstep : Lockstep
            It may be within a step.
        losses : sequence of float
            The present training loss of each network.

        Returns
        -------
        The first divergence, after a rollback to the step before it; None if all steps
        are finite.
        """
        step = lockstep.step_count
        self._looked_at = step
        if not self._snapshots or step <= self._snapshots[-1].step:
            return None
        is_finite = all(map(math.isfinite, losses))
        is_safe = step == self._safe_step and not lockstep.op_index
        if not is_finite or (not is_safe and _may_diverge(lockstep)):
            return self._repeat(lockstep, step)
        if step - self._snapshots[-1].step >= self._every:
            self._keep(lockstep)
        return None

    def trace_back(self, lockstep: Lockstep, step: int) -> DivergenceError:
        """Return the first divergence up to ``step``, which the engine has refused.

        The run is rolled back to the step before it.
        """
        error = self._repeat(lockstep, step)
        assert error is not None
        return error

    def _return_to(self, lockstep: Lockstep, step: int) -> None:
        """Return to a step that is not before the oldest snapshot.

        Its trace can be read, unless it could not when the run began there. A run that
        goes on from there and diverges again comes back at once.
        """
        earlier = [snapshot for snapshot in self._snapshots if snapshot.step < step]
        if not earlier:
            lockstep.restore(self._snapshots[0], self._traces)
            return
        self._snapshots = earlier
        lockstep.restore(earlier[-1])
        if step - 1 > earlier[-1].step:
            lockstep.step(step - 1 - earlier[-1].step)
            self._keep(lockstep)
        lockstep.step()

    def _keep(self, lockstep: Lockstep) -> None:
        """Store a snapshot of the last finished step; drop all but the one before."""
        snapshot = lockstep.snapshot()
        if lockstep.op_index:
            snapshot = snapshot.between_steps()
        self._snapshots = [*self._snapshots[-1:], snapshot]
        self._every = _snapshot_every(lockstep)

    def _repeat(self, lockstep: Lockstep, last: int) -> DivergenceError | None:
        """Repeat the steps since the newest snapshot until one of them diverges."""
        n_ops, start = lockstep.op_index, self._snapshots[-1]
        self._safe_step = None
        lockstep.restore(start)
        for step in range(start.step + 1, last + 1):
            error = _divergence(lockstep, step)
            if error is not None:
                self._return_to(lockstep, step - 1)
                return error
        lockstep.advance("op", n_ops)
        self._keep(lockstep)
        return None


class Guarded:
    """A context in which networks train; it raises the first divergence, if any.

    Parameters
    ----------
    guard : LossGuard
    lockstep : Lockstep
    trace_back : callable
        Takes a step at which a number was not finite; rolls back to before the first
        divergence up to it, and returns that.
    check_loss : callable
        Checks the loss, and returns the divergence that caused a rollback, if any.
    """

    __slots__ = ("_check_loss", "_guard", "_lockstep", "_trace_back")

    def __init__(
        self,
        guard: LossGuard,
        lockstep: Lockstep,
        trace_back: Callable[[int], DivergenceError],
        check_loss: Callable[[], DivergenceError | None],
    ) -> None:
        self._guard, self._lockstep = guard, lockstep
        self._trace_back, self._check_loss = trace_back, check_loss

    def __enter__(self) -> None:
        """Store a state to go back to, unless there is one."""
        self._guard.begin(self._lockstep)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Roll back to before the first divergence, and raise it."""
        if isinstance(error, DivergenceError):
            raise self._trace_back(error.step) from None
        if error is None and self._guard.is_due(self._lockstep):
            found = self._check_loss()
            if found is not None:
                raise found


def _may_diverge(lockstep: Lockstep) -> bool:
    return any(map(may_diverge, lockstep.trainers))


def _trace(trainer: Trainer) -> Trace | None:
    return None if trainer.last_step() is None else trainer.trace()


def _divergence(lockstep: Lockstep, step: int) -> DivergenceError | None:
    """Make one step; return its divergence, if any."""
    try:
        lockstep.step()
    except DivergenceError as error:
        return error
    for run, trainer in enumerate(lockstep.trainers):
        if may_diverge(trainer) and not math.isfinite(trainer.train_loss):
            return DivergenceError(step, None, "loss", run=run)
    return None


def _snapshot_every(lockstep: Lockstep) -> int:
    """Return the fewest steps between two snapshots: fewer if each takes longer."""
    products = sum(len(t.vector) * t.experiment.batch for t in lockstep.trainers)
    every = SNAPSHOT_PRODUCTS // products
    return min(SNAPSHOT_EVERY, max(SNAPSHOT_EVERY_LARGE, every))

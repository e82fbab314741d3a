"""LossGuard: detects a loss that is no longer finite, and rolls the run back.

Weights can stay finite for many steps after the loss has overflowed, so the engine's
own check of the weights comes late. A `LossGuard` checks the loss whenever it is about
to be shown, and rolls back to the last step with a finite loss.
"""

import math

from engine import DivergenceError, Snapshot, Trainer

__all__ = ["SNAPSHOT_EVERY", "LossGuard"]

SNAPSHOT_EVERY = 64
"""Steps between two snapshots: a rollback repeats at most about twice as many."""


class LossGuard:
    """Holds the newest snapshots that were taken at a finite loss, at most two."""

    def __init__(self) -> None:
        self._snapshots: list[Snapshot] = []

    def reset(self) -> None:
        """Drop the snapshots: the next steps do not continue from them."""
        self._snapshots = []

    def check(self, trainer: Trainer, loss: float) -> DivergenceError | None:
        """Take a snapshot if the loss is finite and one is due; else roll back.

        Parameters
        ----------
        trainer : Trainer
        loss : float
            Its present training loss.

        Returns
        -------
        The divergence, after a rollback to the last step with a finite loss; None if
        the loss is finite, or if there is no snapshot to roll back to.
        """
        if trainer.op_index:
            return None
        if math.isfinite(loss):
            if self._is_snapshot_due(trainer.step_count):
                self._take_snapshot(trainer)
            return None
        if not self._snapshots or self._snapshots[-1].step >= trainer.step_count:
            return None
        self._roll_back(trainer)
        self.restore_trace(trainer)
        return DivergenceError(trainer.step_count + 1, None, "loss")

    def restore_trace(self, trainer: Trainer) -> None:
        """Repeat the last step from an earlier snapshot if the trainer has no trace."""
        step = trainer.step_count
        earlier = [snapshot for snapshot in self._snapshots if snapshot.step < step]
        if trainer.last_step() is None and earlier:
            trainer.restore(earlier[-1])
            trainer.step(step - earlier[-1].step)

    def _is_snapshot_due(self, step: int) -> bool:
        if not self._snapshots:
            return True
        return not 0 <= step - self._snapshots[-1].step < SNAPSHOT_EVERY

    def _take_snapshot(self, trainer: Trainer) -> None:
        """Append a snapshot, and keep only the newest of those before it."""
        step = trainer.step_count
        before = [s for s in self._snapshots[-2:] if s.step < step][-1:]
        self._snapshots = [*before, trainer.snapshot()]

    def _roll_back(self, trainer: Trainer) -> None:
        """Bisect for a step with a finite loss that is followed by one without."""
        finite = self._snapshots[-1]
        n_steps = trainer.step_count - finite.step  # after so many it is not finite
        trainer.restore(finite)
        while n_steps > 1:
            half = n_steps // 2
            trainer.step(half)
            if math.isfinite(trainer.train_loss):
                self._take_snapshot(trainer)
                n_steps -= half
            else:
                trainer.restore(self._snapshots[-1])
                n_steps = half

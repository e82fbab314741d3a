"""LossGuard: no run trains on from, or is shown with, a loss that is not finite.

Weights can be finite for many steps after the loss has overflowed, so the engine's own
check of them comes late. A `LossGuard` checks the loss whenever it is about to be
shown, and rolls back to the last step where it was finite.
"""

import math

from engine import DivergenceError, Snapshot, Trainer

__all__ = ["KEEP_EVERY", "LossGuard"]

KEEP_EVERY = 64
"""Steps between two kept ones: going back makes at most about twice as many again."""


class LossGuard:
    """Keeps how a run stood when its loss was last seen to be finite, and before."""

    def __init__(self) -> None:
        self._kept: list[Snapshot] = []

    def forget(self) -> None:
        """Begin anew: what comes next does not follow from what is kept."""
        self._kept = []

    def look(self, trainer: Trainer, loss: float) -> DivergenceError | None:
        """Stand at the last step with a finite loss, and say which step had none.

        Parameters
        ----------
        trainer : Trainer
        loss : float
            Its training loss as it stands.
        """
        if trainer.op_index:
            return None
        if math.isfinite(loss):
            if self._is_behind(trainer.step_count):
                self._keep(trainer)
            return None
        if not self._kept or self._kept[-1].step >= trainer.step_count:
            return None
        self._go_back(trainer)
        self.retrace(trainer)
        return DivergenceError(trainer.step_count + 1, None, "loss")

    def retrace(self, trainer: Trainer) -> None:
        """Make the last step again where it can be, so that there is a trace of it."""
        step = trainer.step_count
        earlier = [snapshot for snapshot in self._kept if snapshot.step < step]
        if trainer.last_step() is None and earlier:
            trainer.restore(earlier[-1])
            trainer.step(step - earlier[-1].step)

    def _is_behind(self, step: int) -> bool:
        return not self._kept or not 0 <= step - self._kept[-1].step < KEEP_EVERY

    def _keep(self, trainer: Trainer) -> None:
        before = [s for s in self._kept[-2:] if s.step < trainer.step_count][-1:]
        self._kept = [*before, trainer.snapshot()]

    def _go_back(self, trainer: Trainer) -> None:
        """Find a step with a finite loss that is followed by one without: bisect."""
        sound = self._kept[-1]
        unsound_after = trainer.step_count - sound.step
        trainer.restore(sound)
        while unsound_after > 1:
            half = unsound_after // 2
            trainer.step(half)
            if math.isfinite(trainer.train_loss):
                self._keep(trainer)
                unsound_after -= half
            else:
                trainer.restore(self._kept[-1])
                unsound_after = half

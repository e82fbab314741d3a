"""Soundness: a run never goes on, and is never shown, with a loss that is not finite.

Weights can be finite for many steps after the loss has grown too large to hold, so the
engine's own look at them comes late. A `Guard` looks at the loss whenever it is about
to be shown, and goes back to the last step where it was finite.
"""

import math

from engine import DivergenceError, Snapshot, Trainer

__all__ = ["Guard"]


class Guard:
    """Keeps how a run stood when its loss was last seen to be finite."""

    def __init__(self) -> None:
        self._sound: Snapshot | None = None

    def forget(self) -> None:
        """Begin anew: what comes next does not follow from what is kept."""
        self._sound = None

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
            self._sound = trainer.snapshot()
            return None
        sound, self._sound = self._sound, None
        if sound is None or sound.step >= trainer.step_count:
            return None
        _go_back(trainer, sound)
        return DivergenceError(trainer.step_count + 1, None, "loss")


def _go_back(trainer: Trainer, sound: Snapshot) -> None:
    """Find a step with a finite loss that is followed by one without, by bisection."""
    unsound_after = trainer.step_count - sound.step
    trainer.restore(sound)
    while unsound_after > 1:
        half = unsound_after // 2
        trainer.step(half)
        if math.isfinite(trainer.train_loss):
            sound, unsound_after = trainer.snapshot(), unsound_after - half
        else:
            trainer.restore(sound)
            unsound_after = half

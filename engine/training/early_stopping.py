"""Early stopping: end a run whose loss no longer falls."""

from __future__ import annotations

import math

__all__ = ["EarlyStopping"]


class EarlyStopping:
    """Counts the epochs since the lowest loss.

    Attributes
    ----------
    best_loss : float
        The lowest loss so far; infinite before the first epoch.
    waited : int
        Epochs since then.
    """

    __slots__ = ("best_loss", "waited")

    def __init__(self) -> None:
        self.best_loss, self.waited = math.inf, 0

    def record(self, train_loss: float, test_loss: float) -> None:
        """Count an epoch, by its test loss or, without one, by its training loss."""
        loss = train_loss if math.isnan(test_loss) else test_loss
        self.waited = 0 if loss < self.best_loss else self.waited + 1
        self.best_loss = min(loss, self.best_loss)

    def has_stopped(self, patience: int | None) -> bool:
        """Return whether the loss has not fallen for ``patience`` epochs."""
        return patience is not None and self.waited >= patience

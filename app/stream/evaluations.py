"""Evaluations: when the frames of a viewer have the losses of their own step.

Losses, accuracies and predictions are computed over all samples. Where that takes long,
most frames of a run that trains repeat those of an earlier step, which their header
names: a viewer reads them some times a second.
"""

import math
from collections import deque
from typing import NamedTuple

__all__ = ["LONGEST_SECONDS", "SHARE", "Evaluations", "Losses"]

SHARE = 0.04
"""Of all time, for the evaluations of all viewers together, as long as each viewer gets
one in `LONGEST_SECONDS`."""
LONGEST_SECONDS = 0.1
"""The most time between two evaluations of a run that trains, with few viewers."""
CROWD = 60
"""Viewers of all runs for which that time is doubled, and so on."""
N_COSTS = 4
"""Evaluations whose shortest time counts: any other may have been interrupted."""


class Losses(NamedTuple):
    """The losses of the first network, and the number of steps that led to them."""

    step: int
    train: float
    test: float


class Evaluations:
    """When the frames of one viewer have losses of their own.

    Attributes
    ----------
    losses : Losses
        The newest; NaN before the first evaluation.
    """

    def __init__(self) -> None:
        self.losses = Losses(0, math.nan, math.nan)
        self._costs: deque[float] = deque(maxlen=N_COSTS)
        self._n_commands = -1
        self._due_at = -math.inf

    def expire(self) -> None:
        """Have the next frame evaluate: its layout or its networks are other ones."""
        self._costs.clear()
        self._n_commands = -1

    def learn(self, seconds: float) -> None:
        """Record how long an evaluation took."""
        self._costs.append(seconds)

    def are_due(self, step: int, n_commands: int, *, now: float) -> bool:
        """Return whether a frame of this step, after so many commands, has its own.

        A run may go back to an earlier step, and any command may change the weights.
        """
        is_later = n_commands == self._n_commands and step > self.losses.step
        return not is_later or now >= self._due_at

    def take(
        self, losses: Losses, n_commands: int, *, now: float, n_viewers: int = 1
    ) -> None:
        """Store the losses of a frame that has its own; so many share the time."""
        self.losses, self._n_commands = losses, n_commands
        cost = n_viewers * min(self._costs, default=0.0)
        longest = LONGEST_SECONDS * (1 + n_viewers // CROWD)
        self._due_at = now + min(cost / SHARE, longest)

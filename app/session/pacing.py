"""Pace: how much of a run is due now, and how many steps fill a short slice."""

import math

from app.stream.clock import TOLERANCE, tick_after

__all__ = ["BATCHES_PER_SECOND", "OP_SECONDS", "Pace", "SliceSize"]

OP_SECONDS = 2.0
"""The longest that one op takes, however slow the speed asked for."""
BACKLOG_SECONDS = 0.1
"""How much delay is caught up; what is lost beyond it stays lost."""
BATCHES_PER_SECOND = 60.0
"""Fast paces go in batches: nobody sees more states a second than frames."""
OP_BY_OP_BELOW = 1.0
"""Under this many steps per second a session goes op by op."""
MAX_CHUNK = 4096


class Pace:
    """A steady flow of credit: one unit may be done per whole credit.

    A unit is a step, or an op when the speed is under one step per second.
    """

    def __init__(self) -> None:
        self.steps_per_second: float | None = None
        self.batches_per_second = BATCHES_PER_SECOND
        self._credit = 0.0
        self._then = 0.0

    @property
    def is_free(self) -> bool:
        """Whether the machine is the only limit."""
        return self.steps_per_second is None

    @property
    def is_by_op(self) -> bool:
        """Whether units are ops."""
        speed = self.steps_per_second
        return speed is not None and speed < OP_BY_OP_BELOW

    def set(self, steps_per_second: float | None, *, now: float) -> None:
        """Start at a speed; the first unit is due at once."""
        self.steps_per_second = steps_per_second
        self._credit, self._then = 1.0, now

    def due(self, *, n_ops: int, now: float) -> int:
        """Return how many units are due. Not for a free pace."""
        rate = self._rate(n_ops)
        if self._is_ticking(rate):
            # Time stands still between ticks, so a late timer changes no count.
            tick = math.floor(now * self.batches_per_second + TOLERANCE)
            now = max(self._then, tick / self.batches_per_second)
        most = 1 + BACKLOG_SECONDS * rate
        self._credit = min(most, self._credit + (now - self._then) * rate)
        self._then = now
        return int(self._credit + TOLERANCE)

    def spend(self, units: int) -> None:
        """Note that so many units were done."""
        self._credit -= units

    def next_at(self, *, n_ops: int) -> float:
        """Return when the next unit, or the next batch of a fast pace, is due."""
        rate = self._rate(n_ops)
        wait = (1.0 - self._credit) / rate
        if wait <= 0:
            return self._then
        if not self._is_ticking(rate):
            return self._then + wait
        wait = max(wait, 0.5 / self.batches_per_second)
        return tick_after(self._then + wait, self.batches_per_second)

    def _is_ticking(self, rate: float) -> bool:
        return 2 * rate > self.batches_per_second

    def _rate(self, n_ops: int) -> float:
        speed = self.steps_per_second or math.inf
        return max(speed * n_ops, 1 / OP_SECONDS) if self.is_by_op else speed


class SliceSize:
    """Learns how many steps fit into a slice; a new network starts at one."""

    def __init__(self) -> None:
        self._seconds_per_step: float | None = None
        self._last = 1

    def forget(self) -> None:
        """Start anew: the cost of a step has changed."""
        self._seconds_per_step, self._last = None, 1

    def steps(self, budget_seconds: float) -> int:
        """Return how many steps to do; at most four times as many as last time."""
        if self._seconds_per_step is None:
            return 1
        fit = budget_seconds / self._seconds_per_step
        return max(1, min(int(fit), 4 * self._last, MAX_CHUNK))

    def learn(self, steps: int, seconds: float) -> None:
        """Take one measurement into account, quick ones more than slow ones."""
        self._last = steps
        each = max(seconds, 1e-7) / steps
        if self._seconds_per_step is None or each < self._seconds_per_step:
            self._seconds_per_step = each
        else:
            self._seconds_per_step += 0.2 * (each - self._seconds_per_step)

"""Pacing: how many steps are due now, how many fit into a turn, how fast it goes."""

import math
from collections import deque

from app.stream.clock import TOLERANCE, tick_after

__all__ = ["BATCHES_PER_SECOND", "OP_SECONDS", "Pace", "SliceSize", "SpeedMeter"]

OP_SECONDS = 2.0
"""The longest time for one op, however slow the requested speed."""
BACKLOG_SECONDS = 0.25
"""The longest delay that is made up for."""
BATCHES_PER_SECOND = 60.0
"""A fast pace is trained in so many batches, because no viewer gets more frames."""
OP_BY_OP_BELOW = 1.0
"""Below this many steps per second a run goes op by op."""
MAX_CHUNK = 4096
SPEED_SAMPLES = 5
"""The speed is a mean over this many samples, because turns can be late."""
SAMPLE_SECONDS = 0.05
"""The shortest time between two samples of the speed."""
CLEARLY_BELOW = 0.8
"""The share of the requested speed below which the actual one is reported as low."""
LEAST_COMPARED = 10.0
"""Steps per second below which a few samples tell too little."""


class Pace:
    """The requested speed, as credit that grows with time: one unit costs one credit.

    A unit is a step, or an op when the speed is under one step per second.
    """

    def __init__(self) -> None:
        self.steps_per_second: float | None = None
        self.batches_per_second = BATCHES_PER_SECOND
        self._credit = 0.0
        self._updated_at = 0.0

    @property
    def is_free(self) -> bool:
        """Whether the speed of the machine is the only limit."""
        return self.steps_per_second is None

    @property
    def is_by_op(self) -> bool:
        """Whether units are ops."""
        speed = self.steps_per_second
        return speed is not None and speed < OP_BY_OP_BELOW

    def set(self, steps_per_second: float | None, *, now: float) -> None:
        """Set the speed; the first unit is due at once."""
        self.steps_per_second = steps_per_second
        self._credit, self._updated_at = 1.0, now

    def due(self, *, n_ops: int, now: float) -> int:
        """Return how many units are due. Not for a free pace."""
        rate = self._units_per_second(n_ops)
        if 2 * rate > self.batches_per_second:
            # Credit grows at ticks only, so a late timer changes no count.
            tick = math.floor(now * self.batches_per_second + TOLERANCE)
            now = max(self._updated_at, tick / self.batches_per_second)
        most = 1 + BACKLOG_SECONDS * rate
        self._credit = min(most, self._credit + (now - self._updated_at) * rate)
        self._updated_at = now
        return int(self._credit + TOLERANCE)

    def spend(self, n_units: int) -> None:
        """Subtract units that have been done from the credit."""
        self._credit -= n_units

    def next_at(self, *, n_ops: int) -> float:
        """Return when the next unit, or the next batch of a fast pace, is due."""
        rate = self._units_per_second(n_ops)
        wait = (1.0 - self._credit) / rate
        if wait <= 0:
            return self._updated_at
        if 2 * rate <= self.batches_per_second:
            return self._updated_at + wait
        wait = max(wait, 0.5 / self.batches_per_second)
        return tick_after(self._updated_at + wait, self.batches_per_second)

    def _units_per_second(self, n_ops: int) -> float:
        speed = self.steps_per_second or math.inf
        if speed >= OP_BY_OP_BELOW:
            return speed
        return max(speed * n_ops, 1 / OP_SECONDS)


class SliceSize:
    """Learns how many steps fit into a time slice; a new network starts at one."""

    def __init__(self) -> None:
        self._seconds_per_step: float | None = None
        self._last = 1

    def steps(self, budget_seconds: float) -> int:
        """Return how many steps to do; at most four times as many as last time."""
        if self._seconds_per_step is None:
            return 1
        fit = budget_seconds / self._seconds_per_step
        return max(1, min(int(fit), 4 * self._last, MAX_CHUNK))

    def learn(self, n_steps: int, seconds: float) -> None:
        """Take one measurement into account, fast ones more than slow ones."""
        self._last = n_steps
        each = max(seconds, 1e-7) / n_steps
        if self._seconds_per_step is None or each < self._seconds_per_step:
            self._seconds_per_step = each
        else:
            self._seconds_per_step += 0.2 * (each - self._seconds_per_step)


class SpeedMeter:
    """Measures steps per second over the newest samples."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque(maxlen=SPEED_SAMPLES)
        self._speed: float | None = None

    def restart(self) -> None:
        """Drop the samples; the last measured speed stays until there are new ones."""
        self._samples.clear()

    def measure(self, step: int, *, now: float) -> float | None:
        """Add a sample and return the speed; None before there are samples enough."""
        samples = self._samples
        if samples and now - samples[0][0] > SAMPLE_SECONDS:
            n_steps = max(0, step - samples[0][1])
            self._speed = n_steps / (now - samples[0][0])
        if not samples or now - samples[-1][0] > SAMPLE_SECONDS:
            samples.append((now, step))
        return self._speed

    def is_below(self, steps_per_second: float | None) -> bool:
        """Return whether the present samples are clearly slower than a speed."""
        if steps_per_second is None or steps_per_second < LEAST_COMPARED:
            return False
        if self._speed is None or len(self._samples) < SPEED_SAMPLES:
            return False
        return self._speed < CLEARLY_BELOW * steps_per_second

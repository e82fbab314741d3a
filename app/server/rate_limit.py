"""Limits on how often one sender may send, and how much its messages may cost."""

import math

__all__ = ["ABUSE_BURSTS", "PENALTY_FACTOR", "PenaltyPause", "TokenBucket"]

ABUSE_BURSTS = 10
"""Refusals in a row, in bursts, that count as abuse."""
PENALTY_FACTOR = 2.0
"""Length of the pause after a costly message, as a multiple of the time that it took:
at most half of the time goes into such messages."""


class TokenBucket:
    """A token bucket: ``burst`` at once, ``rate`` per second in the long run."""

    def __init__(self, *, rate: float, burst: int, now: float) -> None:
        self.rate = rate
        self.burst = burst
        self.refused = 0
        self._tokens = float(burst)
        self._filled_at = now

    def take(self, *, now: float) -> bool:
        """Take one token; False if there is none."""
        filled = self._tokens + (now - self._filled_at) * self.rate
        self._tokens, self._filled_at = min(float(self.burst), filled), now
        if self._tokens < 1:
            self.refused += 1
            return False
        if self._tokens >= self.burst / 2:
            self.refused = 0
        self._tokens -= 1
        return True

    @property
    def is_abused(self) -> bool:
        """Whether the sender goes on although it is refused."""
        return self.refused >= ABUSE_BURSTS * self.burst


class PenaltyPause:
    """The pauses of all senders of costly messages, one after the other.

    Many such senders together get no more of the server than one of them would.
    """

    def __init__(self) -> None:
        self._ends_at = -math.inf

    def add(self, seconds: float, *, now: float) -> float:
        """Return when the sender of a message that took so long may continue."""
        self._ends_at = max(now, self._ends_at) + PENALTY_FACTOR * seconds
        return self._ends_at

"""Limits on how often one sender may send."""

__all__ = ["ABUSE_BURSTS", "TokenBucket"]

ABUSE_BURSTS = 10
"""Refusals in a row, in bursts, that count as abuse."""


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

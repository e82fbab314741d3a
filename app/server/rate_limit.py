"""How often one sender may speak."""

__all__ = ["ABUSE", "TokenBucket"]

ABUSE = 10
"""So many times the burst refused in a row is abuse."""


class TokenBucket:
    """A token bucket: ``burst`` at once, ``rate`` per second in the long run."""

    def __init__(self, *, rate: float, burst: int, now: float) -> None:
        self.rate = rate
        self.burst = burst
        self.refused = 0
        self._tokens = float(burst)
        self._then = now

    def take(self, *, now: float) -> bool:
        """Take one token; False if there is none."""
        filled = self._tokens + (now - self._then) * self.rate
        self._tokens, self._then = min(float(self.burst), filled), now
        if self._tokens < 1:
            self.refused += 1
            return False
        if self._tokens >= self.burst / 2:
            self.refused = 0
        self._tokens -= 1
        return True

    @property
    def is_abused(self) -> bool:
        """Whether the sender does not care about being refused."""
        return self.refused >= ABUSE * self.burst

"""CongestionWindow: the frames in flight to one reader, and how many there may be.

One is enough where acknowledgements come back at once. Over a line with a long round
trip, one in flight would mean one frame per round trip. So there may be as many as fit
into the line at the requested rate, but none that would only wait in a queue, because
the line or its reader is slow. As in TCP Vegas (Brakmo and Peterson, 1995), the window
follows how much longer the present round trip is than the shortest one.
"""

import math
from collections import deque

__all__ = ["MAX_IN_FLIGHT", "CongestionWindow"]

MAX_IN_FLIGHT = 8
SPARE = 0.5
"""Frames beyond what the line holds, so that an uneven line stays full, too."""
FEW_QUEUED, MANY_QUEUED = 0.8, 1.5
"""Frames that wait in queues: below the first the window grows by one frame, above the
second it shrinks by one."""
REMEASURE_SECONDS = 10.0
"""How long the shortest round trip counts before it is measured anew."""
LONGER_BY = 1.25
"""If every round trip in that time was longer than the shortest by this factor, the
line may have become longer, or its queue never empties; a single frame in flight tells
which."""


class CongestionWindow:
    """Frames in flight, in the order of their numbers."""

    def __init__(self) -> None:
        self._sent: deque[tuple[int, float, bool]] = deque()
        self._size = 1
        self._n_acknowledged = 0
        self._shortest = self._recent_shortest = math.inf
        self._remeasures_at = math.inf
        self._is_measuring = True

    @property
    def oldest_sent_at(self) -> float | None:
        """When the oldest frame in flight was sent; None if there is none."""
        return self._sent[0][1] if self._sent else None

    def has_room(self, fps: int) -> bool:
        """Return whether one more frame may be sent, at this many frames a second."""
        n = len(self._sent)
        return n == 0 or (n < self._size and n <= self._shortest * fps + SPARE)

    def is_in_flight(self, seq: int) -> bool:
        """Return whether this frame was sent and is not acknowledged."""
        return any(seq == sent for sent, _, _ in self._sent)

    def send(self, seq: int, *, now: float) -> None:
        """Add a frame that is being sent."""
        self._sent.append((seq, now, not self._sent))

    def acknowledge(self, seq: int, *, now: float) -> bool:
        """Remove a frame and those sent before it; False if it is not in flight."""
        if not self.is_in_flight(seq):
            return False
        n_sent = len(self._sent)
        while (frame := self._sent.popleft())[0] != seq:
            pass
        _, sent_at, was_alone = frame
        if was_alone and self._is_measuring:
            self._set_shortest(now - sent_at, now)
        if not self._is_measuring:
            self._learn(now - sent_at, n_sent, now)
        return True

    def clear(self) -> None:
        """Remove all frames: they will not be acknowledged."""
        self._sent.clear()

    def _set_shortest(self, seconds: float, now: float) -> None:
        """Take a measured round trip for the shortest."""
        self._is_measuring = False
        self._shortest, self._recent_shortest = seconds, math.inf
        self._remeasures_at = now + REMEASURE_SECONDS

    def _learn(self, seconds: float, n_sent: int, now: float) -> None:
        """Grow or shrink the window by one frame, once per round trip."""
        self._shortest = min(self._shortest, seconds)
        self._recent_shortest = min(self._recent_shortest, seconds)
        if now >= self._remeasures_at:
            if self._recent_shortest > LONGER_BY * self._shortest:
                self._is_measuring, self._size, self._n_acknowledged = True, 1, 0
                return
            self._set_shortest(self._recent_shortest, now)
        self._n_acknowledged += 1
        if self._n_acknowledged < self._size:
            return
        self._n_acknowledged = 0
        n_queued = n_sent * (1 - self._shortest / max(seconds, 1e-9))
        if n_queued > MANY_QUEUED:
            self._size = max(1, self._size - 1)
        elif n_queued < FEW_QUEUED and n_sent >= self._size:
            self._size = min(MAX_IN_FLIGHT, self._size + 1)

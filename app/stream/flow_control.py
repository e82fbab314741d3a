"""CongestionWindow: the frames on their way to one reader, and how many may be.

One is enough where acknowledgements come back at once. Over a long line one would mean
a frame per round trip, so as many may fly as fit into the line at the rate asked for,
but none that would only wait in a queue: that line, or that reader, is slow, not long.
Like TCP Vegas (Brakmo and Peterson, 1995), it goes by how much longer the way takes
than it took at its best.
"""

import math
from collections import deque

__all__ = ["MOST", "CongestionWindow"]

MOST = 8
"""Frames in flight at most."""
SPARE = 0.5
"""More than the line holds at its best, so that an uneven one stays full, too."""
FEW, MANY = 0.8, 1.5
"""Frames that wait in queues on the way: with fewer there is room for one more, with
more than many for one less."""
FORGET_SECONDS = 10.0
"""How long the best time counts before it is looked at anew."""
LONGER = 1.25
"""If nothing was nearly as fast as the best for so long, the way may have become longer
or have a queue that never ends; one frame alone tells which."""


class CongestionWindow:
    """Frames in flight, in the order of their numbers."""

    def __init__(self) -> None:
        self._sent: deque[tuple[int, float, bool]] = deque()
        self._room = 1
        self._n_landed = 0
        self._best = self._recent_best = math.inf
        self._forgets_at = math.inf
        self._is_measuring = True

    @property
    def since(self) -> float | None:
        """When the oldest of them was sent; None if there is none."""
        return self._sent[0][1] if self._sent else None

    def has_room(self, fps: int) -> bool:
        """Tell whether one more may be sent, at so many frames a second."""
        n = len(self._sent)
        return n == 0 or (n < self._room and n <= self._best * fps + SPARE)

    def awaits(self, seq: int) -> bool:
        """Tell whether this frame is in flight."""
        return any(seq == sent for sent, _, _ in self._sent)

    def send(self, seq: int, *, now: float) -> None:
        """Note that a frame was sent."""
        self._sent.append((seq, now, not self._sent))

    def land(self, seq: int, *, now: float) -> bool:
        """Note that a frame has come, and with it those before; False if unknown."""
        if not self.awaits(seq):
            return False
        n_sent = len(self._sent)
        while (landed := self._sent.popleft())[0] != seq:
            pass
        _, sent_at, was_alone = landed
        if was_alone and self._is_measuring:
            self._measured(now - sent_at, now)
        if not self._is_measuring:
            self._learn(now - sent_at, n_sent, now)
        return True

    def clear(self) -> None:
        """Wait for none of them any more."""
        self._sent.clear()

    def _measured(self, seconds: float, now: float) -> None:
        """Take the time of one frame alone for the best."""
        self._is_measuring = False
        self._best, self._recent_best = seconds, math.inf
        self._forgets_at = now + FORGET_SECONDS

    def _learn(self, seconds: float, n_sent: int, now: float) -> None:
        """Widen or narrow the room by one, once per round."""
        self._best = min(self._best, seconds)
        self._recent_best = min(self._recent_best, seconds)
        if now >= self._forgets_at:
            if self._recent_best > LONGER * self._best:
                self._is_measuring, self._room, self._n_landed = True, 1, 0
                return
            self._measured(self._recent_best, now)
        self._n_landed += 1
        if self._n_landed < self._room:
            return
        self._n_landed = 0
        n_queued = n_sent * (1 - self._best / max(seconds, 1e-9))
        if n_queued > MANY:
            self._room = max(1, self._room - 1)
        elif n_queued < FEW and n_sent >= self._room:
            self._room = min(MOST, self._room + 1)

"""Keepalive: pings that find dead connections; a limit to the client's own pings."""

import asyncio
import secrets
from collections.abc import Callable

from app.server.limits.rate_limit import TokenBucket

__all__ = ["MAX_PINGS", "PING_SECONDS", "Keepalive"]

PING_SECONDS = 8.0
"""Between two pings, and for the answer: a dead connection ends within 16 seconds."""
MAX_PINGS = 200
"""Pings and unsolicited pongs at once; a tenth of it per second."""


class Keepalive:
    """Pings one client regularly and counts the client's own pings.

    Parameters
    ----------
    seconds : float
        Between two pings. One that is not answered when the next is due is too late.
    loop : AbstractEventLoop
        Holds the timer.
    ping : callable
        Sends a ping with a payload.
    fail : callable
        Called once, instead of another ping, when a ping was not answered in time.
    """

    def __init__(
        self,
        seconds: float,
        *,
        loop: asyncio.AbstractEventLoop,
        ping: Callable[[bytes], None],
        fail: Callable[[], None],
    ) -> None:
        self._seconds = seconds
        self._loop = loop
        self._ping = ping
        self._fail = fail
        self._timer: asyncio.TimerHandle | None = None
        self._unanswered: bytes | None = None
        self._client_pings = TokenBucket(
            rate=MAX_PINGS / 10, burst=MAX_PINGS, now=loop.time()
        )

    def start(self) -> None:
        """Plan the next ping."""
        self._timer = self._loop.call_later(self._seconds, self._tick)

    def stop(self) -> None:
        """Send no more pings."""
        if self._timer is not None:
            self._timer.cancel()

    def take_ping(self) -> bool:
        """Count a ping from the client; return False if it is one too many."""
        return self._client_pings.take(now=self._loop.time())

    def take_pong(self, payload: bytes) -> bool:
        """Handle a pong; an unsolicited one counts as a ping."""
        if payload == self._unanswered:
            self._unanswered = None
            return True
        return self.take_ping()

    def _tick(self) -> None:
        if self._unanswered is not None:
            self._fail()
            return
        self._unanswered = secrets.token_bytes(4)
        self._ping(self._unanswered)
        self.start()

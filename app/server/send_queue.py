"""SendQueue: what waits to be sent to one page, in order, and for how long."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.protocol.events import Closing
from app.stream.flow_control import MAX_IN_FLIGHT

__all__ = ["MAX_WAITING", "MAX_WAITING_CHARACTERS", "SendQueue"]

MAX_WAITING = 256
"""Messages that may wait for one reader."""
MAX_WAITING_CHARACTERS = 1 << 20
"""Of all events together; the longest has about half of it. Frames may be larger, but
no more of them wait than may be in flight: who has acknowledged more has not read them.
"""
FLUSH_SECONDS = 1.0
"""How long a reader may take for what is still unsent when it is closed."""


class SendQueue:
    """A queue to one socket. Nothing in it is dropped or overtaken.

    Frames are few, because most are made when an earlier one has been acknowledged.

    Parameters
    ----------
    websocket : WebSocket
    now : callable
        The time in seconds.
    send_now : callable, optional
        Writes a message at once, or returns False; saves waking a task per message.
    """

    def __init__(
        self,
        websocket: WebSocket,
        *,
        now: Callable[[], float],
        send_now: Callable[[str | bytes], bool] | None = None,
    ) -> None:
        self._websocket = websocket
        self._send_now = send_now
        self._now = now
        self._queue: deque[str | bytes] = deque()
        self._filled = asyncio.Event()
        self.stuck_since: float | None = None

    @property
    def overflows(self) -> bool:
        """Whether the page lets more wait than is good."""
        said = [len(message) for message in self._queue if isinstance(message, str)]
        return (
            len(self._queue) > MAX_WAITING
            or sum(said) > MAX_WAITING_CHARACTERS
            or len(self._queue) - len(said) > MAX_IN_FLIGHT
        )

    @property
    def _is_empty(self) -> bool:
        return not self._queue and self.stuck_since is None

    def put(self, messages: Iterable[str | bytes]) -> None:
        """Send messages, or add them to the end of what waits."""
        for message in messages:
            if self._is_empty and self._send_now and self._send_now(message):
                continue
            self._queue.append(message)
            self._filled.set()

    async def run(self) -> None:
        """Send for ever."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            while self._queue:
                self.stuck_since = self._now()
                await self._send(self._queue.popleft())
            self.stuck_since = None

    async def finish(self, closing: Closing) -> None:
        """Send what is queued and the reason, as far as the page reads, and close."""
        self._queue.append(closing.text())
        with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            async with asyncio.timeout(FLUSH_SECONDS):
                while self._queue:
                    await self._send(self._queue.popleft())
        with suppress(WebSocketDisconnect, RuntimeError):
            await self._websocket.close(closing.code, closing.reason)

    async def _send(self, message: str | bytes) -> None:
        kind = "text" if isinstance(message, str) else "bytes"
        await self._websocket.send({"type": "websocket.send", kind: message})

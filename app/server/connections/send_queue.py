"""SendQueue: the messages that wait to be sent to one client, in order."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from weakref import WeakSet

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.protocol.events import Closing
from app.stream.flow_control import MAX_IN_FLIGHT

__all__ = [
    "FAIR_BYTES",
    "MAX_ALL_BYTES",
    "MAX_WAITING",
    "MAX_WAITING_CHARACTERS",
    "SendQueue",
]

MAX_WAITING = 256
"""Messages that may wait for one client."""
MAX_WAITING_CHARACTERS = 1 << 20
"""Of all events together; the longest one has about half of it. Frames may be larger,
but no more of them wait than may be in flight: a client that acknowledges frames while
they wait here acknowledges what it has not read.
"""
FAIR_BYTES = 2_000_000
"""That may wait for each client, even while more than `MAX_ALL_BYTES` wait for all."""
MAX_ALL_BYTES = 64_000_000
FLUSH_SECONDS = 1.0
"""How long a client may take to read the rest of the queue when it is disconnected."""


class SendQueue:
    """A queue to one socket. No message is dropped or reordered.

    It holds few frames, because most are made when an earlier one is acknowledged.

    Parameters
    ----------
    websocket : WebSocket
    now : callable
        The time in seconds.
    send_now : callable, optional
        Writes a message without a task switch, or returns False.
    others : WeakSet of SendQueue, optional
        The queues of all clients, among them this one.

    Attributes
    ----------
    stuck_since : float or None
        When the message that is being sent was handed to the socket.
    """

    def __init__(
        self,
        websocket: WebSocket,
        *,
        now: Callable[[], float],
        send_now: Callable[[str | bytes], bool] | None = None,
        others: "WeakSet[SendQueue] | None" = None,
    ) -> None:
        self._others: WeakSet[SendQueue] = WeakSet() if others is None else others
        self._others.add(self)
        self._websocket = websocket
        self._send_now = send_now
        self._now = now
        self._queue: deque[str | bytes] = deque()
        self._filled = asyncio.Event()
        self.stuck_since: float | None = None

    @property
    def overflows(self) -> bool:
        """Whether more messages wait than one client may leave unread."""
        if not self._queue:
            return False
        lengths = [len(message) for message in self._queue if isinstance(message, str)]
        return (
            len(self._queue) > MAX_WAITING
            or sum(lengths) > MAX_WAITING_CHARACTERS
            or len(self._queue) - len(lengths) > MAX_IN_FLIGHT
            or self._is_unfair
        )

    @property
    def n_bytes(self) -> int:
        """The length of all messages that wait."""
        return sum(map(len, self._queue))

    @property
    def _is_unfair(self) -> bool:
        """Whether too much waits for all clients, and much of it for this one."""
        if self.n_bytes <= FAIR_BYTES:
            return False
        return sum(queue.n_bytes for queue in self._others) > MAX_ALL_BYTES

    @property
    def _is_empty(self) -> bool:
        return not self._queue and self.stuck_since is None

    def put(self, messages: Iterable[str | bytes]) -> None:
        """Send messages now if none waits, or add them to the queue."""
        for message in messages:
            if self._is_empty and self._send_now and self._send_now(message):
                continue
            self._queue.append(message)
            self._filled.set()

    async def run(self) -> None:
        """Send the messages of the queue until cancelled."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            while self._queue:
                self.stuck_since = self._now()
                await self._send(self._queue.popleft())
            self.stuck_since = None

    async def finish(self, closing: Closing) -> None:
        """Send the rest of the queue and the reason, then close the socket.

        A client that reads too slowly loses what it has not read in time.
        """
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

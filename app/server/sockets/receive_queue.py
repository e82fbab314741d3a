"""ReceiveQueue: the ASGI events of one connection that wait for the application."""

import asyncio
from typing import Any

__all__ = ["MAX_UNREAD", "ReceiveQueue"]

MAX_UNREAD = 16
"""Events that may wait before reading pauses."""


class ReceiveQueue:
    """A queue that pauses reading from the client when too many events wait.

    Reading goes on while few wait: a pause after each message would cost two system
    calls per message.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._is_paused = False

    @property
    def is_empty(self) -> bool:
        """Whether no event waits."""
        return self._queue.empty()

    def put(self, event: dict[str, Any]) -> None:
        """Add an event."""
        self._queue.put_nowait(event)
        if self._queue.qsize() >= MAX_UNREAD and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()

    async def get(self) -> dict[str, Any]:
        """Wait for the next event and return it."""
        event = await self._queue.get()
        if self._queue.empty():
            self._resume_reading()
        return event

    def end(self, code: int) -> None:
        """Add the last event: the connection has ended.

        Reading goes on, so that the client's own close arrives.
        """
        self._queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self._resume_reading()

    def _resume_reading(self) -> None:
        if self._is_paused:
            self._is_paused = False
            self._transport.resume_reading()

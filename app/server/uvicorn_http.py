"""uvicorn's HTTP connection, which has to get somewhere in time.

uvicorn waits for ever for a request that never comes, or comes a byte at a time. Each
such connection takes a file descriptor, and without one nobody else gets in.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.server.uvicorn_websocket import SmallReads

__all__ = ["ANSWER_SECONDS", "REQUEST_SECONDS", "HttpProtocol"]

REQUEST_SECONDS = 10.0
"""How long a new connection may take to ask for something."""
ANSWER_SECONDS = 120.0
"""How long it may then take to read the answer, and to ask for something else."""


class HttpProtocol(SmallReads, H11Protocol):  # type: ignore[misc]
    """One connection, until it becomes a websocket. Name it as uvicorn's ``http``.

    uvicorn's ``limit_concurrency`` is how many connections there may be, websockets
    among them; those beyond it are cut at once.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let somebody in."""
        super().connection_made(transport)
        most = self.limit_concurrency
        is_full = most is not None and len(self.connections) > most
        self._cut_in(0 if is_full else REQUEST_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._deadline.cancel()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Take what has come; with each request the time starts anew."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._deadline.cancel()
            self._cut_in(ANSWER_SECONDS)

    def send_400_response(self, msg: str) -> None:
        """Say that a request makes no sense, where nothing has been said yet."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.close()

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Hand over to the websocket, which has deadlines of its own.

        Without cookies, of which a browser keeps one set for all ports of a machine:
        here they mean nothing, but too many of them would be refused.
        """
        self._deadline.cancel()
        self.headers = [item for item in self.headers if item[0] != b"cookie"]
        super().handle_websocket_upgrade(event)

    def _cut_in(self, seconds: float) -> None:
        self._deadline = self.loop.call_later(seconds, self.transport.abort)

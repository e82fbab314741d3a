"""HttpProtocol: uvicorn's HTTP connection with deadlines.

uvicorn waits without limit for a request that never comes, or comes a byte at a time.
Each such connection takes a file descriptor, and without one nobody else can connect.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.server.http.refusal_headers import REFUSAL_HEADERS
from app.server.http.small_reads import SmallReads

__all__ = ["ANSWER_SECONDS", "REQUEST_SECONDS", "HttpProtocol"]

REQUEST_SECONDS = 10.0
"""How long a new connection may take to send its first request."""
ANSWER_SECONDS = 120.0
"""How long it may then take to read the answer and to send the next request."""


class HttpProtocol(SmallReads, H11Protocol):  # type: ignore[misc]
    """One connection, until it becomes a websocket. uvicorn's option ``http`` takes it.

    uvicorn's ``limit_concurrency`` limits all connections, websockets included; those
    beyond it are aborted at once.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the deadline of the first request."""
        super().connection_made(transport)
        most = self.limit_concurrency
        is_full = most is not None and len(self.connections) > most
        self._abort_in(0 if is_full else REQUEST_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the deadline."""
        self._deadline.cancel()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Handle what has been received; each request starts a new deadline."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._deadline.cancel()
            self._abort_in(ANSWER_SECONDS)

    def send_400_response(self, msg: str) -> None:
        """Answer a malformed request, unless an answer has already begun."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            headers = {"Content-Type": "text/plain; charset=utf-8", **REFUSAL_HEADERS}
            items = [*headers.items(), ("Connection", "close")]
            for event in (
                h11.Response(status_code=400, headers=items, reason=b"Bad Request"),
                h11.Data(data=msg.encode("ascii")),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event))
        self.transport.close()

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Hand over to the websocket, which has deadlines of its own.

        Cookies are left out. A browser sends those of all ports of a machine, which
        may be more than a handshake may hold, and this application uses none.
        """
        self._deadline.cancel()
        self.headers = [item for item in self.headers if item[0] != b"cookie"]
        super().handle_websocket_upgrade(event)

    def _abort_in(self, seconds: float) -> None:
        self._deadline = self.loop.call_later(seconds, self.transport.abort)

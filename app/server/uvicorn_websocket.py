"""uvicorn's websocket transport with the edges that a public server meets.

uvicorn closes politely; a peer that never reads, or floods pings, or sends text that
is not UTF-8, is not polite. This subclass bounds the time and the memory that such a
peer can hold, and says why before the server goes away. Name it as uvicorn's ``ws``.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import (
    WebSocketsSansIOProtocol,
)
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import OPEN

from app.i18n import t
from app.protocol.events import Closing, ClosingReason
from app.server.rate_limit import TokenBucket

__all__ = [
    "ABORT_SECONDS",
    "MAX_FRAGMENTS",
    "MAX_PINGS",
    "PING_SECONDS",
    "READ_BYTES",
    "SHORT_WAY",
    "SmallReads",
    "SocketProtocol",
]

SHORT_WAY = "backprop_live.short_way"
"""Name of the ASGI extension that holds the `SocketProtocol` itself.

A message by way of ASGI wakes a task, which costs more than most messages do.
"""

ABORT_SECONDS = 3.0
"""How long a peer may take to answer a close before its connection is cut."""
PING_SECONDS = 8.0
"""Between two pings, and for the answer: a dead line is noticed within 16 seconds."""
MAX_FRAGMENTS = 1024
MAX_UNREAD = 16
"""Messages that may wait for the application."""
MAX_PINGS = 200
"""Pings and pongs that nobody asked for, at once; a tenth of it in a second."""
READ_BYTES = 16_384

NO_HANDSHAKE = (
    b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"
    b"Content-Type: text/plain\r\nContent-Length: 22\r\n\r\nThis is no handshake.\n"
)


class SmallReads(asyncio.BufferedProtocol):
    """Reads a little of one peer before the others have their turn.

    asyncio would read 256 KiB, which as tiny frames or chunks take half a second.
    """

    _buffer = memoryview(bytearray(READ_BYTES))  # of all: it is emptied at once

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002
        """Return where the next bytes go."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Take what has been read."""
        self.data_received(bytes(self._buffer[:nbytes]))  # type: ignore[attr-defined]


class SocketProtocol(SmallReads, WebSocketsSansIOProtocol):  # type: ignore[misc]
    """One websocket connection.

    Attributes
    ----------
    take_now : callable or None
        The application's short way in: gets each text that no other one is waiting
        before, and returns whether it is done with.
    """

    take_now: Callable[[str], bool] | None = None
    _is_full = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._pings = TokenBucket(
            rate=MAX_PINGS / 10, burst=MAX_PINGS, now=self.loop.time()
        )

    def data_received(self, data: bytes) -> None:
        """Take bytes; answer a handshake that makes no sense, as uvicorn does not."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self.handshake_complete = self.close_sent = True
            self.transport.write(NO_HANDSHAKE)
            self.transport.close()

    def handle_connect(self, event: Request) -> None:
        """Shake hands, and offer the application the short way."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            extensions = self.scope["extensions"]
            assert extensions is not None
            extensions[SHORT_WAY] = {"protocol": self}

    def send_now(self, message: str | bytes) -> bool:
        """Write a message without waiting for a task's turn.

        Returns
        -------
        bool
            False, with nothing written, if the peer has not read what came before or
            the connection is ending; the usual way then waits or fails.
        """
        is_open = self.conn.state is OPEN and not self.close_sent
        if self._is_full or not is_open or self.transport.is_closing():
            return False
        if isinstance(message, str):
            self.conn.send_text(message.encode())
        else:
            self.conn.send_binary(message)
        self.transport.write(b"".join(self.conn.data_to_send()))
        return True

    def pause_writing(self) -> None:
        """Remember that the peer does not read."""
        self._is_full = True
        super().pause_writing()

    def resume_writing(self) -> None:
        """Note that the peer reads again."""
        self._is_full = False
        super().resume_writing()

    def handle_ping(self) -> None:
        """Answer, unless the peer floods pings or does not read the answers."""
        if self._is_full:
            self.transport.abort()
        elif self._may_ping():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Note an answer; what answers no ping counts as one."""
        is_answer = bytes(event.data) == self.pending_ping_payload
        if is_answer or self._may_ping():
            super().handle_pong(event)

    def _may_ping(self) -> bool:
        """Count a ping; the first one too many ends the connection."""
        if self.close_sent:
            return False
        is_welcome = self._pings.take(now=self.loop.time())
        if not is_welcome:
            self._say(1008, "too_many_commands", t("closing.pings"))
            self._fail(1008)
        return is_welcome

    def handle_cont(self, event: Frame) -> None:
        """Collect a fragment; thousands of empty ones are an attack."""
        if len(self.frames) >= MAX_FRAGMENTS:
            self._fail(1009)
            return
        super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Hand a message over; text that is not UTF-8 closes with 1007.

        Readout goes on while few messages wait. uvicorn pauses it after each, which
        costs two system calls per message.
        """
        data, self.frames = b"".join(self.frames), []
        if self.close_sent:
            return
        event: Any = {"type": "websocket.receive", "bytes": data}
        if self.curr_msg_data_type == "text":
            try:
                text = data.decode()
            except UnicodeDecodeError:
                self._fail(1007)
                return
            if self.take_now and self.queue.empty() and self.take_now(text):
                return
            event = {"type": "websocket.receive", "text": text}
        self.queue.put_nowait(event)
        if self.queue.qsize() >= MAX_UNREAD and not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    def handle_parser_exception(self) -> None:
        """Send the close code, then read on until the peer has seen it.

        Closing at once while the peer still sends would reset the connection, and the
        peer would never learn the code.
        """
        if self.close_sent or self.conn.close_sent is None:
            return
        code, reason = self.conn.close_sent.code, self.conn.close_sent.reason
        self.queue.put_nowait(
            {"type": "websocket.disconnect", "code": code, "reason": reason}
        )
        self.close_sent = True
        self.transport.write(b"".join(self.conn.data_to_send()))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self._abort_soon()

    def keepalive_timeout(self) -> None:
        """Cut a peer that no longer answers pings, whatever is still unsent."""
        self._say(1011, "slow_reader", t("closing.unanswered"))
        super().keepalive_timeout()
        self._abort_soon()

    def shutdown(self) -> None:
        """Say why, then close with 1012."""
        self._say(1012, "restart", t("closing.restart"))
        super().shutdown()
        self._abort_soon()

    async def send(self, message: Any) -> None:
        """Send an ASGI message; a close does not wait for a peer that never reads.

        Raises
        ------
        ClientDisconnected
            Where a violation has ended the connection before the message came.
        """
        if self.close_sent and message["type"] == "websocket.send":
            raise ClientDisconnected
        closes = message["type"] == "websocket.close" and self.handshake_complete
        if closes:
            self.writable.set()
        await super().send(message)
        if closes:
            self._abort_soon()

    def _say(self, code: int, reason: ClosingReason, message: str) -> None:
        """Send the reason ahead of a close, to a peer that may still read."""
        if self.handshake_complete and not self.close_sent and not self._is_full:
            closing = Closing(code=code, reason=reason, message=message)
            self.conn.send_text(closing.text().encode())
            self.transport.write(b"".join(self.conn.data_to_send()))

    def _fail(self, code: int) -> None:
        self.conn.fail(code)
        self.handle_parser_exception()

    def _abort_soon(self) -> None:
        """Cut the connection if it has not ended by itself in a few seconds."""
        if self.close_timer is not None:
            self.close_timer.cancel()
        if not self.disconnected:
            self.close_timer = self.loop.call_later(ABORT_SECONDS, self.transport.abort)

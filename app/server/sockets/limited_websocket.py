"""LimitedWebSocket: a websocket server connection that no client can hold for long.

websockets' Sans-I/O ``ServerProtocol`` handles the handshake, what the client sends,
and control frames; this class moves its bytes and limits the time and the memory of a
client that never reads, floods pings or breaks the protocol. What messages mean is up
to a subclass.
"""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from http import HTTPStatus

from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import SEND_EOF, State
from websockets.server import ServerProtocol

from app.protocol.events import Closing, ClosingReason
from app.protocol.sentence import Sentence, sentence
from app.server.http.refusal_headers import REFUSAL_HEADERS
from app.server.http.small_reads import SmallReads
from app.server.sockets.framing import framed
from app.server.sockets.keepalive import Keepalive
from app.server.sockets.small_texts import SmallTexts

__all__ = ["ABORT_SECONDS", "BAD_HANDSHAKE", "MAX_FRAGMENTS", "LimitedWebSocket"]

ABORT_SECONDS = 3.0
"""How long a client may take to answer a close before its connection is aborted."""
MAX_FRAGMENTS = 1024
BAD_HANDSHAKE = "".join((
    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n",
    *(f"{name}: {value}\r\n" for name, value in REFUSAL_HEADERS.items()),
    "Content-Type: text/plain\r\nContent-Length: 22\r\n\r\nThis is no handshake.\n",
)).encode()  # fmt: skip

log = logging.getLogger(__name__)


class LimitedWebSocket(SmallReads):
    """One connection, from the handshake request on.

    Subclasses define `handle_request`, `handle_message` and `handle_end`.

    Parameters
    ----------
    max_size : int
        Bytes of the longest message.
    ping_seconds : float
        Between two pings.
    loop : AbstractEventLoop
        Holds the timers.
    """

    _transport: asyncio.Transport
    _response: Response | None = None
    _abort_timer: asyncio.TimerHandle | None = None
    _has_ended = False

    def __init__(
        self,
        *,
        max_size: int,
        ping_seconds: float,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._loop = loop
        self._websocket = ServerProtocol(max_size=max_size, logger=log)
        self._keepalive = Keepalive(
            ping_seconds, loop=loop, ping=self._ping, fail=self._end_unanswered
        )
        self._small_texts = SmallTexts()
        self._fragments: list[bytes | bytearray | memoryview] = []
        self._is_text = False
        self._writable = asyncio.Event()
        self._writable.set()

    # ---- for subclasses ----------------------------------------------------------

    def handle_request(self, request: Request) -> None:
        """Call `accept` or `reject`, now or later, to answer a valid handshake."""
        raise NotImplementedError

    def handle_message(self, message: str | bytes) -> None:
        """Handle one whole message."""
        raise NotImplementedError

    def handle_end(self, code: int) -> None:
        """Handle the end of the connection; no message follows."""
        raise NotImplementedError

    @property
    def is_connecting(self) -> bool:
        """Whether the handshake has not been answered yet."""
        websocket = self._websocket
        return websocket.state is State.CONNECTING and not websocket.eof_sent

    @property
    def is_open(self) -> bool:
        """Whether messages can be sent."""
        return self._websocket.state is State.OPEN and not self._transport.is_closing()

    def accept(
        self, subprotocol: str | None, headers: Iterable[tuple[bytes, bytes]]
    ) -> None:
        """Complete the handshake."""
        assert self._response is not None
        for name, value in headers:
            self._response.headers[name.decode("latin-1")] = value.decode("latin-1")
        if subprotocol is not None:
            self._response.headers["Sec-WebSocket-Protocol"] = subprotocol
        self._websocket.send_response(self._response)
        self._flush()
        self._transport.resume_reading()
        self._keepalive.start()

    def reject(self, status: HTTPStatus) -> None:
        """Answer the handshake with an HTTP error."""
        self._respond(self._websocket.reject(status, ""))

    def write(self, message: str | bytes) -> None:
        """Write a message as one frame. `is_open` must be true."""
        self._transport.write(framed(message))

    def send_now(self, message: str | bytes) -> bool:
        """Write a message, unless it would have to wait.

        Returns
        -------
        bool
            False, with nothing written, if the client has not read earlier messages or
            the connection is ending.
        """
        if not (self._writable.is_set() and self.is_open):
            return False
        self._transport.write(framed(message))
        return True

    async def until_writable(self) -> None:
        """Wait until the client has read what was written, or the connection ended."""
        await self._writable.wait()

    def close(self, code: int, reason: str = "") -> None:
        """Close, and expect the client to close, too. `is_open` must be true."""
        self._websocket.send_close(code, reason)
        self._end(code)
        self._flush()

    def fail(self, code: int, reason: str = "") -> None:
        """Close, and discard what the client sends from now on."""
        self._websocket.fail(code, reason)
        self._end(code)
        self._flush()

    def send_reason(self, code: int, reason: ClosingReason, message: Sentence) -> None:
        """Send the reason of a close ahead of it, unless the client does not read."""
        self.send_now(Closing(code=code, reason=reason, message=message).text())

    # ---- calls of asyncio --------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take over the transport of an HTTP connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Release everything when the connection has ended."""
        self._keepalive.stop()
        if self._abort_timer is not None:
            self._abort_timer.cancel()
        self._websocket.receive_eof()
        self._end(1006)
        self._writable.set()

    def pause_writing(self) -> None:
        """Make senders wait: the client does not read what has been written."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Wake senders: the client reads again."""
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Handle the handshake request, then frames."""
        websocket, small_texts = self._websocket, self._small_texts
        if websocket.state is State.OPEN and not self._fragments:
            text = small_texts.read(data)
            if text is not None:
                self.handle_message(text)
                return
        websocket.receive_data(data)
        small_texts.add(len(data))
        for event in websocket.events_received():
            if isinstance(event, Frame):
                small_texts.subtract(len(event.data))
                self._handle(event)
            elif isinstance(event, Request):
                small_texts.begin(data)
                self._handle_request(event)
        if self._response is None:
            self._transport.write(BAD_HANDSHAKE)
            self._transport.close()
        else:
            self._flush()

    # ---- receiving ---------------------------------------------------------------

    def _handle_request(self, request: Request) -> None:
        self._response = self._websocket.accept(request)
        if self._response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            self._transport.pause_reading()  # frames would overtake the answer
            self.handle_request(request)
        else:
            self._respond(self._response)

    def _handle(self, frame: Frame) -> None:
        if frame.opcode is Opcode.CLOSE:
            self._end(int.from_bytes(frame.data[:2], "big") or 1005)
            self._flush()
            self._transport.close()
        elif self._has_ended:
            pass
        elif frame.opcode is Opcode.PING:
            if not self._writable.is_set():
                self._transport.abort()
            elif not self._keepalive.take_ping():
                self._end_flood()
        elif frame.opcode is Opcode.PONG:
            if not self._keepalive.take_pong(bytes(frame.data)):
                self._end_flood()
        else:
            self._collect(frame)

    def _collect(self, frame: Frame) -> None:
        """Collect the fragments of a message; thousands of empty ones are an attack."""
        if frame.opcode is not Opcode.CONT:
            self._is_text = frame.opcode is Opcode.TEXT
        self._fragments.append(frame.data)
        if len(self._fragments) > MAX_FRAGMENTS:
            self.fail(1009)
        elif frame.fin:
            data, self._fragments = b"".join(self._fragments), []
            try:
                message = data.decode() if self._is_text else data
            except UnicodeDecodeError:
                self.fail(1007)
            else:
                self.handle_message(message)

    # ---- sending and ending ------------------------------------------------------

    def _respond(self, response: Response) -> None:
        for name, value in REFUSAL_HEADERS.items():
            response.headers[name] = value
        self._websocket.send_response(response)
        self._flush()
        self._transport.close()

    def _ping(self, payload: bytes) -> None:
        if self.is_open:
            self._websocket.send_ping(payload)
            self._flush()

    def _end_flood(self) -> None:
        self.send_reason(1008, "too_many_commands", sentence("closing.pings"))
        self.fail(1008)

    def _end_unanswered(self) -> None:
        """Close the connection of a client that no longer answers pings."""
        if self.is_open:
            self.send_reason(1011, "slow_reader", sentence("closing.unanswered"))
            self.fail(1011, "keepalive ping timeout")

    def _end(self, code: int) -> None:
        if not self._has_ended:
            self._has_ended = True
            self.handle_end(code)

    def _flush(self) -> None:
        """Write what the protocol has to send; once it closes, wait for the client.

        Closing the transport while the client still sends would reset the connection,
        and the client would never read the close code.
        """
        writes = self._websocket.data_to_send()
        if not writes:
            return
        self._transport.write(b"".join(writes))
        if SEND_EOF in writes and self._transport.can_write_eof():
            with suppress(OSError):  # of a client that has gone already
                self._transport.write_eof()
        if self._websocket.close_expected() and self._abort_timer is None:
            self._end(1006)
            self._abort_timer = self._loop.call_later(
                ABORT_SECONDS, self._transport.abort
            )

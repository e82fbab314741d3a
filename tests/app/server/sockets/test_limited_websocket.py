"""One websocket without a socket: what is written when, by a clock set by hand."""

import errno
import json
from http import HTTPStatus
from typing import Any

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from app.server.sockets.limited_websocket import (
    ABORT_SECONDS,
    MAX_FRAGMENTS,
    LimitedWebSocket,
)

PING_SECONDS = 8


class Recorder(LimitedWebSocket):
    """Keeps what it is told."""

    def __init__(self, clock: Any) -> None:
        super().__init__(max_size=1000, ping_seconds=PING_SECONDS, loop=clock)
        self.requests: list[Request] = []
        self.messages: list[str | bytes] = []
        self.ends: list[int] = []

    def handle_request(self, request: Request) -> None:
        self.requests.append(request)

    def handle_message(self, message: str | bytes) -> None:
        self.messages.append(message)

    def handle_end(self, code: int) -> None:
        self.ends.append(code)


class Pair:
    """A websocket and its client, without a line between them."""

    def __init__(self, transport: Any, clock: Any) -> None:
        self.transport = transport
        self.server = Recorder(clock)
        self.server.connection_made(transport)
        self.client = ClientProtocol(
            parse_uri("ws://127.0.0.1/ws"), subprotocols=[Subprotocol("p")]
        )

    def shake_hands(self) -> None:
        self.client.send_request(self.client.connect())
        self.to_server()

    def open(self) -> "Pair":
        self.shake_hands()
        self.server.accept("p", [(b"x-answer", b"yes")])
        (response,) = self.events()
        assert response.status_code == HTTPStatus.SWITCHING_PROTOCOLS
        assert response.headers["Sec-WebSocket-Protocol"] == "p"
        assert response.headers["X-Answer"] == "yes"
        return self

    def to_server(self) -> None:
        """Deliver what the client has to send, all at once."""
        if data := b"".join(self.client.data_to_send()):
            self.server.data_received(data)

    def events(self) -> list[Any]:
        """Deliver what the server has written, and return what the client reads."""
        if data := self.transport.take():
            self.client.receive_data(data)
        return list(self.client.events_received())

    def close_code(self) -> int:
        (frame,) = self.events()
        assert frame.opcode is Opcode.CLOSE
        return int.from_bytes(frame.data[:2], "big")


@pytest.fixture
def pair(transport: Any, clock: Any) -> Pair:
    return Pair(transport, clock)


@pytest.fixture
def opened(pair: Pair) -> Pair:
    return pair.open()


# ---- handshake ------------------------------------------------------------------


def test_nothing_is_read_until_the_handshake_is_answered(pair: Pair) -> None:
    pair.shake_hands()
    assert pair.server.is_connecting
    assert [request.path for request in pair.server.requests] == ["/ws"]
    assert not pair.transport.reads
    pair.server.accept(None, [])
    assert pair.transport.reads
    assert pair.server.is_open


def test_a_rejected_handshake_ends_the_connection(pair: Pair) -> None:
    pair.shake_hands()
    pair.server.reject(HTTPStatus.FORBIDDEN)
    assert pair.transport.written.startswith(b"HTTP/1.1 403 ")
    assert pair.transport.is_closing()
    assert not pair.server.is_open
    assert not pair.server.is_connecting  # nobody answers a second time


def test_a_client_that_has_gone_when_it_is_refused_is_nobodys_error(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")

    monkeypatch.setattr(pair.transport, "write_eof", gone)
    pair.shake_hands()
    pair.server.reject(HTTPStatus.FORBIDDEN)
    assert pair.transport.is_closing()
    assert not pair.server.is_connecting


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"426"),
        (b"GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\n", b"400"),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
def test_a_wrong_handshake_is_answered_and_never_reported(
    pair: Pair, request_bytes: bytes, status: bytes
) -> None:
    pair.server.data_received(request_bytes)
    assert pair.transport.written.startswith(b"HTTP/1.1 " + status)
    assert pair.transport.is_closing()
    assert pair.server.requests == []


# ---- messages -------------------------------------------------------------------


def test_messages_pass_both_ways(opened: Pair) -> None:
    opened.client.send_text(b"caf\xc3\xa9")
    opened.client.send_binary(b"\xff")
    opened.to_server()
    assert opened.server.messages == ["café", b"\xff"]
    assert opened.server.send_now("é")
    assert opened.server.send_now(b"\xff")
    assert opened.events() == [
        Frame(Opcode.TEXT, "é".encode()),
        Frame(Opcode.BINARY, b"\xff"),
    ]


@pytest.mark.parametrize(("n", "is_allowed"), [(0, True), (1, False)])
def test_so_many_fragments_make_a_message(
    opened: Pair, n: int, is_allowed: bool
) -> None:
    opened.client.send_text(b"a", fin=False)
    for _ in range(MAX_FRAGMENTS - 2 + n):
        opened.client.send_continuation(b"", fin=False)
    opened.client.send_continuation(b"b", fin=True)
    opened.to_server()
    assert opened.server.messages == ["ab"][:is_allowed]
    if not is_allowed:
        assert opened.close_code() == 1009


def test_nothing_is_written_at_once_for_a_client_that_does_not_read(
    opened: Pair,
) -> None:
    opened.server.pause_writing()
    assert not opened.server.send_now("later")
    assert opened.events() == []
    opened.server.resume_writing()
    assert opened.server.send_now("now")


def test_a_ping_is_answered_only_if_the_client_reads(opened: Pair) -> None:
    opened.client.send_ping(b"1")
    opened.to_server()
    assert opened.events() == [Frame(Opcode.PONG, b"1")]
    opened.server.pause_writing()
    opened.client.send_ping(b"2")
    opened.to_server()
    assert opened.transport.ended == ["abort"]


# ---- the end --------------------------------------------------------------------


def test_a_client_s_close_is_answered_and_ends_the_connection(opened: Pair) -> None:
    opened.client.send_text(b"last")
    opened.client.send_close(1001)
    opened.to_server()
    assert opened.server.messages == ["last"]
    assert opened.server.ends == [1001]
    assert not opened.server.send_now("too late")
    assert opened.close_code() == 1001
    assert opened.transport.is_closing()


def test_a_client_that_does_not_answer_a_close_is_aborted(
    opened: Pair, clock: Any
) -> None:
    opened.server.close(4000, "replaced")
    assert opened.server.ends == [4000]
    assert opened.close_code() == 4000
    clock.advance(ABORT_SECONDS - 0.1)
    assert opened.transport.ended == []
    clock.advance(0.1)
    assert opened.transport.ended == ["abort"]


def test_a_client_that_answers_a_close_is_not_aborted(opened: Pair, clock: Any) -> None:
    opened.server.close(1000)
    opened.events()
    opened.to_server()
    assert opened.transport.ended == ["eof", "close"]
    opened.server.connection_lost(None)
    assert clock.timers == []
    assert opened.server.ends == [1000]


def test_after_a_violation_the_client_can_read_the_code(
    opened: Pair, clock: Any
) -> None:
    opened.server.data_received(b"\x83\x80\0\0\0\0")  # opcode 3
    assert opened.close_code() == 1002
    assert opened.transport.ended == ["eof"]  # a close would reset the connection
    assert len(opened.server.ends) == 1
    opened.server.data_received(b"\x81\x81\0\0\0\0x" * 9)
    assert opened.server.messages == []
    clock.advance(ABORT_SECONDS)
    assert opened.transport.ended == ["eof", "abort"]


def test_what_follows_text_that_is_not_utf_8_is_discarded(opened: Pair) -> None:
    opened.client.send_text(b"\xff")
    opened.client.send_text(b"more")
    opened.client.send_ping(b"")
    opened.to_server()
    assert opened.server.messages == []
    assert opened.server.ends == [1007]


def test_a_lost_connection_ends_once_and_sends_no_more_pings(
    opened: Pair, clock: Any
) -> None:
    opened.server.pause_writing()
    opened.server.connection_lost(ConnectionResetError())
    assert opened.server.ends == [1006]
    assert not opened.server.send_now("nobody is there")
    assert opened.events() == []
    assert clock.timers == []


# ---- pings ----------------------------------------------------------------------


def test_a_client_that_answers_pings_stays(opened: Pair, clock: Any) -> None:
    for _ in range(5):
        clock.advance(PING_SECONDS)
        (ping,) = opened.events()
        assert ping.opcode is Opcode.PING
        opened.to_server()  # the client's side has answered by itself
    assert opened.server.is_open


def test_a_client_that_answers_no_ping_is_told_why_it_is_closed(
    opened: Pair, clock: Any
) -> None:
    clock.advance(2 * PING_SECONDS)
    ping, reason, close = opened.events()
    assert json.loads(reason.data)["reason"] == "slow_reader"
    assert close.data == (1011).to_bytes(2, "big") + b"keepalive ping timeout"
    assert opened.server.ends == [1011]
    assert ping.opcode is Opcode.PING


def test_a_client_that_does_not_read_is_closed_without_a_reason(
    opened: Pair, clock: Any
) -> None:
    opened.server.pause_writing()
    clock.advance(2 * PING_SECONDS)
    assert [frame.opcode for frame in opened.events()] == [Opcode.PING, Opcode.CLOSE]
    clock.advance(ABORT_SECONDS)
    assert opened.transport.ended == ["eof", "abort"]

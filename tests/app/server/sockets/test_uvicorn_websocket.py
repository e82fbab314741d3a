"""Frames that no client library would send, and peers that never read."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

import pytest

from app.protocol.commands.commands import PROTOCOL
from app.server.http.small_reads import READ_BYTES
from app.server.http.uvicorn_http import HttpProtocol
from app.server.sockets.keepalive import MAX_PINGS
from app.server.sockets.limited_websocket import MAX_FRAGMENTS
from app.server.sockets.uvicorn_websocket import WebSocketProtocol

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
HELLO = json.dumps({"type": "hello", "id": 1}).encode()
LIMIT = 65_536


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    rsv: int = 0,
    masked: bool = True,
    length: int | None = None,
) -> bytes:
    """Return one frame, right or wrong; ``length`` may be a lie."""
    n = len(payload) if length is None else length
    head = bytes([fin << 7 | rsv << 4 | opcode])
    bit = masked << 7
    if n < 126:
        head += bytes([bit | n])
    elif n < 2**16:
        head += bytes([bit | 126]) + struct.pack("!H", n)
    else:
        head += bytes([bit | 127]) + struct.pack("!Q", n)
    # A mask of zeros changes nothing.
    return head + (b"\0\0\0\0" if masked else b"") + payload


class Peer:
    """A websocket client that does as it likes."""

    def __init__(self, server: Any) -> None:
        self.socket: socket.socket = server.raw()
        lines = [
            "GET /ws HTTP/1.1",
            f"Host: {server.address}",
            f"Origin: http://{server.address}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            f"Sec-WebSocket-Protocol: {PROTOCOL}",
        ]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self._data = b""
        while b"\r\n\r\n" not in self._data:
            self._data += self.socket.recv(4096)
        self._data = self._data.split(b"\r\n\r\n", 1)[1]

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        try:
            self.socket.sendall(data)
        except OSError:
            pass  # the server has had enough already

    def _take(self, n: int) -> bytes:
        while len(self._data) < n:
            more = self.socket.recv(65_536)
            if not more:
                raise EOFError
            self._data += more
        taken, self._data = self._data[:n], self._data[n:]
        return taken

    def read(self) -> tuple[int, bytes]:
        """Return opcode and payload of the next frame."""
        first, n = self._take(2)
        if n == 126:
            (n,) = struct.unpack("!H", self._take(2))
        elif n == 127:
            (n,) = struct.unpack("!Q", self._take(8))
        return first & 15, self._take(n)

    def until(self, opcode: int) -> bytes:
        while True:
            found, payload = self.read()
            if found == opcode:
                return payload

    def to_the_end(self) -> tuple[list[dict[str, Any]], bytes]:
        """Return all events, and what the close frame contains."""
        events = []
        while True:
            opcode, payload = self.read()
            if opcode == CLOSE:
                return events, payload
            if opcode == TEXT:
                events.append(json.loads(payload))

    def close_code(self) -> int:
        return int(struct.unpack("!H", self.until(CLOSE)[:2])[0])


VIOLATIONS: dict[str, tuple[bytes, int]] = {
    "no mask": (frame(TEXT, HELLO, masked=False), 1002),
    "reserved bit 1": (frame(TEXT, HELLO, rsv=4), 1002),
    "reserved bit 2": (frame(TEXT, HELLO, rsv=2), 1002),
    "reserved bit 3": (frame(TEXT, HELLO, rsv=1), 1002),
    **{f"opcode {code}": (frame(code, b"x"), 1002) for code in (3, 4, 5, 6, 7)},
    **{f"opcode {code}": (frame(code), 1002) for code in (11, 12, 13, 14, 15)},
    "ping in fragments": (frame(PING, b"x", fin=False), 1002),
    "close in fragments": (frame(CLOSE, b"", fin=False), 1002),
    "long ping": (frame(PING, b"x" * 126), 1002),
    "long pong": (frame(PONG, b"x" * 126), 1002),
    "long close": (frame(CLOSE, struct.pack("!H", 1000) + b"x" * 124), 1002),
    "end without a beginning": (frame(CONT, b"x"), 1002),
    "middle without a beginning": (frame(CONT, b"x", fin=False), 1002),
    "text within a text": (frame(TEXT, b"{", fin=False) + frame(TEXT, b"}"), 1002),
    "binary within a text": (frame(TEXT, b"{", fin=False) + frame(BINARY, b"}"), 1002),
    "close of one byte": (frame(CLOSE, b"x"), 1002),
    **{
        f"close with code {code}": (frame(CLOSE, struct.pack("!H", code)), 1002)
        for code in (0, 999, 1004, 1005, 1006, 1016, 2999, 5000, 65535)
    },
    "close with a reason that is no text": (
        frame(CLOSE, struct.pack("!H", 1000) + b"\xff"),
        1007,
    ),
    "no UTF-8": (frame(TEXT, b'{"\xff":1}'), 1007),
    "overlong UTF-8": (frame(TEXT, b"\xc0\xaf"), 1007),
    "a surrogate in UTF-8": (frame(TEXT, b"\xed\xa0\x80"), 1007),
    "half a character": (frame(TEXT, b"\xe2\x82"), 1007),
    "no UTF-8, in fragments": (
        frame(TEXT, b"\xe2", fin=False) + frame(CONT, b"\x28\xa1"),
        1007,
    ),
    "one byte too many": (frame(TEXT, b" " * (LIMIT + 1)), 1009),
    "a length of 2^62": (frame(TEXT, b"", length=2**62), 1009),
    "too long in fragments": (
        frame(TEXT, b" " * 40_000, fin=False) + frame(CONT, b" " * 40_000),
        1009,
    ),
    "too many fragments": (
        frame(TEXT, b" ", fin=False) + frame(CONT, b"", fin=False) * MAX_FRAGMENTS,
        1009,
    ),
    "binary": (frame(BINARY, HELLO), 1003),
    "binary in fragments": (frame(BINARY, b"{", fin=False) + frame(CONT, b"}"), 1003),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_violation_is_closed_with_its_code(server: Any, name: str) -> None:
    data, code = VIOLATIONS[name]
    with Peer(server) as peer:
        peer.send(frame(TEXT, HELLO) + data)
        assert peer.close_code() == code


def longest_gap(server: Any, do: Callable[[], None]) -> float:
    """Return the most work between two frames of a page while something is done.

    In seconds of this process: what else the machine does is not counted.
    """
    with server.page() as page:
        page.ask("watch", sections=["W"], fps=60)
        page.ask("play", steps_per_second=500)
        done = threading.Event()

        def work() -> None:
            do()
            done.set()

        worker = threading.Thread(target=work)
        worker.start()
        longest, then = 0.0, time.process_time()
        while not done.is_set():
            page.frame()
            now = time.process_time()
            longest, then = max(longest, now - then), now
        worker.join()
    return longest


@pytest.mark.slow
def test_a_healthy_page_does_not_notice_the_violations(server: Any) -> None:
    def attack() -> None:
        for data, _ in VIOLATIONS.values():
            with Peer(server) as peer:
                peer.send(data)
                peer.close_code()

    assert any(longest_gap(server, attack) < 0.2 for _ in range(8))


def test_a_command_and_a_goodbye_in_one_packet_are_both_taken(
    server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    change = json.dumps({"type": "change", "id": 2, "learning_rate": 0.25}).encode()
    with Peer(server) as peer:
        peer.send(frame(TEXT, HELLO))
        secret = json.loads(peer.until(TEXT))["session"]
        peer.send(frame(TEXT, change) + frame(CLOSE, struct.pack("!H", 1000)))
        assert peer.close_code() == 1000
    session = server.until_left(secret)
    assert session.trainer.experiment.learning_rate == 0.25
    assert [record.message for record in caplog.records if record.exc_info] == []


def test_unusual_but_right_frames_are_understood(server: Any) -> None:
    with Peer(server) as peer:
        middle = len(HELLO) // 2
        peer.send(
            frame(TEXT, HELLO[:middle], fin=False)
            + frame(PING, b"are you there")
            + frame(CONT, b"", fin=False)
            + frame(PONG, b"nobody asked")
            + frame(CONT, HELLO[middle:])
        )
        assert peer.until(PONG) == b"are you there"
        assert json.loads(peer.until(TEXT))["type"] == "welcome"
        peer.send(frame(CLOSE, struct.pack("!H", 1000) + b"bye"))
        assert peer.close_code() == 1000


def test_answers_that_a_violation_overtakes_are_left_out_in_silence(
    make_server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with make_server(commands_per_second=1, command_burst=20) as server:
        with Peer(server) as peer:
            peer.send(frame(TEXT, HELLO))
            assert json.loads(peer.until(TEXT))["type"] == "welcome"
            peer.send(frame(TEXT, b"{}") * 60 + frame(TEXT, b"\xff"))
            assert peer.close_code() == 1007
        assert server.connections.are_at_most(0)
    assert [record.message for record in caplog.records if record.exc_info] == []


def test_what_comes_after_a_violation_is_not_read(server: Any) -> None:
    with Peer(server) as peer:
        peer.send(frame(TEXT, HELLO) + frame(TEXT, b"\xff") + frame(TEXT, b"\xff") * 99)
        peer.send(frame(TEXT, b'{"type":"play","id":2}') * 50)
        assert peer.close_code() == 1007
        with pytest.raises(EOFError):
            peer.read()


CHUNKS = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
FLOODS = {
    "frames": (WebSocketProtocol, frame(TEXT, b"{}") * 100_000),
    "chunks": (HttpProtocol, CHUNKS + b"1\r\nx\r\n" * 100_000),
}


@pytest.mark.parametrize("name", FLOODS)
def test_of_a_flood_little_is_read_at_a_time(
    server: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    protocol, data = FLOODS[name]
    read: SimpleQueue[int] = SimpleQueue()
    take = protocol.data_received

    def spy(self: Any, data: bytes) -> None:
        read.put(len(data))
        take(self, data)

    with Peer(server) as shaken, server.raw() as plain:
        monkeypatch.setattr(protocol, "data_received", spy)
        sender = shaken.socket if protocol is WebSocketProtocol else plain
        sender.settimeout(2)
        try:
            sender.sendall(data)
        except OSError:
            pass  # it was shown out, or nobody reads what it sends
        lengths: list[int] = []
        while sum(lengths) < 3 * READ_BYTES:
            lengths.append(read.get(timeout=20))
    assert max(lengths) == READ_BYTES


@pytest.fixture
def brief_abort(monkeypatch: pytest.MonkeyPatch) -> None:
    """Abort what does not answer a close at once."""
    monkeypatch.setattr("app.server.sockets.limited_websocket.ABORT_SECONDS", 0.01)


@pytest.mark.parametrize("opcode", [PING, PONG])
def test_pings_are_answered_until_they_are_too_many(server: Any, opcode: int) -> None:
    with Peer(server) as peer:
        peer.send(frame(opcode, b"x") * MAX_PINGS + frame(TEXT, HELLO))
        assert json.loads(peer.until(TEXT))["type"] == "welcome"
        peer.send(frame(opcode, b"x") * MAX_PINGS)
        events, payload = peer.to_the_end()
        assert events[-1]["reason"] == "too_many_commands"
        assert struct.unpack("!H", payload[:2]) == (1008,)


@pytest.mark.usefixtures("brief_abort")
def test_a_flood_of_pings_that_nobody_reads_ends(server: Any) -> None:
    before = len(server.connections)
    with Peer(server) as peer:
        peer.socket.settimeout(1)
        for _ in range(400):
            peer.send(frame(PING, b"x" * 125) * 200)
        assert server.connections.are_at_most(before)


@pytest.mark.usefixtures("brief_abort")
def test_a_peer_that_never_reads_is_cut_off(make_server: Any) -> None:
    with make_server(
        hello_seconds=0.05,
        stall_seconds=0.2,
        commands_per_second=1e6,
        command_burst=100_000,
    ) as server:
        with Peer(server) as peer:
            peer.send(frame(TEXT, HELLO))
            # Each answer is a full experiment and the samples; none is read.
            reset = json.dumps(
                {"type": "reset", "id": 1, "experiment": {"n_samples": 10_000}}
            ).encode()
            other = reset.replace(b"10000", b"9999")
            peer.send((frame(TEXT, reset) + frame(TEXT, other)) * 12)
            assert server.connections.are_at_most(0)


@pytest.mark.usefixtures("brief_abort")
def test_little_waits_for_a_peer_that_does_not_read(make_server: Any) -> None:
    with make_server(commands_per_second=1e6, command_burst=100_000) as server:
        with Peer(server) as peer:
            peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            peer.send(frame(TEXT, HELLO))
            for n_samples in (10_000, 9_999) * 20:
                fields = {"n_samples": n_samples}
                reset = {"type": "reset", "id": 1, "experiment": fields}
                peer.send(frame(TEXT, json.dumps(reset).encode()))
            assert server.connections.are_at_most(0)


def test_a_peer_that_answers_no_ping_is_cut_off_with_a_reason(make_server: Any) -> None:
    with make_server(ping_seconds=0.1) as server, Peer(server) as peer:
        peer.send(frame(TEXT, HELLO))
        events, payload = peer.to_the_end()
        assert events[-1]["reason"] == "slow_reader"
        assert struct.unpack("!H", payload[:2]) == (1011,)


def test_a_stopping_server_tells_the_reason_and_the_code(make_server: Any) -> None:
    with make_server() as server, Peer(server) as peer:
        peer.send(frame(TEXT, HELLO))
        assert json.loads(peer.until(TEXT))["type"] == "welcome"
        server.uvicorn.should_exit = True
        events, payload = peer.to_the_end()
        assert events[-1]["reason"] == "restart"
        assert struct.unpack("!H", payload[:2]) == (1012,)

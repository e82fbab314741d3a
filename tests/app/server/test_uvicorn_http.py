"""Connections that ask for nothing, or so slowly that it comes to the same."""

import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from app.protocol.commands import PROTOCOL

BEGUN = b"GET /healthz HTTP/1.1\r\nHost: "
SHAKE = (
    b"GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    b"Sec-WebSocket-Protocol: " + PROTOCOL.encode() + b"\r\n"
)


@pytest.fixture
def hasty(make_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr("app.server.uvicorn_http.REQUEST_SECONDS", 1)
    monkeypatch.setattr("app.server.uvicorn_http.ANSWER_SECONDS", 2)
    with make_server() as server:
        yield server


def is_cut(connection: socket.socket) -> bool:
    """Tell whether a connection ends."""
    connection.settimeout(20)
    try:
        while connection.recv(65_536):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


def healthy(server: Any) -> bool:
    with urllib.request.urlopen(f"http://{server.address}/healthz", timeout=20) as got:
        return bool(got.status == 200)


@pytest.mark.parametrize("begun", [b"", BEGUN], ids=["nothing", "half a request"])
def test_who_asks_for_nothing_is_cut(hasty: Any, begun: bytes) -> None:
    with hasty.raw() as connection:
        connection.sendall(begun)
        assert is_cut(connection)


def ask(server: Any, connection: socket.socket) -> None:
    connection.sendall(BEGUN + server.address.encode() + b"\r\n\r\n")
    answer = b""
    while b'"ok"' not in answer:
        more = connection.recv(65_536)
        assert more
        answer += more


def drip(connection: socket.socket) -> None:
    """Send a byte now and then."""
    until = time.perf_counter() + 20
    while time.perf_counter() < until:
        connection.sendall(b"G")
        threading.Event().wait(0.1)


def test_who_asks_byte_by_byte_is_cut_the_second_time_too(hasty: Any) -> None:
    with hasty.raw() as connection:
        ask(hasty, connection)
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            drip(connection)


def test_who_asks_again_in_time_stays(hasty: Any) -> None:
    with hasty.raw() as connection:
        for _ in range(4):
            ask(hasty, connection)
            threading.Event().wait(0.6)


def test_a_socket_stays(hasty: Any) -> None:
    with hasty.page() as page:
        threading.Event().wait(2.5)
        assert page.ask("pause")["type"] == "ack"


def test_one_connection_too_many_is_cut_at_once(make_server: Any) -> None:
    with make_server() as server, server.page() as page:
        server.uvicorn.config.limit_concurrency = 4
        idle = [server.raw() for _ in range(6)]
        while len(server.uvicorn.server_state.connections) > 4:
            threading.Event().wait(0.01)
        assert sum(map(is_cut, idle[3:])) == 3
        assert page.ask("pause")["type"] == "ack"
        for connection in idle:
            connection.close()
        while len(server.uvicorn.server_state.connections) > 1:
            threading.Event().wait(0.01)
        assert healthy(server)


def test_nonsense_after_an_answer_ends_the_connection_in_silence(
    server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with server.raw() as connection:
        head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
        connection.sendall(head + b"Host: " + server.address.encode() + b"\r\n\r\n")
        assert b"403" in connection.recv(65_536)
        connection.sendall(b"this is no chunk\r\n" * 10)
        assert is_cut(connection)
    assert [record.message for record in caplog.records if record.exc_info] == []


def shaken(server: Any, more: bytes) -> bytes:
    """Return the first line of the answer to a handshake with more headers."""
    with server.raw() as connection:
        own = f"Host: {server.address}\r\nOrigin: http://{server.address}\r\n".encode()
        connection.sendall(SHAKE + own + more + b"\r\n")
        answer: bytes = connection.recv(65_536)
    return answer.partition(b"\r\n")[0]


def test_cookies_of_other_servers_are_in_nobody_s_way(server: Any) -> None:
    """A browser sends those of all ports of a machine, which may be many."""
    assert b"101" in shaken(server, b"Cookie: a=" + b"x" * 20_000 + b"\r\n")


MEANINGLESS = {
    "long": b"X: " + b"x" * 20_000 + b"\r\n",
    "many": b"X: x\r\n" * 200,
    "body": b"Content-Length: 5\r\n",
}


@pytest.mark.parametrize("name", MEANINGLESS)
def test_a_handshake_that_makes_no_sense_is_answered(server: Any, name: str) -> None:
    assert b"400" in shaken(server, MEANINGLESS[name])


def test_a_handshake_that_makes_no_sense_hinders_no_stop(make_server: Any) -> None:
    with make_server() as server, server.raw() as connection, server.page() as page:
        connection.sendall(SHAKE + MEANINGLESS["many"] + b"\r\n")
        assert b"400" in connection.recv(65_536)
        server.uvicorn.should_exit = True
        assert page.until(lambda event: event["type"] == "closing")["code"] == 1012

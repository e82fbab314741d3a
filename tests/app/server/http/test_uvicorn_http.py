"""Connections that ask for nothing, or so slowly that it comes to the same."""

import asyncio
import socket
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from app.protocol.commands.commands import PROTOCOL
from app.server.http.uvicorn_http import ANSWER_SECONDS, REQUEST_SECONDS, HttpProtocol
from app.server.sockets.uvicorn_websocket import WebSocketProtocol

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
SHAKE = (
    b"GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    b"Sec-WebSocket-Protocol: " + PROTOCOL.encode() + b"\r\n"
)


# ---- deadlines, by a clock set by hand ------------------------------------------


async def answer(scope: Any, receive: Callable[[], Any], send: Any) -> None:
    """Answer every request; accept every websocket and keep it."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})
        return
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        pass


class Client:
    """The other side of one connection that has no socket."""

    def __init__(
        self,
        transport: Any,
        clock: Any,
        *,
        state: ServerState | None = None,
        limit: int | None = None,
    ) -> None:
        config = uvicorn.Config(
            answer, ws=WebSocketProtocol, log_config=None, limit_concurrency=limit
        )
        config.load()
        state = state or ServerState()
        self.protocol: Any = HttpProtocol(config, state, {}, clock)
        self.protocol.connection_made(transport)
        self.transport = transport
        transport.set_protocol = lambda protocol: setattr(self, "protocol", protocol)

    async def ask(self, request: bytes = REQUEST, *, status: bytes = b"204") -> None:
        """Send a request, or the rest of one, and wait for the answer."""
        self.protocol.data_received(request)
        async with asyncio.timeout(20):
            await self.transport.has_written.wait()
        assert self.transport.take().startswith(b"HTTP/1.1 " + status)

    @property
    def is_cut(self) -> bool:
        assert self.transport.ended in ([], ["abort"])
        return self.transport.ended != []


@pytest.fixture
def client(transport: Any, clock: Any) -> Client:
    return Client(transport, clock)


@pytest.mark.parametrize("begun", [b"", REQUEST[:-1]], ids=["nothing", "a part"])
def test_who_asks_for_nothing_is_cut(client: Client, clock: Any, begun: bytes) -> None:
    if begun:
        client.protocol.data_received(begun)
    clock.advance(REQUEST_SECONDS - 0.1)
    assert not client.is_cut
    clock.advance(0.1)
    assert client.is_cut


def test_who_asks_byte_by_byte_is_cut_the_second_time_too(
    client: Client, clock: Any, run_async: Callable[..., Any]
) -> None:
    run_async(client.ask())
    for _ in range(int(ANSWER_SECONDS) - 1):
        clock.advance(1)
        client.protocol.data_received(b"G")
    assert not client.is_cut
    clock.advance(1)
    assert client.is_cut


def test_who_asks_again_in_time_stays(
    client: Client, clock: Any, run_async: Callable[..., Any]
) -> None:
    async def ask_often() -> None:
        await client.ask()
        for _ in range(4):
            client.protocol.data_received(REQUEST[:9])
            clock.advance(0.9 * ANSWER_SECONDS)
            assert not client.is_cut
            await client.ask(REQUEST[9:])

    run_async(ask_often())


def test_only_the_connection_that_is_one_too_many_is_cut_at_once(
    transport: Any, clock: Any
) -> None:
    state = ServerState()
    clients = [Client(type(transport)(), clock, state=state, limit=2) for _ in range(3)]
    clock.advance(0)
    assert [client.is_cut for client in clients] == [False, False, True]


def test_a_socket_stays(
    client: Client, clock: Any, run_async: Callable[..., Any]
) -> None:
    run_async(client.ask(SHAKE + b"Host: x\r\n\r\n", status=b"101"))
    assert isinstance(client.protocol, WebSocketProtocol)
    clock.advance(10 * ANSWER_SECONDS)
    assert not client.is_cut


# ---- over real sockets ----------------------------------------------------------


def is_cut(connection: socket.socket) -> bool:
    """Return whether a connection ends."""
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


def test_one_connection_too_many_is_cut_at_once(make_server: Any) -> None:
    with make_server() as server, server.page() as page:
        server.uvicorn.config.limit_concurrency = 4
        idle = [server.raw() for _ in range(6)]
        assert sum(map(is_cut, idle[3:])) == 3
        assert page.ask("pause")["type"] == "ack"
        for connection in idle:
            connection.close()
        assert server.connections.are_at_most(1)
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

"""Connections without a network: a websocket whose other end is the test."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from app.config import Settings
from app.protocol.commands.commands import PROTOCOL
from app.scheduling.scheduler import Scheduler
from app.server.connections.endpoint import serve
from app.server.connections.hub import Hub
from app.server.http.security import OriginCheck
from app.server.sockets.uvicorn_websocket import DIRECT_DELIVERY

HOST = "127.0.0.1:8000"
MAX_SECONDS = 60
"""Of the loop's time, in which whatever a test waits for has to come."""


class FakeSocket:
    """What Starlette gives the server, and, if it is direct, what uvicorn does."""

    def __init__(self, *, is_direct: bool, origin: str | None, **scope: Any) -> None:
        self.take_now: Callable[[str], bool] | None = None
        headers = [(b"host", HOST.encode())]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        self.scope: dict[str, Any] = {
            "type": "websocket",
            "scheme": "ws",
            "server": ("127.0.0.1", 8000),
            "headers": headers,
            "subprotocols": [PROTOCOL],
            "extensions": {DIRECT_DELIVERY: {"protocol": self}} if is_direct else {},
            **scope,
        }
        self.accepted: str | None = None
        self.closed: tuple[int, str | None] | None = None
        self.sent: list[str | bytes] = []
        self.news = asyncio.Event()
        self.reads = asyncio.Event()
        self.reads.set()
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def accept(self, subprotocol: str | None = None) -> None:
        self.accepted = subprotocol

    async def receive(self) -> dict[str, Any]:
        return await self.incoming.get()

    async def send(self, message: dict[str, Any]) -> None:
        await self.reads.wait()
        self._deliver(message["text"] if "text" in message else message["bytes"])

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        self.closed = (code, reason)
        self.news.set()

    def send_now(self, message: str | bytes) -> bool:
        if self.reads.is_set():
            self._deliver(message)
        return self.reads.is_set()

    def _deliver(self, message: str | bytes) -> None:
        self.sent.append(message)
        self.news.set()


class SocketEndError(Exception):
    """The server has closed the socket."""


class FakeClient:
    """A page at the other end of a `FakeSocket`."""

    def __init__(self, hub: Hub, socket: FakeSocket) -> None:
        self.socket = socket
        self.events: list[dict[str, Any]] = []
        self.task = asyncio.create_task(serve(socket, hub))  # type: ignore[arg-type]
        self._n_read = 0
        self._id = 0

    async def hello(self, key: str | None = None, **fields: Any) -> dict[str, Any]:
        self.welcome = await self.ask("hello", session=key, experiment=fields or None)
        return self.welcome

    def post(self, type: str, **fields: Any) -> int:
        self._id += 1
        self.post_text(json.dumps({"type": type, "id": self._id, **fields}))
        return self._id

    def post_text(self, text: str) -> None:
        take_now, incoming = self.socket.take_now, self.socket.incoming
        if take_now is None or not incoming.empty() or not take_now(text):
            incoming.put_nowait({"type": "websocket.receive", "text": text})

    def post_bytes(self, data: bytes) -> None:
        self.socket.incoming.put_nowait({"type": "websocket.receive", "bytes": data})

    async def leave(self) -> None:
        self.socket.incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self.task

    async def ask(self, type: str, **fields: Any) -> dict[str, Any]:
        """Send a command and return its answer."""
        id_ = self.post(type, **fields)
        return await self.until(lambda event: event.get("id") == id_)

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Read on until an event is the wanted one; frames are acknowledged."""
        while True:
            message = await self.read()
            if isinstance(message, bytes):
                self.acknowledge(message)
                continue
            event: dict[str, Any] = json.loads(message)
            self.events.append(event)
            if wanted(event):
                return event

    async def frame(self) -> bytes:
        """Return the next frame, which is not acknowledged yet."""
        while isinstance(message := await self.read(), str):
            self.events.append(json.loads(message))
        return message

    async def read(self) -> str | bytes:
        async with asyncio.timeout(MAX_SECONDS):
            while self._n_read >= len(self.socket.sent):
                if self.socket.closed is not None:
                    raise SocketEndError
                self.socket.news.clear()
                await self.socket.news.wait()
        self._n_read += 1
        return self.socket.sent[self._n_read - 1]

    async def end(self) -> tuple[int, dict[str, Any]]:
        """Read to the end without acknowledging; return the code and the last event."""
        async with asyncio.timeout(MAX_SECONDS):
            try:
                while True:
                    message = await self.read()
                    if isinstance(message, str):
                        self.events.append(json.loads(message))
            except SocketEndError:
                await self.task
        assert self.socket.closed is not None
        return self.socket.closed[0], self.events[-1]

    async def end_unread(self) -> tuple[int, str | None]:
        """Wait for the end without reading; return the code and the reason."""
        async with asyncio.timeout(MAX_SECONDS):
            await self.task
        assert self.socket.closed is not None
        return self.socket.closed

    def acknowledge(self, frame: bytes) -> None:
        self.post_text(f'{{"type":"frame_ack","seq":{seq_of(frame)}}}')


def seq_of(frame: bytes) -> int:
    return int.from_bytes(frame[4:8], "little")


class FakeServer:
    """A hub, and clients that connect to it without a network."""

    def __init__(self, hub: Hub, *, is_direct: bool) -> None:
        self.hub = hub
        self._is_direct = is_direct

    def connect(
        self, *, origin: str | None = f"http://{HOST}", **scope: Any
    ) -> FakeClient:
        socket = FakeSocket(is_direct=self._is_direct, origin=origin, **scope)
        return FakeClient(self.hub, socket)

    async def page(self, key: str | None = None, **fields: Any) -> FakeClient:
        """Return a client that has sent hello."""
        client = self.connect()
        await client.hello(key, **fields)
        return client


def new_hub(loop: Any, **settings: Any) -> Hub:
    given = Settings(**settings)
    scheduler = Scheduler(loop, slice_seconds=given.slice_seconds)
    return Hub(given, origin_check=OriginCheck(given), scheduler=scheduler)


@asynccontextmanager
async def fake_server(*, is_direct: bool, **settings: Any) -> AsyncIterator[FakeServer]:
    hub = new_hub(asyncio.get_running_loop(), **settings)
    hub.scheduler.start()
    yield FakeServer(hub, is_direct=is_direct)
    await hub.scheduler.stop()

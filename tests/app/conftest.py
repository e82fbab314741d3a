"""What the app's tests share: a session without a socket, a server with one."""

import asyncio
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import uvicorn
from websockets.sync.client import ClientConnection, connect

from app.config import Settings
from app.main import create_app
from app.protocol.commands.commands import PROTOCOL
from app.protocol.commands.parse import parse
from app.protocol.events import Event, Seeking
from app.protocol.fields import ExperimentFields
from app.protocol.frame_header import FRAME_HEADER
from app.protocol.strict_json import MAX_DEPTH, MAX_INTEGER, MAX_MESSAGE_BYTES
from app.server.http.uvicorn_http import HttpProtocol
from app.server.sockets.uvicorn_websocket import WebSocketProtocol
from app.session.session import Session
from tests.app.manual_loop import ManualLoop, VirtualLoop

HEADER_NAMES = (
    "kind flags layout seq step epoch command loss_step train_loss test_loss".split()
)


MALFORMED = {
    "nothing": "",
    "truncated": '{"a":',
    "random": "\x00\x01\x02",
    "two values": "1 2",
    "NaN": "[NaN]",
    "Infinity": "[Infinity]",
    "minus Infinity": "[-Infinity]",
    "1e999": "[1e999]",
    "minus 1e999": "[-1e999]",
    "5,000 digits": "[" + "9" * 5000 + "]",
    "5,000 digits and a fraction": "[" + "9" * 5000 + ".5]",
    "integer past 2^53": f"[{MAX_INTEGER + 1}]",
    "duplicate key": '{"a":1,"a":2}',
    "duplicate key, deep": '{"b":[{"a":1,"a":1}]}',
    "escaped lone surrogate": '["\\ud800"]',
    "escaped lone low surrogate": '["\\uDFFF"]',
    "surrogate as a key": '{"\\udc00":1}',
    "raw lone surrogate": '["\ud800"]',
    "100,000 deep": "[" * 100_000,
    "30,000 deep and closed": "[" * 30_000 + "]" * 30_000,
    "10,000 objects deep": '{"a":' * 10_000,
    "one level too deep": "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
    "control character": '["\n"]',
    "single quotes": "{'a': 1}",
    "comment": "[1] // one",
    "byte order mark": "\ufeff[]",
    "leading zero": "[01]",
    "hexadecimal": "[0x10]",
    "too long": '"' + "a" * MAX_MESSAGE_BYTES + '"',
    "too long in bytes": '"' + "é" * (MAX_MESSAGE_BYTES // 2) + '"',
    "far too long": " " * (100 * MAX_MESSAGE_BYTES),
}
"""Texts that are no acceptable JSON, each with what is wrong with it."""


@pytest.fixture(params=MALFORMED.values(), ids=MALFORMED.keys())
def malformed_text(request: pytest.FixtureRequest) -> str:
    text: str = request.param
    return text


@pytest.fixture(scope="session")
def malformed_texts() -> dict[str, str]:
    return MALFORMED


@pytest.fixture
def make_manual_loop() -> Callable[..., ManualLoop]:
    return ManualLoop


@pytest.fixture
def clock() -> ManualLoop:
    return ManualLoop()


@pytest.fixture
def run_virtual() -> Callable[..., Any]:
    """Return a function that runs a coroutine in virtual time."""

    def run(main: Any) -> Any:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            return runner.run(main)

    return run


class Desk:
    """A session, a clock that is set by hand, and commands by keyword."""

    def __init__(self, **fields: Any) -> None:
        self.now = 100.0
        given = ExperimentFields(**fields) if fields else None
        self.session = Session(given, clock=time.perf_counter)
        self._id = 0

    def send(self, type: str, **fields: Any) -> list[Event]:
        self._id += 1
        text = json.dumps({"type": type, "id": self._id, **fields})
        return self.session.handle(parse(text), now=self.now)

    def ask(self, type: str, **fields: Any) -> list[Event]:
        """Send a command and train until it is answered."""
        events = self.send(type, **fields)
        while not any(self._is_answer(event) for event in events):
            self.train()
            events += self.events()
        return events

    def _is_answer(self, event: Event) -> bool:
        is_progress = isinstance(event, Seeking)
        return not is_progress and getattr(event, "id", None) == self._id

    def acknowledge(self, seq: int) -> None:
        text = json.dumps({"type": "frame_ack", "seq": seq})
        assert self.session.handle(parse(text), now=self.now) == []

    def train(self, turns: int = 1, *, seconds: float = 0.001) -> None:
        for _ in range(turns):
            self.now += seconds
            self.session.run(seconds, now=self.now)

    def events(self) -> list[Event]:
        return self.session.events(now=self.now)

    def frame(self) -> bytes | None:
        return self.session.frame(now=self.now)

    def digest(self) -> str:
        return self.session.trainer.snapshot().digest()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def make_desk() -> Callable[..., Desk]:
    return Desk


def header_of(frame: bytes) -> dict[str, Any]:
    return dict(zip(HEADER_NAMES, FRAME_HEADER.unpack_from(frame), strict=True))


def sections_of(frame: bytes, layout: dict[str, Any]) -> dict[Any, np.ndarray]:
    """Read a frame as a page does: ``{(name, layer): array}``."""
    assert len(frame) == layout["bytes"]
    found = {}
    for section in layout["sections"]:
        dtype = {"f8": "<f8", "f4": "<f4", "u1": "u1"}[section["dtype"]]
        count = int(np.prod(section["shape"]))
        flat = np.frombuffer(frame, dtype, count, section["offset"])
        key = (section["name"], section["layer"])
        found[key] = flat.reshape(section["shape"])
    return found


@pytest.fixture(scope="session")
def read_header() -> Callable[[bytes], dict[str, Any]]:
    return header_of


@pytest.fixture(scope="session")
def read_sections() -> Callable[..., dict[Any, np.ndarray]]:
    return sections_of


class Connections(set[Any]):
    """The connections of a server, whose number other threads can wait for."""

    def __init__(self) -> None:
        super().__init__()
        self._change = threading.Condition()

    def add(self, connection: Any) -> None:
        with self._change:
            super().add(connection)
            self._change.notify_all()

    def discard(self, connection: Any) -> None:
        with self._change:
            super().discard(connection)
            self._change.notify_all()

    def are_at_most(self, n: int) -> bool:
        """Wait until no more than so many are open; False if that takes too long."""
        with self._change:
            return self._change.wait_for(lambda: len(self) <= n, timeout=30)


class ReadyServer(uvicorn.Server):
    """A uvicorn server whose start other threads can wait for."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.loop = asyncio.get_running_loop()
        self.is_ready.set()


class Server:
    """A real server in a thread, and pages that connect to it."""

    def __init__(self, settings: Settings, *, ping_seconds: float = 20) -> None:
        self.settings = settings
        self.app = create_app(settings)
        config = uvicorn.Config(
            self.app,
            port=0,
            log_level="warning",
            http=HttpProtocol,
            ws=WebSocketProtocol,
            ws_max_size=65_536,
            ws_ping_interval=ping_seconds,
        )
        self.uvicorn = ReadyServer(config)
        self.connections = self.uvicorn.server_state.connections = Connections()
        self._thread = threading.Thread(target=self.uvicorn.run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self.uvicorn.is_ready.wait(timeout=20), "the server did not start"
        listener = self.uvicorn.servers[0].sockets[0]
        self.port: int = listener.getsockname()[1]

    def stop(self) -> None:
        self.uvicorn.should_exit = True
        self._thread.join(timeout=10)
        assert not self._thread.is_alive()

    def wait_until(self, condition: Callable[[], object], seconds: float = 20) -> None:
        """Wait until a condition holds between two turns of the server's loop."""
        loop, holds = self.uvicorn.loop, Future[None]()

        def check() -> None:
            if holds.cancelled():
                return
            if condition():
                holds.set_result(None)
            else:
                loop.call_later(0.001, check)

        loop.call_soon_threadsafe(check)
        try:
            holds.result(timeout=seconds)
        finally:
            holds.cancel()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def hub(self) -> Any:
        return self.app.state.hub

    def raw(self) -> socket.socket:
        """Open a plain connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def until_left(self, secret: str) -> Session:
        """Wait until nobody controls a session, and return it."""
        rooms = self.hub.rooms
        self.wait_until(lambda: rooms.controller(secret) is None)
        session: Session = rooms[secret].session
        return session

    def connect(self, **options: Any) -> ClientConnection:
        given = {
            "subprotocols": [PROTOCOL],
            "origin": f"http://{self.address}",
            "compression": None,
            "max_size": None,
            "open_timeout": 20,
            "close_timeout": 2,
        }
        return connect(f"ws://{self.address}/ws", **(given | options))

    @contextmanager
    def page(self, *, session: str | None = None, **fields: Any) -> Iterator["Page"]:
        with self.connect() as socket:
            page = Page(socket)
            page.hello(session, **fields)
            yield page


class Page:
    """What a page does, without a picture."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.layout: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []
        self._id = 0

    def hello(self, session: str | None = None, **fields: Any) -> dict[str, Any]:
        self.welcome = self.ask("hello", session=session, experiment=fields or None)
        return self.welcome

    def post(self, type: str, **fields: Any) -> int:
        self._id += 1
        self.socket.send(json.dumps({"type": type, "id": self._id, **fields}))
        return self._id

    def ask(self, type: str, **fields: Any) -> dict[str, Any]:
        """Send a command and return its one answer."""
        id_ = self.post(type, **fields)
        return self.until(lambda event: event.get("id") == id_)

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Read on until an event is the wanted one; frames are acknowledged."""
        while True:
            message = self.socket.recv(timeout=20)
            if isinstance(message, bytes):
                self.acknowledge(message)
                continue
            event: dict[str, Any] = json.loads(message)
            self._note(event)
            if wanted(event):
                return event

    def frame(self, wanted: Callable[[dict[str, Any]], bool] | None = None) -> bytes:
        """Return the next frame whose header is the wanted one."""
        while True:
            message = self.socket.recv(timeout=20)
            if isinstance(message, str):
                self._note(json.loads(message))
                continue
            self.acknowledge(message)
            if wanted is None or wanted(header_of(message)):
                return message

    def acknowledge(self, frame: bytes) -> None:
        self.socket.send(f'{{"type":"frame_ack","seq":{self.seq_of(frame)}}}')

    @staticmethod
    def seq_of(frame: bytes) -> int:
        """Return a frame's number."""
        seq: int = struct.unpack_from("<I", frame, 4)[0]
        return seq

    def _note(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        if event["type"] == "layout":
            self.layout = event


@contextmanager
def running_server(ping_seconds: float = 20, **settings: Any) -> Iterator[Server]:
    server = Server(Settings(**settings), ping_seconds=ping_seconds)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Start a server that takes as many commands as a test can send."""
    with running_server(commands_per_second=1e6, command_burst=100_000) as server:
        yield server


@pytest.fixture(scope="session")
def make_server() -> Callable[..., Any]:
    return running_server


@pytest.fixture
def run_async() -> Callable[..., Any]:
    return asyncio.run

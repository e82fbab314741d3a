"""Transports and servers without a network, for tests of protocols."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from app.server.connections.hub import Hub
from tests.app.server.fake_socket import FakeServer, fake_server, new_hub


class RecordingTransport(asyncio.Transport):
    """A transport that keeps what is written and how it was ended."""

    def __init__(self) -> None:
        super().__init__({"sockname": ("127.0.0.1", 80), "peername": None})
        self.written = bytearray()
        self.has_written = asyncio.Event()
        self.ended: list[str] = []
        self.reads = True

    def write(self, data: Any) -> None:
        self.written += data
        self.has_written.set()

    def take(self) -> bytes:
        """Return what has been written since the last call."""
        taken = bytes(self.written)
        self.written.clear()
        self.has_written.clear()
        return taken

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.ended.append("eof")

    def close(self) -> None:
        self.ended.append("close")

    def abort(self) -> None:
        self.ended.append("abort")

    def is_closing(self) -> bool:
        return "close" in self.ended or "abort" in self.ended

    def pause_reading(self) -> None:
        self.reads = False

    def resume_reading(self) -> None:
        self.reads = True


@pytest.fixture
def transport() -> RecordingTransport:
    return RecordingTransport()


@pytest.fixture(params=[False, True], ids=["by tasks", "directly"])
def make_fake_server(
    request: pytest.FixtureRequest,
) -> Callable[..., AbstractAsyncContextManager[FakeServer]]:
    """Return a factory of servers, for both ways in which messages may come."""
    return lambda **settings: fake_server(is_direct=request.param, **settings)


@pytest.fixture
def make_hub(make_manual_loop: Any) -> Callable[..., Hub]:
    return lambda **settings: new_hub(make_manual_loop(), **settings)

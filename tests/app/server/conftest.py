"""Transports, clocks and servers without a network, for tests of protocols."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from app.server.hub import Hub
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


class Timer:
    def __init__(self, due: float, callback: Callable[[], object]) -> None:
        self.due = due
        self.callback = callback
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


class Clock:
    """The part of an event loop that protocols use; its time is set by hand."""

    def __init__(self) -> None:
        self._now = 0.0
        self._timers: list[Timer] = []

    @property
    def timers(self) -> list[Timer]:
        """Return those that are neither due nor cancelled."""
        return [timer for timer in self._timers if not timer.is_cancelled]

    def time(self) -> float:
        return self._now

    def call_later(self, seconds: float, callback: Callable[[], object]) -> Timer:
        timer = Timer(self._now + seconds, callback)
        self._timers.append(timer)
        return timer

    def create_task(self, steps: Any) -> Any:
        return asyncio.get_running_loop().create_task(steps)

    def advance(self, seconds: float) -> None:
        """Let time pass, and call what is due on the way."""
        end = self._now + seconds
        while due := [timer for timer in self.timers if timer.due <= end]:
            timer = min(due, key=lambda timer: timer.due)
            self._timers.remove(timer)
            self._now = timer.due
            timer.callback()
        self._now = end


@pytest.fixture
def transport() -> RecordingTransport:
    return RecordingTransport()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=[False, True], ids=["by tasks", "directly"])
def make_fake_server(
    request: pytest.FixtureRequest,
) -> Callable[..., AbstractAsyncContextManager[FakeServer]]:
    """Return a factory of servers, for both ways in which messages may come."""
    return lambda **settings: fake_server(is_direct=request.param, **settings)


@pytest.fixture
def make_hub(make_manual_loop: Any) -> Callable[..., Hub]:
    return lambda **settings: new_hub(make_manual_loop(), **settings)

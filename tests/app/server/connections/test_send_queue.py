"""What waits for one client, in which order it is sent, and how much may wait."""

import asyncio
import gc
from typing import Any
from weakref import WeakSet

import pytest
from starlette.websockets import WebSocketDisconnect

from app.protocol.events import Closing
from app.protocol.sentence import sentence
from app.server.connections.send_queue import (
    FAIR_BYTES,
    FLUSH_SECONDS,
    MAX_ALL_BYTES,
    MAX_WAITING,
    MAX_WAITING_CHARACTERS,
    SendQueue,
)
from app.stream.flow_control import MAX_IN_FLIGHT


@pytest.fixture
def send_queue() -> SendQueue:
    """Return one that nobody empties."""
    nobody: Any = None
    return SendQueue(nobody, now=lambda: 0.0)


def test_so_many_messages_may_wait(send_queue: SendQueue) -> None:
    send_queue.put(["{}"] * MAX_WAITING)
    assert not send_queue.overflows
    send_queue.put(["{}"])
    assert send_queue.overflows


def test_so_much_text_may_wait(send_queue: SendQueue) -> None:
    send_queue.put(["x" * (MAX_WAITING_CHARACTERS - 10), "x" * 10])
    assert not send_queue.overflows
    send_queue.put(["x"])
    assert send_queue.overflows


def test_a_frame_larger_than_the_limit_of_events_can_wait(
    send_queue: SendQueue,
) -> None:
    send_queue.put(["x" * MAX_WAITING_CHARACTERS, b"x" * (2 * MAX_WAITING_CHARACTERS)])
    assert not send_queue.overflows


def test_no_more_frames_wait_than_may_be_in_flight(send_queue: SendQueue) -> None:
    send_queue.put([b"x"] * MAX_IN_FLIGHT)
    assert not send_queue.overflows
    send_queue.put([b"x"])
    assert send_queue.overflows


def test_much_may_wait_for_one_client_while_little_waits_for_all() -> None:
    nobody: Any = None
    others: WeakSet[SendQueue] = WeakSet()
    queues = [SendQueue(nobody, now=lambda: 0.0, others=others) for _ in range(40)]
    frame = bytes(FAIR_BYTES)
    small, *large = queues
    small.put([frame])
    for queue in large:
        queue.put([frame])
    assert not any(queue.overflows for queue in queues)  # all have a fair share
    large[0].put([b"x"])
    assert large[0].overflows
    assert not small.overflows
    del queue, large[len(large) - 10 :], queues  # ten clients have gone
    gc.collect()
    assert len(others) * FAIR_BYTES < MAX_ALL_BYTES
    assert not large[0].overflows


def test_what_can_be_written_at_once_does_not_wait() -> None:
    nobody: Any = None
    said: list[str | bytes] = []

    def send_now(message: str | bytes) -> bool:
        said.append(message)
        return len(said) < 3

    send_queue = SendQueue(nobody, now=lambda: 0.0, send_now=send_now)
    send_queue.put(["a", b"b", "x" * (MAX_WAITING_CHARACTERS + 1), "y"])
    assert said[:2] == ["a", b"b"]
    assert len(said) == 3  # what comes after one that has to wait waits, too
    assert send_queue.overflows


class Socket:
    """The sending side of a websocket, which a test can block."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.closed: tuple[int, str] | None = None
        self.reads = asyncio.Event()
        self.reads.set()

    async def send(self, message: dict[str, Any]) -> None:
        await self.reads.wait()
        self.sent.append(message.get("text", message.get("bytes")))

    async def close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)


CLOSING = Closing(code=4000, reason="replaced", message=sentence("closing.replaced"))


def test_messages_are_sent_in_order(run_virtual: Any) -> None:
    async def main() -> None:
        socket: Any = Socket()
        loop = asyncio.get_running_loop()
        queue = SendQueue(socket, now=loop.time)
        task = asyncio.create_task(queue.run())
        queue.put(["a", b"b"])
        await asyncio.sleep(1)
        assert (socket.sent, queue.stuck_since) == (["a", b"b"], None)
        socket.reads.clear()
        queue.put(["c"])
        queue.put([b"d"])
        began = loop.time()
        await asyncio.sleep(5)
        assert queue.stuck_since == pytest.approx(began, abs=0.1)
        socket.reads.set()
        await asyncio.sleep(1)
        assert (socket.sent, queue.stuck_since) == (["a", b"b", "c", b"d"], None)
        task.cancel()

    run_virtual(main())


def test_at_the_end_the_rest_and_the_reason_are_sent(run_virtual: Any) -> None:
    async def main() -> None:
        socket: Any = Socket()
        queue = SendQueue(socket, now=lambda: 0.0)
        queue.put(["a", b"b"])
        await queue.finish(CLOSING)
        assert socket.sent == ["a", b"b", CLOSING.text()]
        assert socket.closed == (4000, "replaced")

    run_virtual(main())


def test_a_client_that_does_not_read_is_closed_all_the_same(run_virtual: Any) -> None:
    async def main() -> None:
        socket: Any = Socket()
        socket.reads.clear()
        loop = asyncio.get_running_loop()
        queue = SendQueue(socket, now=loop.time)
        queue.put(["a"])
        began = loop.time()
        await queue.finish(CLOSING)
        assert loop.time() - began == pytest.approx(FLUSH_SECONDS, abs=0.1)
        assert (socket.sent, socket.closed) == ([], (4000, "replaced"))

    run_virtual(main())


def test_a_client_that_has_gone_is_no_error(run_virtual: Any) -> None:
    class Gone(Socket):
        async def send(self, message: dict[str, Any]) -> None:  # noqa: ARG002
            raise WebSocketDisconnect(1006)

        async def close(self, code: int, reason: str) -> None:  # noqa: ARG002
            raise RuntimeError

    async def main() -> None:
        gone: Any = Gone()
        await SendQueue(gone, now=lambda: 0.0).finish(CLOSING)
        assert gone.sent == []

    run_virtual(main())

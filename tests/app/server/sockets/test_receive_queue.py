"""Events that wait for the application, and when reading pauses for them."""

import asyncio
from collections.abc import Callable
from typing import Any

from app.server.sockets.receive_queue import MAX_UNREAD, ReceiveQueue

EVENT = {"type": "websocket.receive", "text": "{}"}


def test_reading_pauses_when_many_wait_and_goes_on_when_none_does(
    transport: Any, run_async: Callable[..., Any]
) -> None:
    queue = ReceiveQueue(transport)
    for _ in range(MAX_UNREAD - 1):
        queue.put(EVENT)
    assert transport.reads
    queue.put(EVENT)
    assert not transport.reads

    async def take() -> None:
        for _ in range(MAX_UNREAD - 1):
            assert await queue.get() == EVENT
        assert not transport.reads
        await queue.get()

    run_async(take())
    assert transport.reads
    assert queue.is_empty


def test_at_the_end_reading_goes_on_and_what_waits_is_still_taken(
    transport: Any, run_async: Callable[..., Any]
) -> None:
    queue = ReceiveQueue(transport)
    for _ in range(MAX_UNREAD):
        queue.put(EVENT)
    queue.end(1001)
    assert transport.reads

    async def take() -> list[Any]:
        return [await queue.get() for _ in range(MAX_UNREAD + 1)]

    events = run_async(take())
    assert events == [EVENT] * MAX_UNREAD + [
        {"type": "websocket.disconnect", "code": 1001}
    ]


def test_an_event_wakes_whoever_waits(
    transport: Any, run_async: Callable[..., Any]
) -> None:
    async def wait() -> Any:
        queue = ReceiveQueue(transport)
        getting = asyncio.ensure_future(queue.get())
        await asyncio.sleep(0)
        assert not getting.done()
        queue.put(EVENT)
        return await getting

    assert run_async(wait()) == EVENT

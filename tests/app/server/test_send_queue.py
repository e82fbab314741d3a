"""What waits for one reader, and how much of it may."""

from typing import Any

import pytest

from app.server.send_queue import MAX_WAITING, MAX_WAITING_CHARACTERS, SendQueue
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


def test_a_frame_larger_than_all_that_may_be_said_can_wait(
    send_queue: SendQueue,
) -> None:
    send_queue.put(["x" * MAX_WAITING_CHARACTERS, b"x" * (2 * MAX_WAITING_CHARACTERS)])
    assert not send_queue.overflows


def test_no_more_frames_wait_than_may_be_in_flight(send_queue: SendQueue) -> None:
    send_queue.put([b"x"] * MAX_IN_FLIGHT)
    assert not send_queue.overflows
    send_queue.put([b"x"])
    assert send_queue.overflows


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

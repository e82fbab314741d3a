"""Pings, their answers, and how many pings a client may send."""

from typing import Any

import pytest

from app.server.sockets.keepalive import MAX_PINGS, Keepalive


class Pings:
    """A keepalive of 8 seconds and what it has done."""

    def __init__(self, clock: Any) -> None:
        self.sent: list[bytes] = []
        self.n_failures = 0
        self.keepalive = Keepalive(
            8, loop=clock, ping=self.sent.append, fail=self._count_failure
        )

    def _count_failure(self) -> None:
        self.n_failures += 1


@pytest.fixture
def pings(clock: Any) -> Pings:
    return Pings(clock)


def test_an_answered_ping_is_followed_by_the_next(pings: Pings, clock: Any) -> None:
    pings.keepalive.start()
    clock.advance(7.9)
    assert pings.sent == []
    for n in range(1, 6):
        clock.advance(8)
        assert len(pings.sent) == n
        assert pings.keepalive.take_pong(pings.sent[-1])
    assert pings.n_failures == 0


def test_an_unanswered_ping_fails_once_when_the_next_is_due(
    pings: Pings, clock: Any
) -> None:
    pings.keepalive.start()
    clock.advance(15.9)
    assert (len(pings.sent), pings.n_failures) == (1, 0)
    clock.advance(100)
    assert (len(pings.sent), pings.n_failures) == (1, 1)


def test_another_payload_or_an_old_one_is_no_answer(pings: Pings, clock: Any) -> None:
    pings.keepalive.start()
    clock.advance(8)
    pings.keepalive.take_pong(pings.sent[0])
    clock.advance(8)
    pings.keepalive.take_pong(b"else")
    pings.keepalive.take_pong(pings.sent[0])
    clock.advance(8)
    assert pings.n_failures == 1


def test_after_stop_nothing_is_sent(pings: Pings, clock: Any) -> None:
    pings.keepalive.stop()
    pings.keepalive.start()
    pings.keepalive.stop()
    clock.advance(100)
    assert (pings.sent, pings.n_failures) == ([], 0)


@pytest.mark.parametrize("kind", ["ping", "pong"])
def test_so_many_pings_or_unsolicited_pongs_are_allowed(
    pings: Pings, clock: Any, kind: str
) -> None:
    def take() -> bool:
        if kind == "ping":
            return pings.keepalive.take_ping()
        return pings.keepalive.take_pong(b"nobody asked")

    assert all(take() for _ in range(MAX_PINGS))
    assert not take()
    clock.advance(1)
    assert all(take() for _ in range(MAX_PINGS // 10))
    assert not take()


def test_an_answer_does_not_count(pings: Pings, clock: Any) -> None:
    pings.keepalive.start()
    clock.advance(8)
    for _ in range(MAX_PINGS):
        pings.keepalive.take_ping()
    assert pings.keepalive.take_pong(pings.sent[0])

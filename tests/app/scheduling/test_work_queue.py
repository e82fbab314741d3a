"""Costly work: its order is fair, and it leaves time to others."""

from collections.abc import Callable
from typing import Any

import pytest

from app.scheduling.work_queue import LAST_SECONDS, Work, WorkQueue


class Sender:
    """Somebody who asks for work, and the order in which all of it is done."""

    def __init__(self, loop: Any, queue: WorkQueue, name: str, done: list[str]) -> None:
        self.loop, self.queue, self.name, self.done = loop, queue, name, done

    def ask(self, seconds: float = 0.05, *, is_last: bool = False) -> Work:
        def call() -> None:
            self.loop.now += seconds
            self.done.append(self.name)

        work = Work(self, f"of {seconds} s", call, is_last=is_last)
        self.queue.add(work)
        return work


class Desk:
    """A queue of work, its senders and its clock."""

    def __init__(self, loop: Any) -> None:
        self.loop = loop
        self.n_woken = 0
        self.queue = WorkQueue(loop, wake=self._wake)
        self.done: list[str] = []

    def _wake(self) -> None:
        self.n_woken += 1

    def sender(self, name: str) -> Sender:
        return Sender(self.loop, self.queue, name, self.done)

    def finish(self) -> None:
        while len(self.queue):
            self.queue.run(0.002, is_shared=False)


@pytest.fixture
def desk(make_manual_loop: Callable[[], Any]) -> Desk:
    return Desk(make_manual_loop())


def test_a_turn_is_one_long_piece_or_several_short_ones(desk: Desk) -> None:
    long, short = desk.sender("long"), desk.sender("short")
    long.ask(0.05)
    long.ask(0.05)
    desk.queue.run(0.002, is_shared=False)
    assert desk.done == ["long"]
    desk.finish()
    for _ in range(5):
        short.ask(0.001)
    desk.queue.run(0.0025, is_shared=False)
    assert desk.done[2:] == ["short"] * 3


def test_while_others_need_the_time_work_gets_half_of_it(desk: Desk) -> None:
    asker = desk.sender("asker")
    for _ in range(20):
        asker.ask(0.05)
    while desk.queue:
        desk.queue.run(0.002, is_shared=True)
        desk.loop.advance(0.001)
    assert 20 * 0.1 - 0.05 <= desk.loop.now < 20 * 0.1 + 0.05


def test_the_queue_wakes_when_its_rest_is_over(desk: Desk) -> None:
    asker = desk.sender("asker")
    asker.ask(0.05)
    desk.queue.run(0.002, is_shared=True)
    assert desk.loop.timers == []
    asker.ask(0.05)
    desk.n_woken = 0
    assert not desk.queue.is_ready
    desk.loop.advance(0.049)
    assert desk.n_woken == 0
    desk.loop.advance(0.002)
    assert (desk.n_woken, desk.queue.is_ready) == (1, True)


def test_what_one_sender_asks_for_delays_no_other_one_by_more_than_a_piece(
    desk: Desk,
) -> None:
    greedy, other = desk.sender("greedy"), desk.sender("other")
    for _ in range(10):
        greedy.ask()
    other.ask()
    other.ask()
    desk.finish()
    assert desk.done[:4].count("other") == 2


def test_little_work_goes_before_much(desk: Desk) -> None:
    desk.sender("teacher").ask(0.05)
    desk.sender("teacher").ask(0.001)
    desk.finish()
    desk.done.clear()
    for _ in range(60):
        desk.sender("costly").ask(0.05)
    desk.sender("cheap").ask(0.001)
    desk.finish()
    assert desk.done[0] == "cheap"


def test_whoever_has_had_much_waits_for_whoever_has_had_little(desk: Desk) -> None:
    greedy, other = desk.sender("greedy"), desk.sender("other")
    for _ in range(2):
        greedy.ask(0.05)
    desk.queue.run(0.002, is_shared=False)
    greedy.ask(0.05)
    other.ask(0.05)
    desk.finish()
    assert desk.done == ["greedy", "greedy", "other", "greedy"]


def test_work_that_took_longer_than_expected_counts_as_long_as_it_took(
    desk: Desk,
) -> None:
    greedy, other = desk.sender("greedy"), desk.sender("other")
    greedy.ask(0.5)
    other.ask(0.1)
    desk.finish()
    desk.done.clear()
    greedy.ask(0.1)
    for _ in range(3):
        other.ask(0.1)
    desk.finish()
    assert desk.done[0] == "other"


def test_those_who_look_on_come_last_but_not_never(desk: Desk) -> None:
    desk.sender("teacher").ask(0.05)
    desk.finish()
    desk.sender("observer").ask(0.05, is_last=True)
    n_more = int(2 * LAST_SECONDS / 0.05)
    learner = desk.sender("learner")
    for _ in range(n_more):
        learner.ask(0.05)
    desk.finish()
    rank = desk.done.index("observer")
    assert n_more / 2 - 2 < rank < n_more / 2 + 2


def test_work_that_nobody_waits_for_is_not_done(desk: Desk) -> None:
    leaving = desk.sender("leaving").ask()
    desk.sender("staying").ask()
    desk.queue.drop(leaving)
    desk.queue.drop(leaving)
    assert len(desk.queue) == 1
    desk.finish()
    assert desk.done == ["staying"]


def test_an_error_does_not_end_the_queue(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.queue.add(Work(desk, "broken", lambda: 1 / 0))
    desk.sender("whole").ask()
    desk.finish()
    assert desk.done == ["whole"]
    assert [record.getMessage() for record in caplog.records] == ["Work failed: broken"]


def test_senders_that_are_gone_are_forgotten(desk: Desk) -> None:
    for _ in range(9):
        desk.sender("gone").ask()
    desk.finish()
    assert len(desk.queue._ends) <= 1

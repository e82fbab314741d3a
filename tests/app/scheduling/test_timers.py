"""A line: moments shared by many, plans that change, turns in order."""

import heapq
from collections.abc import Callable
from typing import Any

import pytest

from app.scheduling.timers import TimerQueue


class Loop:
    """An event loop's clock and timers, moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, call: Callable[..., None], *args: Any) -> None:
        heapq.heappush(self.timers, (when, len(self.timers), call, args))

    def pass_to(self, moment: float) -> None:
        self.now = moment
        while self.timers and self.timers[0][0] <= moment:
            _, _, call, args = heapq.heappop(self.timers)
            call(*args)


class Scene:
    def __init__(self) -> None:
        self.loop, self.wakes = Loop(), 0
        self.line: TimerQueue[str] = TimerQueue(self.loop, wake=self._wake)  # type: ignore[arg-type]

    def _wake(self) -> None:
        self.wakes += 1

    def turns(self) -> list[str | None]:
        taken = []
        while self.line.n_ready:
            taken.append(self.line.take())
        return taken


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_nobody_s_turn_comes_before_the_moment(scene: Scene) -> None:
    scene.line.plan("a", 2.0)
    scene.loop.pass_to(1.9)
    assert (scene.turns(), scene.wakes, len(scene.line)) == ([], 0, 1)
    scene.loop.pass_to(2.0)
    assert scene.wakes == 1
    assert scene.turns() == ["a"]
    assert len(scene.line) == 0


def test_a_moment_that_has_passed_is_now(scene: Scene) -> None:
    scene.loop.now = 5.0
    for item, moment in (("a", 5.0), ("b", 1.0), ("c", float("-inf"))):
        scene.line.plan(item, moment)
    assert (scene.wakes, scene.loop.timers, scene.line.n_ready) == (3, [], 3)
    assert scene.turns() == ["a", "b", "c"]


def test_one_timer_serves_all_who_wait_for_the_same_moment(scene: Scene) -> None:
    for item in "abcd":
        scene.line.plan(item, 3.0)
        scene.line.plan(item, 3.0)
    assert len(scene.loop.timers) == 1
    scene.loop.pass_to(3.0)
    assert scene.turns() == ["a", "b", "c", "d"]


@pytest.mark.parametrize("later", [1.0, 4.0])
def test_a_new_plan_replaces_the_old_one(scene: Scene, later: float) -> None:
    scene.line.plan("a", 2.0)
    scene.line.plan("a", later)
    for moment in (1.0, 2.0, 3.0, 4.0):
        scene.loop.pass_to(moment)
        assert scene.turns() == (["a"] if moment == later else [])


def test_a_plan_may_return_to_its_first_moment(scene: Scene) -> None:
    for moment in (2.0, 1.0, 2.0):
        scene.line.plan("a", moment)
    scene.loop.pass_to(1.5)
    assert scene.turns() == []
    scene.loop.pass_to(2.0)
    assert scene.turns() == ["a"]


def test_a_plan_can_be_given_up(scene: Scene) -> None:
    scene.line.plan("a", 2.0)
    scene.line.plan("a", None)
    scene.line.plan("b", None)
    assert len(scene.line) == 0
    scene.loop.pass_to(2.0)
    assert (scene.turns(), scene.wakes) == ([], 0)


def test_who_waits_for_a_turn_keeps_it_whatever_is_planned(scene: Scene) -> None:
    scene.line.plan("a", 0.0)
    scene.line.plan("a", 7.0)
    scene.line.plan("a", None)
    assert scene.turns() == ["a"]
    scene.loop.pass_to(7.0)
    assert scene.turns() == []


def test_who_drops_out_is_passed_over(scene: Scene) -> None:
    for item in "abc":
        scene.line.plan(item, 0.0)
    scene.line.plan("d", 1.0)
    for item in "bde":
        scene.line.drop(item)
    assert scene.turns() == ["a", None, "c"]
    scene.loop.pass_to(1.0)
    assert scene.turns() == []


def test_who_drops_out_and_comes_back_has_one_turn(scene: Scene) -> None:
    scene.line.plan("a", 0.0)
    scene.line.drop("a")
    scene.line.plan("a", 1.0)
    assert scene.turns() == [None]
    scene.loop.pass_to(1.0)
    assert scene.turns() == ["a"]

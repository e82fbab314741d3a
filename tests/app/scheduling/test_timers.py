"""TimerQueue: moments shared by many items, plans that change, items in order."""

from typing import Any

import pytest

from app.scheduling.timers import TimerQueue


class Scene:
    def __init__(self, loop: Any) -> None:
        self.loop, self.wakes = loop, 0
        self.queue: TimerQueue[str] = TimerQueue(self.loop, wake=self._wake)

    def _wake(self) -> None:
        self.wakes += 1

    def turns(self) -> list[str | None]:
        taken = []
        while self.queue.n_ready:
            taken.append(self.queue.take())
        return taken


@pytest.fixture
def scene(make_manual_loop: Any) -> Scene:
    return Scene(make_manual_loop())


def test_no_item_is_ready_before_its_moment(scene: Scene) -> None:
    scene.queue.plan("a", 2.0)
    scene.loop.advance_to(1.9)
    assert (scene.turns(), scene.wakes, len(scene.queue)) == ([], 0, 1)
    scene.loop.advance_to(2.0)
    assert scene.wakes == 1
    assert scene.turns() == ["a"]
    assert len(scene.queue) == 0


def test_an_item_whose_moment_has_passed_is_ready_at_once(scene: Scene) -> None:
    scene.loop.now = 5.0
    for item, moment in (("a", 5.0), ("b", 1.0), ("c", float("-inf"))):
        scene.queue.plan(item, moment)
    assert (scene.wakes, scene.loop.timers, scene.queue.n_ready) == (3, [], 3)
    assert scene.turns() == ["a", "b", "c"]


def test_items_of_the_same_moment_share_one_timer(scene: Scene) -> None:
    for item in "abcd":
        scene.queue.plan(item, 3.0)
        scene.queue.plan(item, 3.0)
    assert len(scene.loop.timers) == 1
    scene.loop.advance_to(3.0)
    assert scene.turns() == ["a", "b", "c", "d"]


def test_later_moments_wait_for_the_same_timer(scene: Scene) -> None:
    for item, moment in (("a", 3.0), ("b", 4.0), ("c", 2.0), ("d", 5.0)):
        scene.queue.plan(item, moment)
    assert [timer.due for timer in scene.loop.timers] == [3.0, 2.0]
    scene.queue.drop("b")
    scene.loop.advance_to(3.5)
    assert scene.turns() == ["c", "a"]
    assert [timer.due for timer in scene.loop.timers] == [5.0]
    scene.loop.advance_to(5.0)
    assert (scene.turns(), scene.loop.timers) == (["d"], [])


def test_a_timer_that_the_loop_calls_early_is_on_time(scene: Scene) -> None:
    scene.queue.plan("a", 2.0)
    (timer,) = scene.loop.timers
    scene.loop.now = 1.999
    timer.call()
    assert scene.turns() == ["a"]


def test_a_plan_that_is_repeated_takes_no_memory(scene: Scene) -> None:
    for _ in range(100):
        scene.queue.plan("a", 2.0)
    assert len(scene.queue._moments) == 1
    assert "a" in scene.queue
    assert "b" not in scene.queue


@pytest.mark.parametrize("later", [1.0, 4.0])
def test_a_new_plan_replaces_the_old_one(scene: Scene, later: float) -> None:
    scene.queue.plan("a", 2.0)
    scene.queue.plan("a", later)
    for moment in (1.0, 2.0, 3.0, 4.0):
        scene.loop.advance_to(moment)
        assert scene.turns() == (["a"] if moment == later else [])


def test_a_plan_may_return_to_its_first_moment(scene: Scene) -> None:
    for moment in (2.0, 1.0, 2.0):
        scene.queue.plan("a", moment)
    scene.loop.advance_to(1.5)
    assert scene.turns() == []
    scene.loop.advance_to(2.0)
    assert scene.turns() == ["a"]


def test_a_plan_can_be_withdrawn(scene: Scene) -> None:
    scene.queue.plan("a", 2.0)
    scene.queue.plan("a", None)
    scene.queue.plan("b", None)
    assert len(scene.queue) == 0
    scene.loop.advance_to(2.0)
    assert (scene.turns(), scene.wakes) == ([], 0)


def test_a_ready_item_stays_ready_whatever_is_planned(scene: Scene) -> None:
    scene.queue.plan("a", 0.0)
    scene.queue.plan("a", 7.0)
    scene.queue.plan("a", None)
    assert scene.turns() == ["a"]
    scene.loop.advance_to(7.0)
    assert scene.turns() == []


def test_a_dropped_item_is_skipped(scene: Scene) -> None:
    for item in "abc":
        scene.queue.plan(item, 0.0)
    scene.queue.plan("d", 1.0)
    for item in "bde":
        scene.queue.drop(item)
    assert scene.turns() == ["a", None, "c"]
    scene.loop.advance_to(1.0)
    assert scene.turns() == []


def test_an_item_that_is_dropped_and_planned_again_is_taken_once(scene: Scene) -> None:
    scene.queue.plan("a", 0.0)
    scene.queue.drop("a")
    scene.queue.plan("a", 1.0)
    assert scene.turns() == [None]
    scene.loop.advance_to(1.0)
    assert scene.turns() == ["a"]

"""Turns on a real event loop: fair, short, and silent when there is nothing to do."""

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from app.protocol.events import Event
from app.protocol.fields import ExperimentFields
from app.protocol.parse import parse
from app.scheduling.scheduler import Scheduler
from app.scheduling.slot import Slot
from app.session.session import Session
from tests.app.english import english


class Viewer:
    """A slot that acknowledges every frame as soon as the loop gets round to it."""

    def __init__(self, scheduler: Scheduler, **fields: Any) -> None:
        given = ExperimentFields(**fields) if fields else None
        self.scheduler = scheduler
        self.session = Session(given, clock=scheduler.now)
        self.frames = 0
        self.has_shown_enough = asyncio.Event()
        self.events: list[Event] = []
        self.slot = Slot(self.session, self)

    def send(self, events: Iterable[Event]) -> None:
        self.events += events

    def send_frame(self, _: bytes) -> None:
        self.frames += 1
        if self.frames == 10:
            self.has_shown_enough.set()
        asyncio.get_running_loop().call_soon(self._acknowledge)

    def _acknowledge(self) -> None:
        view = self.session.subscription
        view.window.acknowledge(view.seq, now=self.scheduler.now())
        self.scheduler.plan_sending(self.slot)

    def ask(self, type: str, **fields: Any) -> None:
        text = json.dumps({"type": type, "id": 1, **fields})
        self.events += self.session.handle(parse(text), now=self.scheduler.now())
        self.scheduler.flush(self.slot)


@pytest.fixture
def paced(run_async: Any) -> Any:
    def run(scene: Any) -> None:
        async def main() -> None:
            scheduler = Scheduler(asyncio.get_running_loop(), slice_seconds=0.001)
            scheduler.start()
            await scene(scheduler)
            await scheduler.stop()

        run_async(main())

    return run


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop go on until something is so."""
    for _ in range(5000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError


def test_sessions_share_the_time_fairly(
    paced: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(scheduler: Scheduler) -> None:
        viewers = [Viewer(scheduler) for _ in range(4)]
        for viewer in viewers:
            monkeypatch.setattr(viewer.session, "run", count_turns(viewer.session))
            viewer.ask("play")
        await until(lambda: len(turns) >= 100)
        shares = [
            sum(budget for session, budget in turns if session is viewer.session)
            for viewer in viewers
        ]
        assert min(shares) > 0.9 * max(shares)
        assert all(viewer.session.trainer.step_count > 0 for viewer in viewers)
        for viewer in viewers:
            scheduler.release(viewer.slot)

    turns: list[tuple[Session, float]] = []

    def count_turns(session: Session) -> Any:
        run = session.run

        def turn(budget_seconds: float, *, now: float) -> None:
            turns.append((session, budget_seconds))
            run(budget_seconds, now=now)

        return turn

    paced(scene)


def test_a_small_network_beside_a_large_one_gets_its_half(paced: Any) -> None:
    async def scene(scheduler: Scheduler) -> None:
        small = Viewer(scheduler)
        large = Viewer(scheduler, hidden=[64] * 6, batch_size=100)
        for viewer in (small, large):
            viewer.ask("watch", sections=["W"], fps=30)
            viewer.ask("play")
        await large.has_shown_enough.wait()
        await small.has_shown_enough.wait()
        steps = large.session.trainer.step_count
        assert small.session.trainer.step_count > 5 * steps > 0

    paced(scene)


def test_the_loop_is_never_held_for_long(paced: Any) -> None:
    async def scene(scheduler: Scheduler) -> None:
        viewers = [Viewer(scheduler) for _ in range(8)]
        for viewer in viewers:
            viewer.ask("watch", sections=["W", "surface"], fps=30)
            viewer.ask("play")
        await until(lambda: all(viewer.frames for viewer in viewers))
        gaps = []  # of its own work: what else the machine does is not its fault
        for _ in range(100):
            then = time.process_time()
            await asyncio.sleep(0)
            gaps.append(time.process_time() - then)
        assert sorted(gaps)[len(gaps) // 2] < 0.01

    paced(scene)


def test_paused_sessions_cost_nothing(paced: Any) -> None:
    async def scene(scheduler: Scheduler) -> None:
        viewers = [Viewer(scheduler) for _ in range(10)]
        for viewer in viewers:
            viewer.ask("watch", sections=["W"], fps=60)
        await until(lambda: all(viewer.frames for viewer in viewers))
        await asyncio.sleep(0.1)
        assert all(viewer.frames == 1 for viewer in viewers)
        used = time.process_time()
        await asyncio.sleep(0.3)
        assert time.process_time() - used < 0.02
        assert len(scheduler._sending) == len(scheduler._training) == 0

    paced(scene)


def test_a_slow_speed_needs_no_busy_loop(paced: Any) -> None:
    async def scene(scheduler: Scheduler) -> None:
        viewer = Viewer(scheduler)
        viewer.ask("watch", sections=["W"], fps=30)
        viewer.ask("play", steps_per_second=20)
        used, began = time.process_time(), scheduler.now()
        await until(lambda: viewer.session.trainer.step_count >= 10)
        assert time.process_time() - used < 0.15
        due = 20 * (scheduler.now() - began)
        assert due / 3 <= viewer.session.trainer.step_count <= due + 3
        assert 5 <= viewer.frames <= 14

    paced(scene)


def test_a_released_seat_gets_nothing_more(paced: Any) -> None:
    async def scene(scheduler: Scheduler) -> None:
        viewer = Viewer(scheduler)
        viewer.ask("watch", sections=["W"], fps=60)
        viewer.ask("play")
        await until(lambda: viewer.frames > 0)
        scheduler.release(viewer.slot)
        step, frames = viewer.session.trainer.step_count, viewer.frames
        scheduler.flush(viewer.slot)
        await asyncio.sleep(0.05)
        assert viewer.session.trainer.step_count == step
        assert viewer.frames == frames

    paced(scene)


@pytest.mark.parametrize("part", ["run", "frame", "events", "send_frame"])
def test_a_session_that_fails_is_paused_and_the_others_go_on(
    paced: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    part: str,
) -> None:  # fmt: skip
    async def scene(scheduler: Scheduler) -> None:
        broken, whole = Viewer(scheduler), Viewer(scheduler)
        for viewer in (broken, whole):
            viewer.ask("watch", sections=["W"], fps=60)
            viewer.ask("play")
        await until(lambda: whole.frames > 0 < broken.frames)
        where = broken if part == "send_frame" else broken.session
        monkeypatch.setattr(where, part, fail)
        await until(lambda: bool(caplog.records) and not broken.session.running)
        await asyncio.sleep(0.1)
        before, frames = len(caplog.records), whole.frames
        await until(lambda: whole.frames > frames + 5)
        assert 1 <= before == len(caplog.records) <= 2
        assert not broken.session.running
        if part != "events":
            assert "mistake" in english(broken.events[-1].message)  # type: ignore[union-attr]
        assert whole.session.running

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    paced(scene)


def test_a_pacer_that_never_started_can_be_stopped(run_async: Any) -> None:
    async def main() -> None:
        await Scheduler(asyncio.get_running_loop(), slice_seconds=0.001).stop()

    run_async(main())

"""Turns are fair and short, and nothing runs when there is nothing to do."""

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from app.protocol.commands.parse import parse
from app.protocol.events import Event
from app.protocol.fields import ExperimentFields
from app.protocol.sentence import sentence
from app.scheduling.scheduler import (
    ENOUGH_SECONDS,
    FRAME_SHARE,
    FRAME_SLICES,
    LARGEST_FRAME_SHARE,
    LONGEST_WAIT,
    MIN_SLICE_SECONDS,
    ROUND_SECONDS,
    Scheduler,
)
from app.scheduling.slot import Slot
from app.session.run.pacing import BACKLOG_SECONDS
from app.session.session import Session
from tests.app.manual_loop import ManualLoop

SLICE_SECONDS = 0.001
TICK_SECONDS = 1e-6


class Viewer:
    """A client that acknowledges every frame as soon as it gets it."""

    def __init__(self, scheduler: Scheduler, **fields: Any) -> None:
        given = ExperimentFields(**fields) if fields else None
        self.scheduler = scheduler
        self.session = Session(given, clock=scheduler.now)
        self.frames = 0
        self.events: list[Event] = []
        self.slot = Slot(self.session, self)

    def send(self, events: Iterable[Event]) -> None:
        self.events += events

    def send_frame(self, frame: bytes) -> None:  # noqa: ARG002
        self.frames += 1
        self.acknowledge()

    def acknowledge(self) -> None:
        view = self.session.subscription
        view.window.acknowledge(view.seq, now=self.scheduler.now())
        self.scheduler.plan_sending(self.slot)

    def ask(self, type: str, **fields: Any) -> None:
        text = json.dumps({"type": type, "id": 1, **fields})
        self.events += self.session.handle(parse(text), now=self.scheduler.now())
        self.scheduler.flush(self.slot)

    @property
    def step(self) -> int:
        return self.session.trainer.step_count


class Work:
    """Training that takes time of a clock that is set by hand, and gives frames."""

    def __init__(self, loop: Any, *, seconds: float | None = None) -> None:
        self.loop = loop
        self.seconds = seconds
        self.trains = True
        self.budgets: list[float] = []
        self.frames = 0
        self.frame_seconds = 0.0
        self.n_viewers = 0
        self.waits_for_frame = False

    def runs_at(self) -> float | None:
        return float("-inf") if self.trains else None

    def run(self, budget_seconds: float, *, now: float) -> None:  # noqa: ARG002
        self.budgets.append(budget_seconds)
        self.loop.now += budget_seconds if self.seconds is None else self.seconds

    def fail(self, error: Exception, *, now: float) -> None: ...

    def shows_at(self) -> float | None:
        return self.loop.now if self.waits_for_frame else None

    def events(self, *, now: float) -> list[Event]:  # noqa: ARG002
        return []

    def frame(self, *, now: float, n_viewers: int = 1) -> bytes | None:  # noqa: ARG002
        self.n_viewers = n_viewers
        if not self.waits_for_frame:
            return None
        self.loop.now += self.frame_seconds
        self.frames += 1
        return b"frame"

    def send(self, events: Iterable[Event]) -> None: ...

    def send_frame(self, frame: bytes) -> None: ...


class Paced(Work):
    """Work at a given speed: a turn at each tick, and a frame after each turn."""

    tick_seconds = 1 / 30

    def __init__(
        self, loop: Any, *, frame_seconds: float, turn_seconds: float = 1e-4
    ) -> None:
        super().__init__(loop)
        self.frame_seconds, self.turn_seconds = frame_seconds, turn_seconds
        self.next_at = 0.0

    def runs_at(self) -> float | None:
        return self.next_at

    def run(self, budget_seconds: float, *, now: float) -> None:
        self.budgets.append(budget_seconds)
        self.next_at = now + self.tick_seconds
        self.loop.now += min(budget_seconds, self.turn_seconds)
        self.waits_for_frame = True

    def shows_at(self) -> float | None:
        return self.loop.now if self.waits_for_frame else self.loop.now + 0.25

    def frame(self, *, now: float, n_viewers: int = 1) -> bytes | None:
        frame = super().frame(now=now, n_viewers=n_viewers)
        self.waits_for_frame = False
        return frame


class WorkLoop(ManualLoop):
    """Measures the work of this process, whatever else the machine does."""

    def time(self) -> float:
        return time.process_time()


@pytest.fixture
def work_loop() -> WorkLoop:
    return WorkLoop()


@pytest.fixture
def scheduler_of_work(work_loop: Any) -> Scheduler:
    return Scheduler(work_loop, slice_seconds=SLICE_SECONDS)


@pytest.fixture
def loop(make_manual_loop: Any) -> Any:
    return make_manual_loop(tick_seconds=TICK_SECONDS)


@pytest.fixture
def scheduler(loop: Any) -> Scheduler:
    return Scheduler(loop, slice_seconds=SLICE_SECONDS)


@pytest.fixture
def run(loop: Any, scheduler: Scheduler) -> Callable[[float], None]:
    """Return a function that advances the clock, in steps of a millisecond."""

    def run(seconds: float) -> None:
        until = loop.now + seconds
        while loop.now < until:
            loop.advance(0.001)
            scheduler.run_round()

    return run


# ---- training --------------------------------------------------------------------


@pytest.mark.parametrize("n_sessions", [1, 4, 16, 100])
def test_sessions_share_the_time_fairly(
    loop: Any, scheduler: Scheduler, n_sessions: int
) -> None:
    works = [Work(loop) for _ in range(n_sessions)]
    for work in works:
        scheduler.flush(Slot(work, work))
    for _ in range(20 * n_sessions):
        scheduler.run_round()
    shares = [sum(work.budgets) for work in works]
    assert min(shares) > 0.9 * max(shares) > 0


@pytest.mark.parametrize(
    ("n_sessions", "budget"),
    [
        (1, SLICE_SECONDS),
        (ROUND_SECONDS / SLICE_SECONDS, SLICE_SECONDS),
        (2 * ROUND_SECONDS / SLICE_SECONDS, SLICE_SECONDS / 2),
        (1000, MIN_SLICE_SECONDS),
    ],
)
def test_turns_get_shorter_when_a_round_would_take_too_long(
    loop: Any, scheduler: Scheduler, n_sessions: float, budget: float
) -> None:
    works = [Work(loop) for _ in range(int(n_sessions))]
    for work in works:
        scheduler.flush(Slot(work, work))
    while not works[0].budgets:
        scheduler.run_round()
    assert works[0].budgets == [pytest.approx(budget)]


def test_after_a_slice_of_training_the_loop_has_its_turn(
    loop: Any, scheduler: Scheduler
) -> None:
    long = Work(loop, seconds=3 * SLICE_SECONDS)
    short = [Work(loop, seconds=SLICE_SECONDS / 5) for _ in range(10)]
    for work in (long, *short):
        scheduler.flush(Slot(work, work))
    scheduler.run_round()
    assert [len(work.budgets) for work in (long, *short)] == [1] + [0] * 10
    scheduler.run_round()
    assert sum(len(work.budgets) for work in short) == 5


def test_frames_take_no_more_than_their_share_of_a_round(
    loop: Any, scheduler: Scheduler
) -> None:
    works = [Work(loop) for _ in range(20)]
    for work in works:
        work.trains, work.waits_for_frame = False, True
        work.frame_seconds = SLICE_SECONDS
        scheduler.plan_sending(Slot(work, work))
    scheduler.run_round()
    assert sum(work.frames for work in works) == FRAME_SLICES


@pytest.mark.slow
@pytest.mark.parametrize("n_others", [0, 1, 9])
def test_whoever_sends_pays_for_its_frames_by_the_number_of_those_who_send(
    loop: Any, scheduler: Scheduler, n_others: int
) -> None:
    dear, *cheap = works = [Work(loop) for _ in range(n_others + 1)]
    dearly = 2 * SLICE_SECONDS * (n_others + 1) / FRAME_SHARE
    assert dearly < ENOUGH_SECONDS
    for work in works:
        work.trains, work.waits_for_frame = False, True
        work.frame_seconds = SLICE_SECONDS / 20
        scheduler.plan_sending(Slot(work, work))
    dear.frame_seconds = 2 * SLICE_SECONDS
    until = loop.now + 2
    while loop.now < until:
        loop.advance(1e-4)
        scheduler.run_round()
    spent = [work.frames * work.frame_seconds / 2 for work in works]
    assert spent[0] == pytest.approx(FRAME_SHARE / (n_others + 1), rel=0.1)
    assert sum(spent) < 1.05 * FRAME_SHARE
    assert all(work.frames > 5 * dear.frames for work in cheap)


@pytest.mark.parametrize("n", [1, 7])
def test_a_frame_knows_how_many_share_the_time(
    loop: Any, scheduler: Scheduler, n: int
) -> None:
    works = [Work(loop) for _ in range(n)]
    for work in works:
        work.trains, work.waits_for_frame = False, True
        scheduler.plan_sending(Slot(work, work))
    for _ in range(9):
        loop.advance(0.1)
        scheduler.run_round()
    assert {work.n_viewers for work in works} == {n}


def test_a_frame_that_is_not_paid_is_not_sent_by_a_command_either(
    loop: Any, scheduler: Scheduler
) -> None:
    work = Work(loop)
    work.trains, work.waits_for_frame, work.frame_seconds = False, True, 0.06
    slot = Slot(work, work)
    for _ in range(5):
        scheduler.flush(slot)
    assert work.frames == 1
    assert 0.06 > ENOUGH_SECONDS
    rest = 0.06 / LARGEST_FRAME_SHARE - 0.06
    loop.advance(0.99 * rest)
    scheduler.flush(slot)
    assert work.frames == 1
    loop.advance(0.02 * rest)
    scheduler.flush(slot)
    assert work.frames == 2


@pytest.mark.parametrize("interrupted", [1, 10, 100])
def test_an_interruption_costs_a_slot_no_more_than_half_a_frame_however_long(
    loop: Any, scheduler: Scheduler, interrupted: float
) -> None:
    work = Work(loop)
    work.trains, work.waits_for_frame = False, True
    slot = Slot(work, work)
    for seconds in (0.001, interrupted):
        work.frame_seconds = seconds
        loop.advance(1)
        scheduler.flush(slot)
    assert slot.frame_seconds == pytest.approx(0.0015, rel=0.01)
    assert slot.frames_paid_at - loop.now < 0


def test_frames_that_cost_a_hundred_times_as_much_are_soon_paid_for(
    loop: Any, scheduler: Scheduler
) -> None:
    work = Work(loop)
    work.trains, work.waits_for_frame = False, True
    slot = Slot(work, work)
    work.frame_seconds = 0.001
    scheduler.flush(slot)
    work.frame_seconds = 0.1
    for _ in range(20):
        loop.advance(1)
        scheduler.flush(slot)
    assert 0.09 < slot.frame_seconds <= 0.1


# ---- overload ----------------------------------------------------------------------


def busy(
    loop: Any, scheduler: Scheduler, *, n: int, seconds: float = 3.0, **costs: float
) -> list[Paced]:
    """Run n sessions that train at a given speed and send frames."""
    works = [Paced(loop, **costs) for _ in range(n)]
    for work in works:
        scheduler.flush(Slot(work, work))
    until = loop.now + seconds
    while loop.now < until:
        loop.advance(1e-4)
        scheduler.run_round()
    return works


@pytest.mark.parametrize(
    "frame_milliseconds",
    [*(pytest.param(ms, marks=pytest.mark.slow) for ms in (0.1, 0.5, 1.0)), 2.0],
)
def test_a_turn_of_training_is_followed_by_its_frame_however_late_that_is(
    loop: Any, scheduler: Scheduler, frame_milliseconds: float
) -> None:
    works = busy(loop, scheduler, n=40, frame_seconds=frame_milliseconds / 1e3)
    turns = sum(len(work.budgets) for work in works)
    frames = sum(work.frames for work in works)
    assert frames <= turns < 1.05 * frames + len(works)
    fewest, most = (of(work.frames for work in works) for of in (min, max))
    assert most - fewest <= 2


def test_training_gives_way_where_frames_would_become_rarer_than_enough(
    loop: Any, scheduler: Scheduler
) -> None:
    n, frame, turn = 40, ENOUGH_SECONDS / 55, SLICE_SECONDS
    assert n * frame / ENOUGH_SECONDS > 0.7
    assert n * (frame + turn) > 1.5 * ENOUGH_SECONDS
    works = busy(loop, scheduler, n=n, frame_seconds=frame, turn_seconds=turn)
    assert min(work.frames for work in works) / 3 > 0.8 / ENOUGH_SECONDS
    budgets = [budget for work in works for budget in work.budgets[3:]]
    assert max(budgets) < turn
    assert min(budgets) >= MIN_SLICE_SECONDS


def test_training_waits_for_a_frame_that_is_late(
    loop: Any, scheduler: Scheduler
) -> None:
    work = Paced(loop, frame_seconds=0.001)
    slot = Slot(work, work)
    slot.frames_paid_at = loop.now + 0.1
    work.next_at = loop.now + work.tick_seconds
    scheduler.flush(slot)
    turns = []
    while loop.now < 0.11:
        turns.append((len(work.budgets), work.frames))
        loop.advance(0.001)
        scheduler.run_round()
    assert set(turns) == {(0, 0), (1, 1)}


@pytest.mark.slow
def test_frames_may_take_almost_all_time_while_they_are_rarer_than_enough(
    loop: Any, scheduler: Scheduler
) -> None:
    frame = 0.9 * ENOUGH_SECONDS / 40
    works = busy(loop, scheduler, n=40, frame_seconds=frame, turn_seconds=1e-5)
    assert sum(work.frames * work.frame_seconds for work in works) / 3 > 0.85


def test_training_waits_no_longer_than_its_steps_can_be_made_up_for(
    loop: Any, scheduler: Scheduler
) -> None:
    work = Paced(loop, frame_seconds=0.01)
    assert LONGEST_WAIT + work.tick_seconds < BACKLOG_SECONDS
    slot = Slot(work, work)
    slot.frames_paid_at = loop.now + 10
    scheduler.flush(slot)
    until = loop.now + 2
    while loop.now < until:
        loop.advance(0.001)
        scheduler.run_round()
    assert 2 / len(work.budgets) == pytest.approx(
        LONGEST_WAIT + work.tick_seconds, rel=0.1
    )


def test_a_small_network_beside_a_large_one_gets_its_half(
    work_loop: WorkLoop, scheduler_of_work: Scheduler
) -> None:
    small = Viewer(scheduler_of_work)
    large = Viewer(scheduler_of_work, hidden=[64] * 6, batch_size=100)
    for viewer in (small, large):
        viewer.ask("watch", sections=["W"], fps=30)
        viewer.ask("play")
    until = work_loop.time() + 20
    while min(small.frames, large.frames) < 10:
        assert work_loop.time() < until
        work_loop.advance_to(time.process_time())
        scheduler_of_work.run_round()
    assert small.step > 5 * large.step > 0


def test_the_loop_is_never_held_for_long(
    work_loop: WorkLoop, scheduler_of_work: Scheduler
) -> None:
    viewers = [Viewer(scheduler_of_work) for _ in range(8)]
    for viewer in viewers:
        viewer.ask("watch", sections=["W", "surface"], fps=30)
        viewer.ask("play")
    rounds: list[float] = []
    until = work_loop.time() + 20
    while len(rounds) < 100 or not all(viewer.frames for viewer in viewers):
        assert work_loop.time() < until
        then = time.process_time()
        work_loop.advance_to(then)
        scheduler_of_work.run_round()
        rounds.append(time.process_time() - then)
    assert sorted(rounds)[len(rounds) // 2] < 0.01


# ---- nothing to do ---------------------------------------------------------------


def test_paused_sessions_cost_nothing(
    loop: Any, scheduler: Scheduler, run: Callable[[float], None]
) -> None:
    viewers = [Viewer(scheduler) for _ in range(10)]
    for viewer in viewers:
        viewer.ask("watch", sections=["W"], fps=60)
    run(1.0)
    assert [viewer.frames for viewer in viewers] == [1] * 10
    assert (scheduler.n_planned, loop.timers) == (0, [])


def test_a_scheduler_with_nothing_to_do_sleeps(run_virtual: Any) -> None:
    async def main() -> None:
        rounds = 0
        scheduler = Scheduler(asyncio.get_running_loop(), slice_seconds=SLICE_SECONDS)
        run_round = scheduler.run_round

        def count() -> None:
            nonlocal rounds
            rounds += 1
            run_round()

        scheduler.run_round = count  # type: ignore[method-assign]
        scheduler.start()
        viewer = Viewer(scheduler)
        viewer.ask("watch", sections=["W"], fps=60)
        await asyncio.sleep(1)
        before = rounds
        await asyncio.sleep(1000)
        assert (rounds, viewer.frames) == (before, 1)
        await scheduler.stop()

    run_virtual(main())


def test_a_slow_speed_makes_so_many_steps_and_wakes_no_more_often(
    run_virtual: Any,
) -> None:
    async def main() -> None:
        rounds = 0
        loop = asyncio.get_running_loop()
        scheduler = Scheduler(loop, slice_seconds=SLICE_SECONDS)
        run_round = scheduler.run_round

        def count() -> None:
            nonlocal rounds
            rounds += 1
            run_round()

        scheduler.run_round = count  # type: ignore[method-assign]
        scheduler.start()
        viewer = Viewer(scheduler)
        viewer.ask("watch", sections=["W"], fps=30)
        viewer.ask("play", steps_per_second=20)
        await asyncio.sleep(5)
        assert 100 <= viewer.step <= 102
        assert 100 <= viewer.frames <= 104
        # A timer for each step, each frame and each status, and a round after it.
        assert rounds <= 2 * (viewer.step + viewer.frames + 5 / 0.25)
        await scheduler.stop()

    run_virtual(main())


# ---- released slots and errors ---------------------------------------------------


def test_a_released_slot_gets_nothing_more(
    scheduler: Scheduler, run: Callable[[float], None]
) -> None:
    viewer = Viewer(scheduler)
    viewer.ask("watch", sections=["W"], fps=60)
    viewer.ask("play", steps_per_second=500)
    run(0.1)
    assert viewer.step > 0 < viewer.frames
    scheduler.release(viewer.slot)
    before = viewer.step, viewer.frames
    viewer.acknowledge()
    scheduler.flush(viewer.slot)
    run(1.0)
    assert (viewer.step, viewer.frames) == before
    assert scheduler.n_planned == 0


@pytest.mark.parametrize("part", ["run", "frame", "events", "send_frame"])
def test_a_session_that_fails_is_paused_and_the_others_go_on(
    scheduler: Scheduler, run: Callable[[float], None],
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, part: str,
) -> None:  # fmt: skip
    broken, whole = Viewer(scheduler), Viewer(scheduler)
    for viewer in (broken, whole):
        viewer.ask("watch", sections=["W"], fps=60)
        viewer.ask("play", steps_per_second=500)
    run(0.1)
    where = broken if part == "send_frame" else broken.session
    monkeypatch.setattr(where, part, fail)
    run(0.5)
    before, frames = len(caplog.records), whole.frames
    run(0.5)
    assert 1 <= before == len(caplog.records) <= 2
    assert whole.frames > frames + 5
    assert not broken.session.running
    if part != "events":
        assert broken.events[-1].message == sentence("paused.mistake")  # type: ignore[union-attr]
    assert whole.session.running


def fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def test_followers_send_when_the_session_has_trained(
    scheduler: Scheduler, run: Callable[[float], None]
) -> None:
    viewer = Viewer(scheduler)
    follower = Work(None)
    frames: list[int] = []
    follower.shows_at = lambda: 0.0  # type: ignore[method-assign]
    follower.frame = lambda **_: frames.append(viewer.step)  # type: ignore[method-assign, assignment]
    viewer.slot.followers = lambda: [Slot(follower, follower)]
    viewer.ask("play", steps_per_second=500)
    run(0.1)
    assert frames[-1] > 0


# ---- start and stop --------------------------------------------------------------


@pytest.mark.parametrize("is_started", [False, True])
def test_a_stopped_scheduler_leaves_no_task(
    run_virtual: Any, *, is_started: bool
) -> None:
    async def main() -> None:
        scheduler = Scheduler(asyncio.get_running_loop(), slice_seconds=SLICE_SECONDS)
        if is_started:
            scheduler.start()
            await asyncio.sleep(0.1)
            assert len(asyncio.all_tasks()) == 2
        await scheduler.stop()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    run_virtual(main())


def test_a_callback_is_called_once_after_its_delay(
    loop: Any, scheduler: Scheduler
) -> None:
    calls: list[float] = []
    scheduler.call_later(2.0, lambda: calls.append(loop.now))
    loop.advance_to(1.9)
    assert calls == []
    loop.advance_to(2.1)
    loop.advance_to(9.0)
    assert calls == [2.0]

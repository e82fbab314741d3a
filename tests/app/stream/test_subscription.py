"""When the next frame is due."""

import math
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from app.protocol.commands.commands import Watch
from app.stream.subscription import Subscription
from engine import Experiment, Readout, Trainer


def frames_in(desk: Any, seconds: float, *, tick: float = 0.001) -> int:
    count = 0
    for _ in range(round(seconds / tick)):
        desk.train(seconds=tick)
        if desk.frame():
            count += 1
            desk.acknowledge(desk.session.subscription.seq)
    return count


@pytest.mark.parametrize("fps", [0, 1, 10, 30, 60])
def test_frames_come_at_the_rate_asked_for(desk: Any, fps: int) -> None:
    desk.send("watch", sections=["W"], fps=fps)
    desk.send("play", steps_per_second=200)
    assert frames_in(desk, 4) == pytest.approx(4 * fps, abs=1 if fps else 0)


def moments_sent(
    subscription: Subscription,
    moments: Iterable[float],
    ack_after: Callable[[int], float],
) -> list[float]:
    """Return when frames went out, each of a new step, with such acknowledgements."""
    trainers = (Trainer(Experiment()),)
    subscription.subscribe(watch(fps=50), trainers, now=0.0)
    readouts = [Readout(trainer) for trainer in trainers]
    sent: list[float] = []
    acknowledged_at = math.inf
    for step, now in enumerate(moments):
        if now >= acknowledged_at:
            subscription.window.acknowledge(subscription.seq, now=now)
        due_at = subscription.due_at((step,))
        if due_at is not None and due_at <= now:
            seq = subscription.next_seq()
            stamp = (0, seq, step, 0, 0, 0, 0.0, 0.0)
            subscription.pack(readouts, stamp, (step,), now)
            subscription.rest(0.0004, now=now)
            sent.append(now)
            acknowledged_at = now + ack_after(len(sent))
    return sent


def milliseconds(first: int, last: int) -> list[float]:
    return [k / 1000 for k in range(first, last)]


def test_frames_that_missed_their_tick_are_caught_up() -> None:
    sent = moments_sent(
        Subscription(),
        milliseconds(0, 2000),
        lambda n: 0.045 if n % 5 == 0 else 0.002,
    )
    assert len(sent) == pytest.approx(100, abs=1)


def test_after_a_rest_at_most_two_frames_are_caught_up() -> None:
    moments = [0.0, 0.001, *milliseconds(5000, 5030)]
    sent = moments_sent(Subscription(), moments, lambda _: 0.0005)
    assert sent == [0.0, 5.0, 5.001, 5.002, 5.02]


def test_without_a_watch_there_are_no_frames(desk: Any) -> None:
    desk.send("play", steps_per_second=100)
    assert frames_in(desk, 1) == 0


def test_one_frame_is_in_flight(desk: Any, read_header: Callable[..., Any]) -> None:
    desk.send("watch", sections=["W"], fps=60)
    desk.send("play")
    desk.train(100)
    assert read_header(desk.frame())["seq"] == 1
    desk.train(100)
    assert desk.frame() is None
    assert desk.session.shows_at() == desk.session._state.status_at
    desk.acknowledge(7)
    assert desk.frame() is None
    desk.acknowledge(1)
    newest = read_header(desk.frame())
    assert newest["seq"] == 2
    assert newest["step"] == desk.session.trainer.step_count


def test_a_change_is_shown_at_once_without_moving_the_frame_clock(
    desk: Any, read_header: Callable[..., Any]
) -> None:
    desk.send("watch", sections=["W"], fps=1)
    assert desk.frame() is not None
    desk.acknowledge(1)
    next_at = desk.session.subscription._next_at
    desk.now += 0.1
    ack, *_ = desk.send("change", learning_rate=0.1)
    header = read_header(desk.frame())
    assert header["command"] == ack.command
    assert desk.session.subscription._next_at == next_at
    desk.acknowledge(2)
    desk.now += 0.001
    desk.send("change", learning_rate=0.2)
    assert desk.frame() is None
    desk.now += 0.0071
    assert desk.frame() is not None


def test_a_new_layout_voids_the_frame_in_flight(desk: Any) -> None:
    desk.send("watch", sections=["W"], fps=60)
    desk.frame()
    desk.now += 0.1
    desk.send("change", hidden=[3])
    assert desk.frame() is not None


def test_a_frame_that_could_not_be_packed_is_no_frame_under_way(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    desk.send("watch", sections=["W"], fps=60)
    with monkeypatch.context() as patch:
        patch.setattr("app.stream.frames.Frame.pack", fail)
        with pytest.raises(MemoryError):
            desk.frame()
    assert desk.session.subscription.window.oldest_sent_at is None
    assert desk.frame()


def watch(**fields: Any) -> Watch:
    return Watch(type="watch", id=1, sections=("W",), **fields)


def test_before_a_watch_nothing_is_due() -> None:
    subscription = Subscription()
    assert not subscription.wants_frames
    assert subscription.due_at((0,)) is None
    assert subscription.fits((Trainer(Experiment()),))


def test_a_version_that_was_shown_is_not_due_again(desk: Any) -> None:
    desk.send("watch", sections=["W"], fps=60)
    desk.frame()
    desk.acknowledge(1)
    subscription = desk.session.subscription
    assert desk.session.due_at(subscription) is None
    assert subscription.due_at((0, 0, 99, False)) is not None


def test_layout_numbers_and_seq_go_on_after_a_clear() -> None:
    subscription, trainers = Subscription(), (Trainer(Experiment()),)
    assert subscription.subscribe(watch(), trainers, now=0.0).layout == 1
    assert subscription.next_seq() == 1
    subscription.clear()
    assert subscription.watch is None
    assert subscription.subscribe(watch(), trainers, now=0.0).layout == 2
    assert subscription.next_seq() == 2


def test_numbers_begin_anew_before_they_are_too_large() -> None:
    subscription, trainers = Subscription(), (Trainer(Experiment()),)
    subscription.seq, subscription._layout_number = 0xFFFFFFFF, 0xFFFF
    assert subscription.next_seq() == 1
    assert subscription.subscribe(watch(), trainers, now=0.0).layout == 1


def test_only_a_probe_that_is_missing_is_dropped() -> None:
    subscription, trainers = Subscription(), (Trainer(Experiment()),)
    subscription.drop_missing_probe(10)
    subscription.subscribe(watch(probe=9), trainers, now=0.0)
    subscription.drop_missing_probe(10)
    assert subscription.watch.probe == 9  # type: ignore[union-attr]
    subscription.drop_missing_probe(9)
    assert subscription.watch.probe is None  # type: ignore[union-attr]


def resting(desk: Any, *seconds: float) -> float:
    """Return how long after now the next frame is due if the last ones took so long."""
    desk.send("watch", sections=["W"], fps=50)
    subscription = desk.session.subscription
    for each in seconds:
        desk.frame()
        desk.acknowledge(subscription.seq)
        subscription._costs.pop()
        subscription.rest(each, now=desk.now)
        desk.session.trainer.step()
        desk.now += 1
    desk.now -= 1
    wait: float = subscription.due_at((1,)) - desk.now
    return wait


def test_frames_that_take_long_are_fewer(desk: Any) -> None:
    assert resting(desk, *[0.1] * 4) == pytest.approx(0.2, abs=0.0201)


@pytest.mark.parametrize(
    "seconds", [(0.1, 0.1, 0.1), (0.1, 0.1, 0.1, 0.001), (0.005,) * 4]
)
def test_a_few_interrupted_frames_and_quick_ones_put_nothing_off(
    desk: Any, seconds: tuple[float, ...]
) -> None:
    assert resting(desk, *seconds) <= 0.0201

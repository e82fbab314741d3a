from itertools import pairwise

import pytest

from app.session.run.pacing import (
    MAX_CHUNK,
    SPEED_SAMPLES,
    Pace,
    SliceSize,
    SpeedMeter,
)


def units_in(seconds: float, speed: float, *, n_ops: int, tick: float) -> int:
    """Play with a clock that ticks and count the units that were due."""
    pace, now, done = Pace(), 0.0, 0
    pace.set(speed, now=now)
    while now < seconds:
        now += tick
        if now >= pace.next_at(n_ops=n_ops):
            units = pace.due(n_ops=n_ops, now=now)
            pace.spend(units)
            done += units
    return done


@pytest.mark.parametrize("speed", [1, 2, 7.5, 60, 600, 5000])
def test_steps_come_at_the_speed_asked_for(speed: float) -> None:
    steps = units_in(10, speed, n_ops=18, tick=0.001)
    assert steps == pytest.approx(10 * speed, abs=max(2, speed / 30))


@pytest.mark.parametrize("speed", [30, 60, 600, 5000])
def test_a_fast_pace_has_a_batch_in_every_tick(speed: float) -> None:
    pace, now, batches = Pace(), 0.0123, 0
    pace.batches_per_second = 30
    pace.set(speed, now=now)
    pace.spend(pace.due(n_ops=9, now=now))
    for k in range(300):
        now = max(now, pace.next_at(n_ops=9)) + (k * 7 % 5) * 0.001  # late timers
        units = pace.due(n_ops=9, now=now)
        pace.spend(units)
        batches += units > 0
    assert batches >= 299
    assert now == pytest.approx(10, abs=0.1)


def test_under_one_step_a_second_ops_come_evenly() -> None:
    ops = units_in(40, 0.5, n_ops=20, tick=0.01)  # 10 ops a second
    assert ops == pytest.approx(400, abs=2)


def test_no_op_takes_over_two_seconds() -> None:
    ops = units_in(60, 0.001, n_ops=18, tick=0.01)
    assert ops == pytest.approx(30, abs=1)


def test_the_first_unit_is_due_at_once() -> None:
    pace = Pace()
    pace.set(0.1, now=50.0)
    assert pace.is_by_op
    assert pace.due(n_ops=10, now=50.0) == 1


def test_a_long_delay_is_not_caught_up() -> None:
    pace = Pace()
    pace.set(100.0, now=0.0)
    assert pace.due(n_ops=10, now=60.0) == 26


def test_a_free_pace_has_no_speed() -> None:
    pace = Pace()
    pace.set(None, now=0.0)
    assert pace.is_free
    assert not pace.is_by_op


def test_slices_grow_to_their_budget_and_no_further() -> None:
    size = SliceSize()
    sizes = []
    for _ in range(8):
        steps = size.steps(0.001)
        sizes.append(steps)
        size.learn(steps, steps * 10e-6)
    assert sizes[0] == 1
    assert all(later <= 4 * earlier for earlier, later in pairwise(sizes))
    assert sizes[-1] in (99, 100)


def test_slices_shrink_when_steps_become_dear() -> None:
    size = SliceSize()
    for _ in range(5):
        size.learn(size.steps(0.001), size.steps(0.001) * 1e-6)
    for _ in range(40):
        steps = size.steps(0.001)
        size.learn(steps, steps * 100e-6)
    assert 9 <= size.steps(0.001) <= 11
    assert SliceSize().steps(0.001) == 1


def test_a_slice_has_a_largest_number_of_steps() -> None:
    size = SliceSize()
    for _ in range(20):
        size.learn(size.steps(1.0), 1e-9)
    assert size.steps(1.0) == MAX_CHUNK


def test_the_speed_is_that_of_the_newest_samples() -> None:
    meter = SpeedMeter()
    assert meter.measure(0, now=0.0) is None
    assert meter.measure(10, now=1.0) == 10
    for k in range(2, 10):
        speed = meter.measure(10 + 50 * (k - 1), now=float(k))
    assert speed == 50


def test_samples_that_are_too_close_are_not_measured() -> None:
    meter = SpeedMeter()
    meter.measure(0, now=0.0)
    assert meter.measure(100, now=0.01) is None


def test_a_restarted_meter_keeps_its_speed_until_there_is_another() -> None:
    meter = SpeedMeter()
    meter.measure(0, now=0.0)
    meter.measure(10, now=1.0)
    meter.restart()
    assert meter.measure(500, now=100.0) == 10
    assert meter.measure(520, now=101.0) == 20
    meter.restart()
    meter.measure(0, now=200.0)
    assert meter.measure(0, now=201.0) == 0


@pytest.mark.parametrize(
    ("asked", "made", "is_below"),
    [
        (100.0, 100.0, False),
        (100.0, 81.0, False),
        (100.0, 79.0, True),
        (100.0, 1.0, True),
        (9.0, 1.0, False),
        (None, 1.0, False),
    ],
)
def test_a_speed_is_below_the_requested_one_if_that_is_clear(
    asked: float | None, made: float, *, is_below: bool
) -> None:
    meter = SpeedMeter()
    assert not meter.is_below(asked)
    for k in range(8):
        meter.measure(int(100 * made * k / 4), now=100 * k / 4)
        assert meter.is_below(asked) is (is_below and k >= SPEED_SAMPLES - 1)
    meter.restart()
    meter.measure(int(100 * made * 2), now=200.0)
    assert not meter.is_below(asked)

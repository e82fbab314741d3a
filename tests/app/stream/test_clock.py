"""The frame clock that all sessions share."""

import math

import pytest

from app.stream.clock import tick_after


@pytest.mark.parametrize("rate", [1, 30, 60])
@pytest.mark.parametrize("moment", [0.0, 0.001, 1 / 3, 12.34567, 1e6 + 0.3])
def test_it_is_the_first_tick_not_before_a_moment(moment: float, rate: int) -> None:
    tick = tick_after(moment, rate)
    assert tick * rate == pytest.approx(round(tick * rate), abs=1e-6)
    assert moment - 1e-6 <= tick < moment + 1 / rate


def test_sessions_of_one_rate_share_their_ticks() -> None:
    assert tick_after(10.001, 30) == tick_after(10.02, 30)


def test_a_tick_that_rounding_has_moved_a_little_is_still_that_tick() -> None:
    tick = 7 / 30
    assert tick_after(math.nextafter(tick, 1), 30) == pytest.approx(tick, abs=1e-9)

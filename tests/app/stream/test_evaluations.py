"""When frames have losses of their own step: always, unless that takes long."""

import math

import pytest

from app.stream.evaluations import LONGEST_SECONDS, SHARE, Evaluations, Losses


def steps_evaluated(
    seconds: float, *, n_frames: int = 600, fps: int = 60, n_viewers: int = 1
) -> list[int]:
    """Return the steps of the frames that evaluate, where that takes so long."""
    evaluations, found = Evaluations(), []
    for step in range(n_frames):
        now = step / fps
        if evaluations.are_due(step, 3, now=now):
            evaluations.learn(seconds)
            losses = Losses(step, 0.5, 0.25)
            evaluations.take(losses, 3, now=now, n_viewers=n_viewers)
            found.append(step)
    return found


def test_every_frame_has_its_own_losses_where_they_take_a_moment() -> None:
    assert steps_evaluated(0.0005) == list(range(600))


def test_costly_losses_take_a_small_share_of_the_time() -> None:
    n = len(steps_evaluated(0.002))
    assert n == pytest.approx(10 * SHARE / 0.002, rel=0.2)
    assert n * 0.002 <= 10 * SHARE


def test_the_share_is_that_of_all_viewers_together() -> None:
    assert steps_evaluated(0.0002, n_viewers=2) == list(range(600))
    n = len(steps_evaluated(0.0002, n_viewers=20))
    assert n == pytest.approx(10 * SHARE / 20 / 0.0002, rel=0.2)
    n = len(steps_evaluated(0.0005, n_viewers=59))
    assert n == pytest.approx(10 / LONGEST_SECONDS, rel=0.2)


@pytest.mark.parametrize(("n_viewers", "times"), [(60, 2), (120, 3), (599, 10)])
def test_where_many_watch_costly_losses_may_be_older(
    n_viewers: int, times: int
) -> None:
    n = len(steps_evaluated(0.05, n_viewers=n_viewers))
    assert n == pytest.approx(10 / LONGEST_SECONDS / times, rel=0.2)


def test_the_costliest_losses_are_still_of_a_step_just_before() -> None:
    found = steps_evaluated(0.05)
    assert len(found) == pytest.approx(10 / LONGEST_SECONDS, rel=0.2)


def test_one_evaluation_that_was_interrupted_does_not_count() -> None:
    evaluations = Evaluations()
    for seconds in (0.0001, 5.0):
        evaluations.learn(seconds)
    evaluations.take(Losses(7, 0.5, 0.25), 3, now=1.0)
    assert evaluations.are_due(8, 3, now=1.0 + 0.0001 / SHARE)


def test_going_back_a_command_and_another_layout_ask_for_new_losses() -> None:
    evaluations = Evaluations()
    assert math.isnan(evaluations.losses.train)
    assert evaluations.are_due(0, 0, now=0.0)
    evaluations.learn(0.05)
    evaluations.take(Losses(7, 0.5, 0.25), 3, now=1.0)
    assert not evaluations.are_due(8, 3, now=1.01)
    assert evaluations.are_due(7, 3, now=1.01)
    assert evaluations.are_due(6, 3, now=1.01)
    assert evaluations.are_due(8, 4, now=1.01)
    evaluations.expire()
    assert evaluations.are_due(8, 3, now=1.01)

"""Events of one gesture are one to the user."""

import pytest

from app.session.run.gesture import DELAY_SECONDS, GESTURE_SECONDS, Gesture
from engine.training.timeline.branch import DatedEvent, TimelinePlace
from engine.training.timeline.events import Change, Edit, Event, Swap, Twin

RATE = Change(({"learning_rate": 0.1},))
WEIGHT = Edit(0, 1, 2, 3, 0.5)


@pytest.mark.parametrize(
    ("first", "then", "is_one"),
    [
        (RATE, Change(({"learning_rate": 0.2},)), True),
        (RATE, Change(({"l2": 0.2},)), False),
        (RATE, Change(({}, {"learning_rate": 0.2})), False),
        (WEIGHT, Edit(0, 1, 2, 3, 0.7), True),
        (WEIGHT, Edit(0, 1, 2, None, 0.7), False),
        (WEIGHT, Edit(1, 1, 2, 3, 0.7), False),
        (Swap(), Swap(), False),
        (Twin({}), Twin({}), False),
        (RATE, WEIGHT, False),
    ],
)
def test_the_same_fields_make_one_gesture(
    first: Event, then: Event, *, is_one: bool
) -> None:
    gesture, at = Gesture(), TimelinePlace(0, 10, 1)
    events = [DatedEvent(10, first, ()), DatedEvent(11, Swap(), ())]
    gesture.follow(first, at, now=5.0)
    later = at._replace(step=99)
    latest = 5.0 + GESTURE_SECONDS + DELAY_SECONDS
    assert gesture.continues(then, later, events, now=5.5) == is_one
    assert gesture.continues(then, later, events, now=latest - 0.01) == is_one
    assert not gesture.continues(then, later, events, now=latest)
    assert not gesture.continues(then, later, events, now=4.0)
    assert not gesture.continues(then, later._replace(branch=1), events, now=5.5)
    assert not gesture.continues(then, later._replace(n_events=2), events, now=5.5)


@pytest.mark.parametrize(
    ("then", "is_one"),
    [
        (Change(({"learning_rate": 0.2},)), True),
        (Change(({"l2": 0.2},)), False),
        (WEIGHT, False),
    ],
)
def test_the_same_fields_at_the_same_step_are_one_however_late(
    then: Event, *, is_one: bool
) -> None:
    gesture, events = Gesture(), [DatedEvent(10, RATE, ())]
    assert gesture.continues(then, TimelinePlace(3, 10, 1), events, now=1e9) == is_one
    assert not gesture.continues(then, TimelinePlace(3, 10, 0), events, now=1e9)
    assert not gesture.continues(then, TimelinePlace(3, 11, 1), events, now=1e9)


def test_nothing_continues_what_never_began() -> None:
    assert not Gesture().continues(RATE, TimelinePlace(0, 0, 0), [], now=0.0)

import json
import math
import random

from app.protocol.events import ChangedField
from app.session.run.history import (
    MAX_MARKS,
    MAX_POINTS,
    Curves,
    Marks,
    Point,
)


def point(step: int, loss: float) -> Point:
    return Point(
        step, loss, math.nan, 0.75, math.nan, ((loss, 2 * loss), (3 * loss, 4))
    )


def test_a_curve_stays_small() -> None:
    curve = Curves()
    for step in range(10_000):
        curve.add(point(step, 1 / (step + 1)))
        assert len(curve) <= MAX_POINTS
    assert curve.last_step == 9999


def test_peaks_survive_and_steps_stay_in_order() -> None:
    curve = Curves()
    for step in range(5000):
        curve.add(point(step, {777: 50.0, 3333: -50.0}.get(step, 1.0)))
    event = curve.event()
    assert 777 in event.step
    assert 3333 in event.step
    assert list(event.step) == sorted(set(event.step))


def test_points_that_stay_keep_the_exact_numbers_of_their_steps() -> None:
    """No average or neighbour replaces a step, however often points are thinned."""
    rng = random.Random(1)
    curve, measured = Curves(), {}
    for step in range(20_000):
        size = 10.0 ** rng.uniform(-300, 300)
        measured[step] = Point(step, size, -size, 0.5, 0.25, ((size, 0.0), (math.pi,)))
        curve.add(measured[step])
    event = curve.event()
    assert 100 < len(event.step) <= MAX_POINTS
    for k, step in enumerate(event.step):
        point = measured[step]
        assert event.train_loss[k] == point.train_loss
        assert event.test_loss[k] == point.test_loss
        assert (event.gradient_rms[k], event.delta_rms[k]) == point.figures


def test_what_is_not_finite_goes_out_as_null() -> None:
    curve = Curves()
    curve.add(point(1, math.nan))
    curve.add(point(2, 0.5))
    assert json.loads(curve.event().text()) == {
        "type": "history",
        "run": 0,
        "branch": None,
        "step": [1, 2],
        "train_loss": [None, 0.5],
        "test_loss": [None, None],
        "train_accuracy": [0.75, 0.75],
        "test_accuracy": [None, None],
        "marks": [],
        "gradient_rms": [[None, None], [0.5, 1.0]],
        "delta_rms": [[None, 4.0], [1.5, 4.0]],
    }


def test_an_empty_curve_has_no_last_step() -> None:
    assert Curves().last_step == -1
    assert math.isnan(Curves().last_loss)


def test_the_last_loss_is_that_of_the_last_point() -> None:
    curve = Curves()
    curve.add(point(1, 0.75))
    curve.add(point(2, 0.5))
    assert curve.last_loss == 0.5


def test_a_copy_goes_its_own_way() -> None:
    curve = Curves()
    curve.add(point(1, 0.5))
    other = curve.copy()
    other.add(point(2, 0.4))
    assert (len(curve), len(other)) == (1, 2)


def changed(field: str, before: object, after: object) -> ChangedField:
    return ChangedField(field=field, before=before, after=after)


def test_changes_are_marked_with_their_values() -> None:
    marks = Marks()
    marks.add(40, [changed("learning_rate", 0.03, 0.3)])
    (mark,) = Curves().event(tuple(marks)).marks
    assert mark.step == 40
    assert mark.changes[0].after == 0.3


def test_nothing_is_marked_at_step_0_or_without_a_change() -> None:
    marks = Marks()
    marks.add(0, [changed("l2", 0, 1)])
    marks.add(5, [])
    assert not list(marks)


def test_a_gesture_makes_one_mark() -> None:
    marks = Marks()
    for k in range(5):
        marks.add(10 + k, [changed("l2", k, k + 1)], continues=k > 0)
    (mark,) = marks
    assert (mark.step, mark.changes[0].before, mark.changes[0].after) == (10, 0, 5)
    marks.add(14, [changed("l2", 5, 6)])
    assert len(list(marks)) == 2


def test_a_gesture_whose_mark_is_gone_gets_another_one() -> None:
    marks = Marks()
    marks.add(9, [changed("l1", 0, 1)])
    marks.add(10, [changed("l2", 0, 1)])
    marks.add(10, [changed("l2", 1, 0)], continues=True)
    marks.add(10, [changed("l2", 0, 3)], continues=True)
    assert [mark.changes[0].field for mark in marks] == ["l1", "l2"]


def test_what_is_taken_back_at_once_leaves_no_mark() -> None:
    marks = Marks()
    marks.add(10, [changed("l2", 0, 1)])
    marks.add(12, [changed("l2", 1, 0)], continues=True)
    assert not list(marks)


def test_the_newest_marks_are_kept() -> None:
    marks = Marks()
    for step in range(1, MAX_MARKS + 3):
        marks.add(step, [changed("l2", 0, step)])
    steps = [mark.step for mark in marks]
    assert steps == list(range(3, MAX_MARKS + 3))


def test_points_of_later_steps_are_dropped() -> None:
    curve = Curves()
    for step in range(5):
        curve.add(point(step, 1.0))
    curve.truncate(2)
    assert (len(curve), curve.last_step) == (3, 2)

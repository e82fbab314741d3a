import json
import math

from app.history import MAX_POINTS, Curve, Point


def point(step: int, loss: float) -> Point:
    return Point(step, loss, math.nan, (loss, 2 * loss))


def test_a_curve_stays_small() -> None:
    curve = Curve()
    for step in range(10_000):
        curve.add(point(step, 1 / (step + 1)))
        assert len(curve) <= MAX_POINTS
    assert curve.last_step == 9999


def test_peaks_survive_and_steps_stay_in_order() -> None:
    curve = Curve()
    for step in range(5000):
        curve.add(point(step, {777: 50.0, 3333: -50.0}.get(step, 1.0)))
    event = curve.event()
    assert 777 in event.step
    assert 3333 in event.step
    assert list(event.step) == sorted(set(event.step))


def test_what_is_not_finite_goes_out_as_null() -> None:
    curve = Curve()
    curve.add(point(1, math.nan))
    curve.add(point(2, 0.5))
    assert json.loads(curve.event().text()) == {
        "type": "history",
        "step": [1, 2],
        "train_loss": [None, 0.5],
        "test_loss": [None, None],
        "gradient_rms": [[None, None], [0.5, 1.0]],
    }


def test_an_empty_curve_has_no_last_step() -> None:
    assert Curve().last_step == -1

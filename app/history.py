"""Curves that stay small: when full, every second pair of points is let go."""

import math
from dataclasses import dataclass

from app.events import History

__all__ = ["MAX_POINTS", "Curve", "Point"]

MAX_POINTS = 600


@dataclass(frozen=True, slots=True)
class Point:
    """The losses and the gradient's rms per layer at one step."""

    step: int
    train_loss: float
    test_loss: float
    gradient_rms: tuple[float, ...]


class Curve:
    """Points of one run, thinned so that peaks of the training loss survive."""

    def __init__(self) -> None:
        self._points: list[Point] = []

    def __len__(self) -> int:
        """Count the points."""
        return len(self._points)

    @property
    def last_step(self) -> int:
        """The step of the last point, -1 before the first."""
        return self._points[-1].step if self._points else -1

    def add(self, point: Point) -> None:
        """Append a point of a later step."""
        self._points.append(point)
        if len(self._points) > MAX_POINTS:
            self._points = _thinned(self._points)

    def event(self) -> History:
        """Return all points as the event that a resumed page gets."""
        points = self._points
        return History(
            step=tuple(point.step for point in points),
            train_loss=tuple(point.train_loss for point in points),
            test_loss=tuple(point.test_loss for point in points),
            gradient_rms=tuple(point.gradient_rms for point in points),
        )


def _thinned(points: list[Point]) -> list[Point]:
    """Keep the lowest and the highest of every four points, in order."""
    kept: list[Point] = []
    for first in range(0, len(points), 4):
        bucket = points[first : first + 4]
        kept += sorted({_extreme(bucket, -1), _extreme(bucket, 1)}, key=_step)
    return kept


def _extreme(bucket: list[Point], sign: int) -> Point:
    return max(bucket, key=lambda point: (sign * _finite(point.train_loss), point.step))


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def _step(point: Point) -> int:
    return point.step

"""The curves of a run, thinned to stay small, and the marks of its changes."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.protocol.events import History, Mark
from app.protocol.sections import KEPT
from app.protocol.sentence import ChangedField

__all__ = ["MAX_MARKS", "MAX_POINTS", "Curves", "Marks", "Point"]

MAX_POINTS = 600
MAX_MARKS = 100


@dataclass(frozen=True, slots=True)
class Point:
    """Measurements of one step: losses, accuracies, and the figures of layers.

    Attributes
    ----------
    figures : tuple of tuple
        A number per layer for each of `KEPT`.
    """

    step: int
    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float
    figures: tuple[tuple[float, ...], ...]


class Curves:
    """Points of one run, thinned so that peaks of the training loss survive.

    When there are too many, two of every four points are dropped. Those that stay are
    as they were measured.
    """

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

    def truncate(self, step: int) -> None:
        """Drop the points of later steps."""
        self._points = [point for point in self._points if point.step <= step]

    def copy(self) -> "Curves":
        """Return an independent copy with the same points."""
        other = Curves()
        other._points = list(self._points)
        return other

    def losses(self) -> list[tuple[int, float]]:
        """Return step and training loss of all points."""
        return [(point.step, point.train_loss) for point in self._points]

    @property
    def last_loss(self) -> float:
        """The training loss of the last point; not a number before the first."""
        return self._points[-1].train_loss if self._points else math.nan

    def points(self, most: int) -> list[Point]:
        """Return the points, thinned until they are not too many."""
        points = self._points
        while len(points) > most:
            points = _thinned(points)
        return points

    def event(
        self, marks: Sequence[Mark] = (), *, run: int = 0, branch: int | None = None
    ) -> History:
        """Return all points as the event that a resumed page gets."""
        points = self._points
        return History(
            run=run,
            branch=branch,
            step=tuple(point.step for point in points),
            train_loss=tuple(point.train_loss for point in points),
            test_loss=tuple(point.test_loss for point in points),
            train_accuracy=tuple(point.train_accuracy for point in points),
            test_accuracy=tuple(point.test_accuracy for point in points),
            **{
                row.name: tuple(point.figures[k] for point in points)
                for k, row in enumerate(KEPT)
            },
            marks=tuple(marks),
        )


class Marks:
    """The changes of one run, the newest ones."""

    def __init__(self, marks: Sequence[Mark] = ()) -> None:
        self._marks = list(marks)

    def __iter__(self) -> Iterator[Mark]:
        """Yield the marks in order."""
        return iter(self._marks)

    def add(
        self, step: int, changes: Sequence[ChangedField], *, continues: bool = False
    ) -> None:
        """Mark a change; at step 0 nothing is marked, for there are no curves yet.

        All changes of a gesture have one mark; ``continues`` tells that this one is not
        the first, see `DatedEvent`.
        """
        if not step or not changes:
            return
        mark = Mark(step=step, changes=tuple(changes))
        last = self._marks[-1] if self._marks else None
        if continues and last and _has_same_fields(last, mark):
            mark = _merged(self._marks.pop(), mark)
        if mark.changes:
            self._marks = [*self._marks, mark][-MAX_MARKS:]


def _has_same_fields(one: Mark, other: Mark) -> bool:
    return [_place(c) for c in one.changes] == [_place(c) for c in other.changes]


def _place(change: ChangedField) -> tuple[object, ...]:
    return change.field, change.layer, change.row, change.column


def _merged(first: Mark, last: Mark) -> Mark:
    """Return the change from before the first mark to after the last one.

    A field that is back at its old value is left out.
    """
    pairs = zip(first.changes, last.changes, strict=True)
    both = [new.model_copy(update={"before": old.before}) for old, new in pairs]
    changes = tuple(change for change in both if change.before != change.after)
    return Mark(step=first.step, changes=changes)


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

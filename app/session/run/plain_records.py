"""Plain records: the curves and marks of all branches as JSON values, and back."""

import json
import math
from base64 import b64encode
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import ValidationError

from app.protocol.events import Mark
from app.protocol.sections import KEPT
from app.session.run.history import MAX_MARKS, MAX_POINTS, Curves, Point
from app.session.run.record import Record
from engine.limits import MAX_HIDDEN_LAYERS
from engine.training.timeline.document.parts import DocumentPart
from engine.training.timeline.document.reading import MAX_STEP
from engine.training.timeline.timeline import MAX_EVENTS

__all__ = ["FEW", "ByBranch", "CapturedRecord", "records_from", "records_to_plain"]

FEW = 128
"""Points of a branch that is not present."""
MAX_RECORDS = 200
N_NUMBERS = 5
"""Of a point, besides the figures of its layers."""
NUMBERS = np.dtype("<f8")
_KEPT = [row.name for row in KEPT]
_FIELDS = ("branch", "lane", "figures", "layers", "numbers", "marks")

ByBranch = dict[int, dict[int, Record]]
"""Records by the id of a branch and by lane."""


@dataclass(frozen=True, slots=True)
class CapturedRecord:
    """The record of one network of a branch; nothing of it changes any more."""

    branch: int
    lane: int
    curves: Curves
    marks: tuple[Mark, ...]


def records_to_plain(
    records: Collection[CapturedRecord], present: int
) -> list[dict[str, Any]]:
    """Return JSON values; numbers in base 64, to the bit.

    Branches other than the present one are thinned to `FEW` points.
    """
    return [
        _to_plain(each, MAX_POINTS if each.branch == present else FEW)
        for each in records
    ]


def _to_plain(record: CapturedRecord, most: int) -> dict[str, Any]:
    points = record.curves.points(most)
    numbers = [number for point in points for number in _numbers(point)]
    data = np.array(numbers, dtype=NUMBERS).tobytes()
    return {
        "branch": record.branch,
        "lane": record.lane,
        "figures": _KEPT,
        "layers": [len(point.figures[0]) for point in points],
        "numbers": b64encode(data).decode(),
        "marks": [mark.model_dump(mode="json") for mark in record.marks],
    }


def _numbers(point: Point) -> Iterator[float]:
    yield float(point.step)
    yield from (point.train_loss, point.test_loss)
    yield from (point.train_accuracy, point.test_accuracy)
    for figure in point.figures:
        yield from figure


def records_from(part: DocumentPart, branches: Collection[int]) -> ByBranch:
    """Return records of branches.

    Raises
    ------
    ExperimentError
        For the first fault.
    """
    found: ByBranch = {}
    for each in part.items(0, MAX_RECORDS):
        fields = each.fields(_FIELDS)
        branch = fields["branch"].integer()
        if branch not in branches:
            fields["branch"].refuse("is no branch of the document")
        records = found.setdefault(branch, {})
        lane = fields["lane"].integer(0, 2 + MAX_EVENTS)
        records[lane] = Record(_curves(fields), _marks(fields["marks"]))
    return found


def _curves(fields: dict[str, DocumentPart]) -> Curves:
    figures = [each.text(64) for each in fields["figures"].items(0, 64)]
    parts = fields["layers"].items(0, MAX_POINTS)
    layers = [each.integer(1, MAX_HIDDEN_LAYERS + 1) for each in parts]
    n_numbers = sum(N_NUMBERS + len(figures) * n for n in layers)
    data = fields["numbers"].data(NUMBERS.itemsize * n_numbers)
    numbers = iter(np.frombuffer(data, NUMBERS).tolist())
    curves = Curves()
    for n in layers:
        step, train, test, train_right, test_right = _taken(numbers, N_NUMBERS)
        by_name = {name: _taken(numbers, n) for name in figures}
        kept = tuple(by_name.get(name, (math.nan,) * n) for name in _KEPT)
        if not curves.last_step < step <= MAX_STEP or step % 1:
            fields["numbers"].refuse("has a step that is not later than the one before")
        curves.add(Point(int(step), train, test, train_right, test_right, kept))
    return curves


def _taken(numbers: Iterator[float], n: int) -> tuple[float, ...]:
    return tuple(next(numbers) for _ in range(n))


def _marks(part: DocumentPart) -> list[Mark]:
    return [_mark(each) for each in part.items(0, MAX_MARKS)]


def _mark(part: DocumentPart) -> Mark:
    try:
        return Mark.model_validate_json(json.dumps(part.value))
    except ValidationError:
        part.refuse("is no mark of a change")

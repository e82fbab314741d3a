"""Curves are written and read to the bit."""

import json
import math
from typing import Any

import pytest

from app.protocol.events import Mark
from app.protocol.sections import KEPT
from app.protocol.sentence import ChangedField
from app.session.run.history import MAX_MARKS, MAX_POINTS, Curves, Point
from app.session.run.plain_records import (
    FEW,
    CapturedRecord,
    records_from,
    records_to_plain,
)
from engine import ExperimentError
from engine.training.timeline.document.parts import DocumentPart

MARK = Mark(
    step=3,
    changes=(
        ChangedField(field="hidden", before=[4, 2], after=[5]),
        ChangedField(field="b", before=0.1, after=1.5, layer=0, row=2),
    ),
)


def point(step: int, n_layers: int = 3) -> Point:
    figures = tuple(
        tuple(step / 7 + k + layer / 3 for layer in range(n_layers))
        for k in range(len(KEPT))
    )
    return Point(step, 1 / (step + 1), math.nan, 0.1 * step, math.inf, figures)


def curves(n: int) -> Curves:
    found = Curves()
    for k in range(n):
        found.add(point(2 * k, 2 + k % 2))
    return found


def plain(lane: CapturedRecord, present: int = 0) -> Any:
    return json.loads(json.dumps(records_to_plain([lane], present), allow_nan=False))


@pytest.mark.parametrize("n", [0, 1, 100, MAX_POINTS])
def test_points_and_marks_are_those_that_were_written(n: int) -> None:
    value = plain(CapturedRecord(0, 1, curves(n), (MARK,)))
    record = records_from(DocumentPart(value, "curves"), {0})[0][1]
    assert repr(record.curves.points(MAX_POINTS)) == repr(curves(n).points(MAX_POINTS))
    assert tuple(record.marks) == (MARK,)


def test_other_branches_are_thinned() -> None:
    value = plain(CapturedRecord(0, 0, curves(500), ()), present=1)
    record = records_from(DocumentPart(value), {0})[0][0]
    points = record.curves.points(MAX_POINTS)
    assert FEW / 3 < len(points) <= FEW
    assert set(map(repr, points)) <= set(map(repr, curves(500).points(500)))


def test_figures_of_another_version_are_left_out_and_missing_ones_are_nan() -> None:
    value = plain(CapturedRecord(0, 0, curves(4), ()))
    value[0]["figures"] = ["other", *value[0]["figures"][1:]]
    found = records_from(DocumentPart(value), {0})[0][0].curves.points(9)
    assert all(math.isnan(number) for number in found[2].figures[0])
    assert found[2].figures[1:] == point(4, 2).figures[1:]


FAULTS: list[tuple[str, Any]] = [
    ("branch", 1),
    ("branch", -1),
    ("lane", -1),
    ("layers", [0, 2, 3]),
    ("layers", [2, 3, 10]),
    ("layers", [2]),
    ("numbers", "AAAA"),
    ("figures", [1]),
    ("marks", [{"step": -1, "changes": []}]),
    ("marks", [{"step": 1, "changes": [], "more": 1}]),
    ("marks", [None]),
    ("marks", [{"step": 1, "changes": []}] * (MAX_MARKS + 1)),
    ("more", 1),
]


@pytest.mark.parametrize(("field", "value"), FAULTS)
def test_others_are_refused(field: str, value: Any) -> None:
    lane = plain(CapturedRecord(0, 0, curves(3), ()))
    lane[0][field] = value
    with pytest.raises(ExperimentError) as caught:
        records_from(DocumentPart(lane, "curves"), {0})
    assert caught.value.field.startswith("curves.0")


@pytest.mark.parametrize("step", [-1.0, 0.0, 2.5, math.nan, 1e13])
def test_steps_follow_each_other(step: float) -> None:
    found = curves(1)
    found.add(point(4))
    bad = Curves()
    bad._points = [point(0), Point(step, *[0.0] * 4, point(4).figures)]  # type: ignore[arg-type]
    records_from(DocumentPart(plain(CapturedRecord(0, 0, found, ()))), {0})
    with pytest.raises(ExperimentError, match="step"):
        records_from(DocumentPart(plain(CapturedRecord(0, 0, bad, ()))), {0})

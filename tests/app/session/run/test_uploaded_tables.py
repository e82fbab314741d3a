"""Former branches keep their own tables alive, up to a limit."""

import pytest

from app.session.run.uploaded_tables import drop_surplus_tables
from engine import Experiment, Lockstep, Trainer, UploadedData
from engine.training.timeline.timeline import Timeline


def of(value: float) -> Lockstep:
    rows = tuple((value + k, float(k)) for k in range(50))
    labels = tuple("ab"[k % 2] for k in range(50))
    data = UploadedData.assemble(rows, labels)
    return Lockstep(Trainer(Experiment(dataset=data)))


@pytest.fixture
def timeline() -> Timeline:
    timeline = Timeline(Lockstep(Trainer(Experiment())))
    for value in range(4):
        timeline.begin(of(value))
    return timeline


def kept(timeline: Timeline) -> list[int]:
    return [branch.id for branch in timeline.branches]


def test_as_many_as_fit_are_kept(
    timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.run.uploaded_tables.MAX_NUMBERS", 400)
    drop_surplus_tables(timeline)
    assert kept(timeline) == [0, 1, 2, 3, 4]
    monkeypatch.setattr("app.session.run.uploaded_tables.MAX_NUMBERS", 399)
    drop_surplus_tables(timeline)
    assert kept(timeline) == [0, 2, 3, 4]


def test_the_present_one_is_kept_however_large(
    timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.run.uploaded_tables.MAX_NUMBERS", 1)
    drop_surplus_tables(timeline)
    assert kept(timeline) == [0, 4]

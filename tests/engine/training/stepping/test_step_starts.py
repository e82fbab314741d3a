"""StepStarts: a few beginnings of steps are kept, and little memory."""

from __future__ import annotations

from engine import Experiment, Trainer
from engine.training.stepping import step_starts
from engine.training.stepping.step_starts import MAX_STARTS, StepStarts
from tests.engine.training.runs import experiment


def test_what_is_kept_is_bounded(monkeypatch):
    trainer = Trainer(experiment({"optimizer": "adam"}))
    one = trainer.snapshot().state.nbytes
    monkeypatch.setattr(step_starts, "MAX_BYTES", 3 * one)
    for _ in range(9):
        trainer.step()
    assert trainer.first_step == 6
    monkeypatch.setattr(step_starts, "MAX_BYTES", one - 1)
    trainer.step()
    assert trainer.first_step == 9
    big = Trainer(Experiment(hidden=(128,) * 8, optimizer="adam"))
    monkeypatch.undo()
    for _ in range(6):
        big.step()
    assert big.first_step == 3


def test_the_newest_are_kept_the_oldest_first():
    trainer, kept = Trainer(experiment({})), StepStarts()
    assert kept.first_step is None
    for _ in range(MAX_STARTS + 2):
        kept.add(trainer.snapshot())
        trainer.step()
    assert kept.first_step == 2
    assert [each.snapshot.step for each in kept.up_to(4)] == [2, 3, 4]
    kept.clear()
    assert kept.up_to(4) == []


def test_the_trace_of_a_start_counts_too(monkeypatch):
    trainer, kept = Trainer(experiment({})), StepStarts()
    trainer.step()
    monkeypatch.setattr(step_starts, "MAX_BYTES", 3 * trainer.snapshot().state.nbytes)
    kept.add(trainer.snapshot(), trainer.trace())
    assert kept.first_step == 1
    trainer.step()
    kept.add(trainer.snapshot())
    assert kept.first_step == 2

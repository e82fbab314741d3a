"""What is measured of one network."""

import pytest

from app.session.run.record import Record
from engine import Experiment, Readout, Trainer


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.fixture
def trainer() -> Trainer:
    return Trainer(Experiment())


def test_losses_are_computed_once_per_step(
    record: Record, trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = record.losses(trainer)
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "losses", property(lambda _: 1 / 0))
        assert record.losses(trainer) == before
        record.forget_losses()
        with pytest.raises(ZeroDivisionError):
            record.losses(trainer)
    trainer.step()
    assert not record.has_losses(trainer)
    assert record.losses(trainer) == trainer.losses != before
    assert record.has_losses(trainer)
    record.forget_losses()
    assert not record.has_losses(trainer)


def test_a_point_is_added_once_per_step_and_never_within_one(
    record: Record, trainer: Trainer
) -> None:
    for _ in range(3):
        trainer.step()
        for _ in range(2):
            record.add_point(Readout(trainer), trainer)
    trainer.advance("op", 3)
    record.add_point(Readout(trainer), trainer)
    assert record.history(0).step == (1, 2, 3)


def test_a_history_has_the_marks_and_says_whose_it_is(
    record: Record, trainer: Trainer
) -> None:
    trainer.step(4)
    record.mark(4, {"l2": (0, 0.1)}, continues=False)
    record.add_point(Readout(trainer), trainer)
    history = record.history(1)
    assert (history.run, history.step, history.branch) == (1, (4,), None)
    assert history.train_loss == (trainer.train_loss,)
    (mark,) = history.marks
    assert (mark.step, mark.changes[0].field) == (4, "l2")
    again = Record(record.curves.copy(), tuple(record.marks))
    assert again.history(1) == history
    assert again.history(1, 7).branch == 7


def test_the_past_of_a_record_has_the_points_and_marks_up_to_a_step(
    record: Record, trainer: Trainer
) -> None:
    for step in range(1, 6):
        trainer.step()
        record.add_point(Readout(trainer), trainer)
        record.mark(step, {"l2": (0, step)}, continues=False)
    past = record.up_to(3)
    assert past.history(0).step == (1, 2, 3)
    assert [mark.step for mark in past.marks] == [1, 2, 3]
    assert record.history(0).step == (1, 2, 3, 4, 5)

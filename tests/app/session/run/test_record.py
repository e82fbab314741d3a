"""What is measured of one network."""

import pytest

from app.session.run.record import Record
from engine import Experiment, Readout, Trainer


@pytest.fixture
def record() -> Record:
    return Record(Trainer(Experiment()))


def test_losses_are_computed_once_per_step(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = record.losses()
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "losses", property(lambda _: 1 / 0))
        assert record.losses() == before
        record.forget_losses()
        with pytest.raises(ZeroDivisionError):
            record.losses()
    record.trainer.step()
    assert record.losses() == record.trainer.losses != before


def test_a_point_is_added_once_per_step_and_never_within_one(record: Record) -> None:
    for _ in range(3):
        record.trainer.step()
        for _ in range(2):
            record.add_point(Readout(record.trainer))
    record.trainer.advance("op", 3)
    record.add_point(Readout(record.trainer))
    assert record.history(0).step == (1, 2, 3)


def test_a_history_has_the_marks_and_says_whose_it_is(record: Record) -> None:
    record.trainer.step(4)
    record.mark({"l2": (0, 0.1)}, now=0.0)
    record.add_point(Readout(record.trainer))
    history = record.history(1)
    assert (history.run, history.step) == (1, (4,))
    assert history.train_loss == (record.trainer.train_loss,)
    (mark,) = history.marks
    assert (mark.step, mark.changes[0].field) == (4, "l2")
    again = Record(record.trainer, record.curves.copy(), tuple(record.marks))
    assert again.history(1) == history

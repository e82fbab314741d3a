"""The way to a place of the past is gone in turns."""

import pytest

from app.session.run.pending_seek import QUIET_SECONDS, TOLD_SECONDS, PendingSeek
from engine import Experiment, Lockstep, Trainer
from engine.training.timeline.branch import Branch, TimelinePlace
from engine.training.timeline.keyframes import Keyframes, Position
from engine.training.timeline.seek import Seek


class Clock:
    """A clock that goes on by a millisecond whenever it is asked."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


@pytest.fixture
def pending() -> PendingSeek:
    branch = Branch(0, (Experiment(),), [], Keyframes(), Position(300, 0))
    return PendingSeek(
        id=7, seek=Seek(branch, TimelinePlace(0, 300, 0), None), began=10.0
    )


def test_it_arrives_after_some_turns(pending: PendingSeek) -> None:
    clock, turns = Clock(), 0
    while not pending.proceed(0.004, clock):
        turns += 1
        assert pending.seek.steps_left > 0
    assert 1 <= turns < 300
    plain = Lockstep(Trainer(Experiment()))
    plain.step(300)
    assert (
        pending.seek.lockstep.trainers[0].snapshot().digest()
        == plain.trainers[0].snapshot().digest()
    )


def test_without_time_nothing_is_done(pending: PendingSeek) -> None:
    assert not pending.proceed(0.0, Clock())
    assert pending.seek.steps_left == 300


def test_a_short_way_is_not_told(pending: PendingSeek) -> None:
    assert pending.progress(10.0 + QUIET_SECONDS - 0.01) == []
    pending.proceed(0.004, Clock())
    at = 10.0 + QUIET_SECONDS
    (told,) = pending.progress(at)
    assert (told.id, told.goal) == (7, 300)
    assert told.step == 300 - pending.seek.steps_left > 0
    assert pending.progress(at + TOLD_SECONDS - 0.01) == []
    assert len(pending.progress(at + TOLD_SECONDS)) == 1

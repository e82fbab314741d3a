"""The way to a place of the past can be gone in pieces."""

import pytest

from engine import Lockstep, Trainer
from engine.training.timeline.branch import Branch, DatedEvent, TimelinePlace
from engine.training.timeline.events import Twin
from engine.training.timeline.keyframes import Keyframe, Keyframes, Position, digest_of
from engine.training.timeline.seek import Seek
from tests.engine.training.runs import experiment, same

START = experiment({"dropout": 0.2})


def lived() -> tuple[Branch, Lockstep]:
    """Return a run of 40 steps with a twin since step 25, and its end."""
    lockstep, keyframes, event = (
        Lockstep(Trainer(START)),
        Keyframes(),
        Twin({"l2": 0.1}),
    )
    lockstep.step(20)
    snapshot = lockstep.snapshot()
    keyframes.add(Keyframe(Position(20, 0), snapshot, digest_of(snapshot)))
    lockstep.step(5)
    lockstep = event.apply(lockstep).lockstep
    lockstep.step(15)
    after = tuple(each.experiment for each in lockstep.trainers)
    return Branch(
        0, (START,), [DatedEvent(25, event, after)], keyframes, Position(40, 1)
    ), (lockstep)


@pytest.mark.parametrize("by", [1, 3, 100])
@pytest.mark.parametrize("has_spare", [False, True])
def test_it_comes_to_the_same_state(*, by: int, has_spare: bool) -> None:
    branch, end = lived()
    spare = Lockstep(Trainer(experiment({"hidden": (2,)}))) if has_spare else None
    seek = Seek(branch, TimelinePlace(0, 40, 1), spare)
    assert seek.steps_left == 20
    while not seek.proceed(by):
        assert 0 < seek.steps_left < 20
        assert seek.n_events == (seek.steps_left <= 15)
    assert all(map(same, seek.lockstep.trainers, end.trainers))


def test_without_a_keyframe_it_begins_at_the_start() -> None:
    branch, _ = lived()
    plain = Trainer(START)
    plain.step(20)
    for step, left in ((20, 20), (0, 0)):
        seek = Seek(branch, TimelinePlace(0, step, 0), None)
        assert seek.steps_left == left
        assert seek.proceed(50)
    seek = Seek(branch, TimelinePlace(0, 20, 0), None)
    seek.proceed(50)
    assert same(seek.lockstep.trainers[0], plain)
    assert seek.lockstep.trainers[0].trace().step == 20

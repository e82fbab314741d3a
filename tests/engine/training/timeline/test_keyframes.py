"""How many states of the past are kept, and which."""

import tracemalloc

import numpy as np

from engine import Lockstep, Trainer
from engine.training.timeline.keyframes import (
    LONGEST,
    OVERHEAD,
    Keyframe,
    Keyframes,
    Position,
    digest_of,
)
from tests.engine.training.runs import experiment, twins


def keyframe(
    step: int, n_events: int = 0, lockstep: Lockstep | None = None
) -> Keyframe:
    snapshot = (lockstep or Lockstep(Trainer(experiment({})))).snapshot()
    return Keyframe(Position(step, n_events), snapshot, digest_of(snapshot))


SMALL = keyframe(0)


def at(step: int, n_events: int = 0) -> Keyframe:
    return SMALL._replace(position=Position(step, n_events))


def kept_of(*steps: int, most: int = 1000) -> Keyframes:
    kept = Keyframes(max_bytes=most * SMALL.n_bytes)
    for step in steps:
        kept.add(at(step))
        assert kept.n_bytes == len(kept.positions) * SMALL.n_bytes
        assert len(kept.positions) <= most
    return kept


def test_the_one_before_a_position_is_found() -> None:
    kept = Keyframes()
    for step, n_events in ((64, 0), (64, 1), (70, 2), (128, 2)):
        kept.add(at(step, n_events))
    for goal, wanted in {
        (64, 0): (64, 0), (64, 1): (64, 1), (69, 1): (64, 1), (70, 1): (64, 1),
        (127, 2): (70, 2), (999, 9): (128, 2),
    }.items():  # fmt: skip
        found = kept.up_to(Position(*goal))
        assert found is not None
        assert found.position == wanted
    assert kept.up_to(Position(63, 5)) is None
    assert Keyframes().up_to(Position(63, 5)) is None


def test_one_that_is_not_later_is_not_kept() -> None:
    kept = kept_of(64, 128, 128, 64)
    assert kept.positions == [(64, 0), (128, 0)]


def test_those_up_to_a_position_are_copied() -> None:
    kept = kept_of(64, 128, 192)
    copy = kept.copy_up_to(Position(130, 0))
    assert copy.positions == [(64, 0), (128, 0)]
    assert copy.n_bytes == 2 * SMALL.n_bytes
    copy.add(at(140))
    kept.cut(Position(64, 0))
    assert kept.positions == [(64, 0)]
    assert kept.n_bytes == SMALL.n_bytes
    assert copy.positions == [(64, 0), (128, 0), (140, 0)]


def test_of_a_million_steps_the_newest_are_near_and_none_is_far() -> None:
    kept = Keyframes(max_bytes=1000 * SMALL.n_bytes)
    for step in range(64, 1_000_001, 64):
        kept.add(at(step))
        assert kept.n_bytes <= 1000 * SMALL.n_bytes
    steps = np.array([0, *(position.step for position in kept.positions)])
    gaps, ages = np.diff(steps), 1_000_000 - steps[:-1]
    assert steps[-1] == 1_000_000
    assert gaps[ages <= 10_000].max() == 64
    assert gaps.max() <= 2 * LONGEST
    assert len(kept.positions) > 400


def test_of_a_few_the_newest_stays() -> None:
    assert kept_of(64, 128, 192, most=2).positions == [(192, 0)]
    kept = Keyframes(max_bytes=SMALL.n_bytes - 1)
    kept.add(at(64))
    assert kept.positions == []


def test_the_memory_can_be_limited_later_and_grow_again() -> None:
    kept = kept_of(64, 128, 192, 256)
    kept.limit(2 * SMALL.n_bytes)
    assert kept.positions[-1] == (256, 0)
    assert kept.n_bytes <= 2 * SMALL.n_bytes
    kept.limit(0)
    assert (kept.positions, kept.n_bytes) == ([], 0)
    kept.limit(SMALL.n_bytes)
    kept.add(at(320))
    assert kept.positions == [(320, 0)]


def test_many_of_one_step_are_bounded_too() -> None:
    kept = Keyframes(max_bytes=8 * SMALL.n_bytes)
    for n_events in range(1, 100):
        kept.add(at(5, n_events))
    assert len(kept.positions) <= 8
    assert kept.positions[-1] == (5, 99)


def test_the_memory_is_what_is_allocated_or_a_little_less() -> None:
    lockstep = twins({"hidden": (8,) * 6, "optimizer": "adam"}, {"l2": 0.1})
    lockstep.step(10)
    tracemalloc.start()
    kept = []
    for step in range(50):
        lockstep.step()
        kept.append(keyframe(step, lockstep=lockstep))
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    counted = sum(each.n_bytes for each in kept)
    assert counted - 100 * OVERHEAD < taken < counted


def test_a_digest_tells_parameters_apart_and_nothing_else() -> None:
    lockstep = Lockstep(Trainer(experiment({})))
    first = keyframe(0, lockstep=lockstep).digest
    assert keyframe(9, 4, lockstep).digest == first
    lockstep.set_parameter(0, 0, 0, 0, np.nextafter(lockstep.trainers[0].vector[0], 1))
    assert keyframe(0, lockstep=lockstep).digest != first

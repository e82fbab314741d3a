"""The first difference of twins is that of a comparison after every step."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine import Trainer
from tests.engine.training.runs import RUNS, experiment, twins

SAME_SHAPES = [changes for changes in RUNS if not {"dataset", "hidden"} & set(changes)]


def first_by_hand(one, other, most):
    """Return the first step after which two fresh runs differ, step by step."""
    runs = [Trainer(one), Trainer(other)]
    for step in range(most + 1):
        if not np.array_equal(runs[0].vector, runs[1].vector):
            return step
        for run in runs:
            run.step()
    return None


@pytest.mark.parametrize("changes", SAME_SHAPES, ids=str)
def test_the_first_difference_is_that_of_a_comparison_by_hand(changes):
    pair = twins({"optimizer": "momentum"}, changes)
    pair.step(400)
    one, other = (trainer.experiment for trainer in pair.trainers)
    assert pair.first_difference == first_by_hand(one, other, 400)


LATE = list(itertools.product((1, 63, 511, 512, 513, 700), (1, 5, 64, 200, 1000)))
QUICK = {
    *((1, 1), (513, 1), (63, 5), (700, 5), (511, 64), (512, 64)),
    *((512, 200), (513, 200), (1, 1000), (700, 1000)),
}
"""The step at which a schedule bites, and how many steps are made at a time; twins are
compared every 512 steps."""


@pytest.mark.parametrize(
    ("bites_at", "chunk"),
    [
        pytest.param(*pair, marks=() if pair in QUICK else pytest.mark.slow)
        for pair in LATE
    ],
)
def test_a_schedule_that_bites_late_is_noticed_at_its_step(bites_at, chunk):
    """Step decay: the rate of the step after ``schedule_steps`` is the first other."""
    late = {"schedule": "step", "schedule_steps": bites_at}
    pair = twins({}, late)
    while pair.trainers[0].step_count < bites_at + 200:
        pair.step(chunk)
    assert pair.first_difference == bites_at + 1
    assert pair.differences == {
        "schedule": ("constant", "step"),
        "schedule_steps": (1000, bites_at),
    }


def test_a_clip_differs_from_the_first_step_whose_gradient_it_shortens():
    base = {"hidden": (4,), "learning_rate": 0.3}
    runs = Trainer(experiment(base))
    norms = []
    for _ in range(300):
        runs.step()
        norms.append(float(np.linalg.norm(runs.last_step().gradient)))
    limit = float(np.sort(norms)[-2])
    pair = twins(base, {"clip_norm": (limit + max(norms)) / 2})
    pair.step(300)
    assert pair.first_difference == 1 + int(np.argmax(norms))


def test_twins_that_start_apart_differ_from_step_0():
    pair = twins({}, {"seed": 5})
    assert pair.first_difference == 0


def test_twins_of_other_shapes_have_no_first_difference():
    pair = twins({}, {"hidden": (3, 3, 3)})
    pair.step(200)
    assert pair.first_difference is None
    assert pair.differences["hidden"] == ([4, 2], [3, 3, 3])


def test_a_difference_within_a_step_is_one_of_its_end():
    pair = twins({}, {"learning_rate": 0.01})
    for _ in range(pair.trainers[0].n_ops - 1):
        pair.advance("op")
    assert pair.first_difference is None
    pair.advance("op")
    assert pair.first_difference == 1


@pytest.mark.parametrize(
    "later",
    [
        lambda pair: pair.step(600),
        lambda pair: pair.advance("op", 3),
        lambda pair: pair.advance("op", 3) or pair.step(2),
        lambda pair: pair.change({}, {"l2": 0.01}),
        lambda pair: pair.set_parameter(1, 0, 0, 0, 0.25),
        lambda pair: pair.swap(),
        lambda pair: pair.restore(pair.snapshot()),
    ],
    ids=["steps", "ops", "ops, steps", "change", "edit", "swap", "restore"],
)
def test_the_first_difference_is_exact_if_it_is_read_later(later):
    pair = twins({}, {"schedule": "step", "schedule_steps": 50})
    pair.step(60)
    later(pair)
    assert pair.first_difference == 51

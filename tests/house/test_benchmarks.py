"""The engine benchmark times work, not a result that is kept for equal parameters."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from benchmarks.engine import (
    change_contestants,
    grid_contestants,
    reading_contestants,
)
from benchmarks.networks import GRIDS, TASKS
from benchmarks.timing import Contestant, after, interleaved
from engine import Trainer


def vectors_timed(trainer: Trainer, contestant: Contestant) -> list[bytes]:
    """Return the parameters that each timed call of a few units starts with."""
    seen = []

    def run(n: int) -> None:
        seen.append(trainer.vector.tobytes())
        contestant.run(n)

    watched = replace(contestant, run=run)
    for _ in range(3):
        watched.seconds(2 * contestant.multiple)
    return seen


def times_a_memo(trainer: Trainer, contestant: Contestant) -> bool:
    seen = vectors_timed(trainer, contestant)
    return any(a == b for a, b in pairwise(seen))


@pytest.mark.parametrize("name", TASKS)
def test_every_cost_is_timed_with_other_parameters_than_the_last(name):
    trainer = Trainer(TASKS[name][1])
    for contestants in (reading_contestants, change_contestants):
        for title, contestant in contestants(trainer).items():
            assert not times_a_memo(trainer, contestant), title


@pytest.mark.parametrize("name", GRIDS)
def test_every_surface_is_timed_with_other_parameters_than_the_last(name):
    trainer = Trainer(GRIDS[name])
    for title, contestant in grid_contestants(trainer).items():
        assert not times_a_memo(trainer, contestant), title


def test_a_benchmark_that_repeats_a_call_is_caught():
    trainer = Trainer(GRIDS["2-4-2-1 tanh"])
    assert times_a_memo(trainer, Contestant(run=lambda _n: trainer.train_loss))
    assert times_a_memo(trainer, after(trainer.snapshot, lambda: trainer.train_loss))


def test_preparation_is_not_timed(monkeypatch):
    now = iter(range(1000))
    monkeypatch.setattr("benchmarks.timing.time.perf_counter", lambda: next(now))
    prepared, called = [], []
    contestant = after(lambda: prepared.append(next(now)), lambda: called.append(1))
    assert contestant.seconds(3) == 3
    assert len(prepared) == len(called) == 3


def test_interleaved_returns_the_median_of_a_unit(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("benchmarks.timing.time.perf_counter", lambda: clock[0])

    def run(n: int) -> None:
        assert n % 5 == 0
        clock[0] += n * 1e-5

    found = interleaved({"five": Contestant(run=run, multiple=5)}, rounds=3)
    assert found == {"five": pytest.approx(1e-5)}

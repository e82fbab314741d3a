"""Timing: contestants that take turns, and the median time of a unit of each.

The clock reads of `after` add about 0.1 µs to every call that it times.
`cpu_ratios` counts this process's CPU time, so it holds on a machine that has other
work to do.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Contestant", "after", "cpu_ratios", "interleaved"]

CHUNK_SECONDS = 0.004  # short, so that most turns fit between two task switches


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """Something to time.

    Attributes
    ----------
    run : callable
        ``run(n)`` does n units of work.
    multiple : int
        ``n`` must be a multiple of this.
    prepare : callable or None
        Called before every unit, outside the timed stretch.
    """

    run: Callable[[int], object]
    multiple: int = 1
    prepare: Callable[[], object] | None = None

    def seconds(self, n: int) -> float:
        """Return how long n units take, without their preparation."""
        if self.prepare is None:
            return self._timed(n)
        total = 0.0
        for _ in range(n):
            self.prepare()
            total += self._timed(1)
        return total

    def _timed(self, n: int) -> float:
        start = time.perf_counter()
        self.run(n)
        return time.perf_counter() - start


def after(prepare: Callable[[], object], call: Callable[[], object]) -> Contestant:
    """Return a contestant that times one call after each call of ``prepare``.

    Anything that keeps its last result for equal parameters must be timed so, with a
    ``prepare`` that changes them: otherwise only the first call does any work.
    """
    return Contestant(run=lambda _n: call(), prepare=prepare)


def interleaved(contestants: dict[str, Contestant], rounds: int) -> dict[str, float]:
    """Return the median seconds per unit of each contestant, all taking turns."""
    counts = {name: _units_of_a_turn(c) for name, c in contestants.items()}
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, contestant in contestants.items():
            n = counts[name]
            taken[name].append(contestant.seconds(n) / n)
    return {name: statistics.median(values) for name, values in taken.items()}


def cpu_ratios(
    runs: dict[str, Callable[[int], object]], rounds: int
) -> tuple[float, dict[str, tuple[float, float, float]]]:
    """Compare the CPU time of a unit of each run with that of the first one.

    In each round all take one turn, in random order and none after itself, so that
    every turn begins with the caches full of another one's numbers.

    Returns
    -------
    float
        The median seconds per unit of the first run.
    dict of str to (float, float, float)
        The quartiles of each round's ratio, for all runs but the first.
    """
    counts = {name: _units_of_cpu_turn(run) for name, run in runs.items()}
    rng, names, (first, *others) = random.Random(0), list(runs), runs
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        last = names[-1]
        rng.shuffle(names)
        if names[0] == last:
            names.reverse()
        for name in names:
            n = counts[name]
            taken[name].append(_cpu_seconds(runs[name], n) / n)
    ratios = {
        name: [a / b for a, b in zip(taken[name], taken[first], strict=True)]
        for name in others
    }
    quartiles = {name: _quartiles(values) for name, values in ratios.items()}
    return statistics.median(taken[first]), quartiles


def _cpu_seconds(run: Callable[[int], object], n: int) -> float:
    start = time.process_time()
    run(n)
    return time.process_time() - start


def _quartiles(values: list[float]) -> tuple[float, float, float]:
    lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    return lower, median, upper


def _units_of_cpu_turn(run: Callable[[int], object]) -> int:
    n = 16
    run(n)
    one = statistics.median(_cpu_seconds(run, n) / n for _ in range(9))
    return max(1, round(CHUNK_SECONDS / one))


def _units_of_a_turn(contestant: Contestant) -> int:
    n, seconds = contestant.multiple, 0.0
    contestant.seconds(n)
    while seconds < CHUNK_SECONDS / 3:
        n *= 2
        seconds = contestant.seconds(n)
    scaled = int(n * CHUNK_SECONDS / seconds / contestant.multiple)
    return max(1, scaled) * contestant.multiple

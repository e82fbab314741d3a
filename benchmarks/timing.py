"""Timing: contestants that take turns, and the median time of a unit of each.

The clock reads of `after` add about 0.1 µs to every call that it times.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Contestant", "after", "interleaved"]

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


def _units_of_a_turn(contestant: Contestant) -> int:
    n, seconds = contestant.multiple, 0.0
    contestant.seconds(n)
    while seconds < CHUNK_SECONDS / 3:
        n *= 2
        seconds = contestant.seconds(n)
    scaled = int(n * CHUNK_SECONDS / seconds / contestant.multiple)
    return max(1, scaled) * contestant.multiple

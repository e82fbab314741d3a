"""Against PyTorch: graphs that are no experiments, beside the same network in PyTorch.

Before anything is timed, both sides train from the same weights and must arrive at the
same ones.  CPU time is compared round by round, so other work on the machine slows both
sides alike.
"""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from benchmarks.graph_step import GraphStep
from benchmarks.task import Array
from benchmarks.timing import cpu_ratios

__all__ = ["Pair", "compare"]

N_AGREED = 20


class Pair(NamedTuple):
    """A network on both sides.

    Attributes
    ----------
    ours : GraphStep
    run : callable
        ``run(n)`` trains for n steps by PyTorch.
    blocks : callable
        Returns what ``ours.blocks`` are there.
    """

    ours: GraphStep
    run: Callable[[int], None]
    blocks: Callable[[], list[Array]]


Cases = Mapping[str, tuple[Callable[[], Pair], float]]
"""What makes a pair; and at least so many times PyTorch, by the network's name."""


def _compared(pair: Pair, rounds: int) -> tuple[float, tuple[float, float, float]]:
    """Return the engine's steps per second, and quartiles of how often PyTorch's."""
    runs: dict[str, Callable[[int], object]]
    runs = {"engine": pair.ours.run, "PyTorch": pair.run}
    for run in runs.values():
        run(N_AGREED)
    for ours, theirs in zip(pair.ours.blocks, pair.blocks(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
    seconds, ratios = cpu_ratios(runs, rounds)
    return 1 / seconds, ratios["PyTorch"]


def compare(benchmark: str, cases: Cases, arguments: list[str]) -> int:
    """Print a line per network; return 1 if one is slower than its bar."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {benchmark}")
    parser.add_argument("--rounds", type=int, default=31)
    rounds = parser.parse_args(arguments).rounds
    if importlib.util.find_spec("torch") is None:
        print("PyTorch is not installed")
        return 1
    is_slow = False
    for name, (pair, bar) in cases.items():
        per_second, (lower, median, upper) = _compared(pair(), rounds)
        is_slow |= median < bar
        print(
            f"{name:20} {per_second:8,.0f} steps/s, {median:.1f} times PyTorch"
            f" ({lower:.1f} to {upper:.1f}; at least {bar})"
        )
    return int(is_slow)

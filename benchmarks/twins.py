"""Twins benchmark: what a step of two networks in lock-step costs.

    python -m benchmarks twins [--rounds N]

Bar: at most 2.2 times a step of one network alone, whether the twins differ, so that
only their clocks are compared, or are equal, so that their parameters are, too.
"""

from __future__ import annotations

import argparse
import os

from benchmarks.networks import TASKS
from benchmarks.timing import Contestant, interleaved
from engine import Experiment, Lockstep, Trainer

__all__ = ["main", "run_twins"]

BAR = 2.2


def run_twins(experiment: Experiment, rounds: int) -> dict[str, float]:
    """Return seconds per step of one network, of equal twins and of different ones."""

    def pair(other: Experiment) -> Lockstep:
        return Lockstep(Trainer(experiment), Trainer(other))

    other_rate = experiment.replace(learning_rate=experiment.learning_rate / 2)
    contestants = {
        "alone": Contestant(run=Trainer(experiment).step),
        "equal": Contestant(run=pair(experiment).step),
        "different": Contestant(run=pair(other_rate).step),
    }
    return interleaved(contestants, rounds)


def main(arguments: list[str]) -> None:
    """Print the cost of both kinds of twins in steps of one network."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks twins")
    parser.add_argument("--rounds", type=int, default=51)
    options = parser.parse_args(arguments)
    print(f"load {os.getloadavg()[0]:.1f}; bar: at most {BAR} times one network\n")
    for name, (title, experiment) in TASKS.items():
        seconds = run_twins(experiment, options.rounds)
        equal, different = (
            seconds[kind] / seconds["alone"] for kind in ("equal", "different")
        )
        verdict = "yes" if max(equal, different) <= BAR else "NO"
        print(
            f"{name} {title}: {seconds['alone'] * 1e6:.1f} µs alone,"
            f" equal twins {equal:.2f}, different twins {different:.2f}: {verdict}"
        )

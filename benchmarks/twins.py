"""Twins benchmark: what a step of two networks in lock-step costs.

    python -m benchmarks twins [--rounds N]

Bar: at most 2.2 times a step of one network alone, whether the twins differ, so that
only their clocks are compared, or are equal, so that their parameters are, too.  For
comparison there are two networks that take turns as twins do, but without lock-step.

Everything has turns of the same CPU time, as the server gives them.  A turn begins with
the processor's caches full of other numbers, and for two networks so does its second
half: that share of the cost is the processor's, and longer turns make it smaller.
"""

from __future__ import annotations

import argparse
import os

from benchmarks.networks import TASKS
from benchmarks.timing import cpu_ratios
from engine import Experiment, Lockstep, Trainer

__all__ = ["main", "run_twins"]

BAR = 2.2

Ratios = dict[str, tuple[float, float, float]]


def run_twins(experiment: Experiment, rounds: int) -> tuple[float, Ratios]:
    """Return seconds per step of one network, and quartiles of the pairs' ratios."""

    def pair(other: Experiment) -> Lockstep:
        return Lockstep(Trainer(experiment), Trainer(other))

    other_rate = experiment.replace(learning_rate=experiment.learning_rate / 2)
    apart = Trainer(experiment), Trainer(other_rate)
    runs = {
        "alone": Trainer(experiment).step,
        "equal": pair(experiment).step,
        "different": pair(other_rate).step,
        "apart": lambda n: [trainer.step(n) for trainer in apart],
    }
    return cpu_ratios(runs, rounds)


def main(arguments: list[str]) -> None:
    """Print the cost of both kinds of twins in steps of one network."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks twins")
    parser.add_argument("--rounds", type=int, default=301)
    options = parser.parse_args(arguments)
    print(
        f"load {os.getloadavg()[0]:.1f}; bar: at most {BAR} times one network;"
        " median of ratios and their quartiles\n"
    )
    for name, (title, experiment) in TASKS.items():
        seconds, ratios = run_twins(experiment, options.rounds)
        costs = (
            f"{kind} {median:.2f} ({lower:.2f} to {upper:.2f})"
            for kind, (lower, median, upper) in ratios.items()
        )
        is_met = max(ratios["equal"][1], ratios["different"][1]) <= BAR
        print(
            f"{name} {title}: {seconds * 1e6:.1f} µs alone, twins",
            f"{', '.join(costs)}: {'yes' if is_met else 'NO'}",
        )

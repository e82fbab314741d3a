"""Timeline benchmark: what recording a run costs, and what returning to a step takes.

    python -m benchmarks timeline [--rounds N] [--steps N] [--seeks N]

Bars: recording costs at most 3 % of a step; in a run of a million steps of 7-(8x6)-1
with Adam, 95 % of the ways back take at most 10 ms within the last 10,000 steps, and at
most 300 ms anywhere.

Recording is compared with the same trainers in lock-step that keep nothing, in CPU
time.  A way back is timed whole: from the question to the present being there.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time

from benchmarks.networks import TASKS
from benchmarks.timing import cpu_ratios
from engine import Experiment, Lockstep, Trainer
from engine.training.timeline.branch import TimelinePlace
from engine.training.timeline.timeline import Timeline

__all__ = ["main", "run_recording", "seconds_of_seeks"]

RECORDING_BAR = 1.03
RECENT = 10_000
RECENT_BAR, ANYWHERE_BAR = 0.010, 0.300
LONG_RUN = Experiment(
    dataset="spiral",
    features=("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"),
    hidden=(8,) * 6,
    optimizer="adam",
    learning_rate=0.003,
)


def run_recording(
    experiment: Experiment, rounds: int
) -> tuple[float, tuple[float, float, float]]:
    """Return seconds per step that nothing records, and quartiles of the ratios."""
    runs = {
        "alone": Lockstep(Trainer(experiment)).step,
        "recorded": Timeline(Lockstep(Trainer(experiment))).step,
    }
    seconds, ratios = cpu_ratios(runs, rounds)
    return seconds, ratios["recorded"]


def seconds_of_seeks(timeline: Timeline, steps: list[int]) -> list[float]:
    """Return how long the way to each step takes; each begins where the last ended."""
    taken = []
    for step in steps:
        started = time.perf_counter()
        seek = timeline.seek(TimelinePlace(timeline.branch.id, step, 0))
        while not seek.proceed(10_000):
            pass
        timeline.finish(seek)
        taken.append(time.perf_counter() - started)
    return taken


def main(arguments: list[str]) -> None:
    """Print the cost of recording each network, and the times of the ways back."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks timeline")
    parser.add_argument("--rounds", type=int, default=1001)
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--seeks", type=int, default=1000)
    options = parser.parse_args(arguments)
    print(
        f"load {os.getloadavg()[0]:.1f}; recording: median of ratios and their"
        f" quartiles; bar {RECORDING_BAR}\n"
    )
    for name, (title, experiment) in {"L": ("long run", LONG_RUN), **TASKS}.items():
        seconds, (lower, median, upper) = run_recording(experiment, options.rounds)
        print(
            f"{name} {title}: {seconds * 1e6:.1f} µs a step, recorded {median:.3f}"
            f" ({lower:.3f} to {upper:.3f}): {_verdict(median, RECORDING_BAR)}",
            flush=True,
        )
    timeline, rng = Timeline(Lockstep(Trainer(LONG_RUN))), random.Random(0)
    timeline.step(options.steps)
    print(f"\n{options.steps:,} steps, keyframes {timeline.n_bytes / 2**20:.1f} MiB")
    for name, first, bar in (
        (f"the last {RECENT:,}", max(options.steps - RECENT, 0), RECENT_BAR),
        ("anywhere", 0, ANYWHERE_BAR),
    ):
        steps = [rng.randint(first, options.steps) for _ in range(options.seeks)]
        taken = seconds_of_seeks(timeline, steps)
        p95 = statistics.quantiles(taken, n=20)[-1]
        print(
            f"{name}: median {statistics.median(taken) * 1e3:.1f} ms,"
            f" p95 {p95 * 1e3:.1f} ms, longest {max(taken) * 1e3:.1f} ms:"
            f" {_verdict(p95, bar)}"
        )


def _verdict(measured: float, bar: float) -> str:
    return "yes" if measured <= bar else "NO"

"""Start benchmark: what a network costs from its settings to its first step.

    python -m benchmarks start [NETWORK ...] [--rounds N] [--against CHECKOUT]

Every network is measured in new processes, in CPU time, by what a user waits for:

    first       a trainer and its first step, the first of the process
    other       the same with a width that the process has not had yet
    again       the same with the first width again
    losses      both losses of a new trainer
    wider       a change of the last hidden layer to a width that is new, and a step

With ``--against``, another checkout of the project takes turns, and behind each figure
is its ratio to the other's: below 1, this checkout is faster.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

__all__ = ["COLUMNS", "NETWORKS", "main", "measured"]

ROOT = Path(__file__).parents[1]
COLUMNS = ("first", "other", "again", "losses", "wider")
N_TIMES = 15
"""How often a process repeats what it can; its figure is the median."""
NETWORKS: dict[str, dict[str, Any]] = {
    "2-2-1": {"hidden": (2,)},
    "2-4-2-1": {"hidden": (4, 2)},
    "2-(8×8)-1": {"hidden": (8,) * 8},
    "2-(8×32)-1": {"hidden": (32,) * 8},
    "2-(8×90)-1": {"hidden": (90,) * 8},
    "2-(4×8)-1 ReLU, Adam, dropout": {
        "hidden": (8,) * 4,
        "activation": "relu",
        "optimizer": "adam",
        "dropout": 0.2,
    },
    "64-16-8-10 softmax, momentum": {
        "dataset": "digits",
        "hidden": (16, 8),
        "loss": "softmax_cross_entropy",
        "optimizer": "momentum",
    },
}


def measured(settings: dict[str, Any]) -> dict[str, float]:
    """Return the CPU time of each of `COLUMNS` in microseconds, in this process.

    Every trainer draws samples of its own.
    """
    from engine import Experiment, Trainer  # of the checkout that this process runs

    *others, last = settings["hidden"]
    data_seeds = count()

    def drawn(more: int = 0) -> Experiment:
        changes = {"hidden": (*others, last + more), "data_seed": next(data_seeds)}
        return Experiment(**{**settings, **changes})

    def started(of: Experiment) -> None:
        Trainer(of).step()

    def widened(trainer: Trainer, more: int) -> None:
        trainer.change(hidden=(*others, last + more))
        trainer.step()

    def evaluated(trainer: Trainer) -> tuple[float, float]:
        return trainer.train_loss, trainer.test_loss

    taken: dict[str, list[float]] = {name: [] for name in COLUMNS}

    def measure(name: str, call: Callable[..., object], *args: object) -> None:
        start = time.process_time_ns()
        call(*args)
        taken[name].append((time.process_time_ns() - start) / 1000)

    measure("first", started, drawn())
    for k in range(1, N_TIMES + 1):
        measure("other", started, drawn(k))
        measure("again", started, drawn())
        trainer = Trainer(drawn())
        measure("losses", evaluated, trainer)
        measure("wider", widened, trainer, N_TIMES + k)
        gc.collect()
    return {name: statistics.median(values) for name, values in taken.items()}


def in_new_process(checkout: Path, network: str) -> dict[str, float]:
    """Return what `measured` does in a new process that imports a checkout's engine."""
    code = f"import runpy; runpy.run_path({__file__!r}, None, {network!r})"
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=checkout,
        capture_output=True,
        check=True,
        text=True,
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def cells(network: str, rounds: int, against: Path | None) -> list[str]:
    """Return microseconds, and after them what multiple of another checkout's."""
    checkouts = [ROOT] if against is None else [ROOT, against]
    taken: list[list[dict[str, float]]] = [[] for _ in checkouts]
    for k in range(rounds):
        for i in range(len(checkouts))[:: -1 if k % 2 else 1]:
            taken[i].append(in_new_process(checkouts[i], network))
    found = []
    for name in COLUMNS:
        ours, *theirs = ([figures[name] for figures in each] for each in taken)
        text = f"{statistics.median(ours):,.0f}"
        if theirs:
            ratios = [a / b for a, b in zip(ours, *theirs, strict=True)]
            text += f" ({statistics.median(ratios):.2f}×)"
        found.append(text)
    return found


def main(arguments: list[str]) -> None:
    """Measure the networks that the arguments name; all by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks start")
    parser.add_argument("networks", nargs="*", metavar="NETWORK")
    parser.add_argument("--rounds", type=int, default=9, help="processes of each")
    parser.add_argument("--against", type=Path, help="an older checkout of the project")
    options = parser.parse_args(arguments)
    if unknown := set(options.networks) - set(NETWORKS):
        parser.error(f"no such network: {', '.join(sorted(unknown))}")
    against = options.against and options.against.resolve()
    print(f"CPU time in microseconds, load {os.getloadavg()[0]:.1f}\n")
    print("| " + " | ".join(("network", *COLUMNS)) + " |")
    print("|---" * (1 + len(COLUMNS)) + "|")
    for network in options.networks or NETWORKS:
        row = (network, *cells(network, options.rounds, against))
        print("| " + " | ".join(row) + " |", flush=True)


if __name__ in NETWORKS:  # the name that `in_new_process` gives
    gc.disable()
    print(json.dumps(measured(NETWORKS[__name__])))

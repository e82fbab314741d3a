"""Engine benchmark: steps per second against the same step written other ways.

    python -m benchmarks engine [W1 W2 ...] [--rounds N] [--no-costs]

Everything runs on one thread in float64.  Before anything is timed, every peer that
can be compared trains beside the engine from the same weights on the same batches, and
must arrive at the same weights.  Timings are medians over rounds in which all
contestants take turns, so a machine that is a little busy is so for all of them; where
the load printed at the start or end is well above 1, nothing here means much.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers import c_loop, jax_peer, pytorch, scikit_learn, textbook
from benchmarks.task import Peer, Task
from engine import Experiment, Surface, Trainer, diagnostics

__all__ = ["main"]

OTHERS = (c_loop, pytorch, jax_peer, scikit_learn)
CHUNK_SECONDS = 0.004  # short, so that most turns fit between two task switches
BARS = {  # at least so many times the textbook step, and PyTorch's best mode
    "W2": (3.5, 15),
    "W3": (5.5, 12),
    "W4": (2.7, 7),
    "W5": (1.7, 2),
    "W6": (5, None),
}
TASKS = {
    "W1": (
        "2-2-1 sigmoid, all four samples",
        Experiment(
            dataset="xor",
            train_share=1.0,
            hidden=(2,),
            activation="sigmoid",
            output="sigmoid",
            optimizer="gradient_descent",
            batch_size="full",
        ),
    ),
    "W2": (
        "2-4-2-1 tanh, batch 10, SGD",
        Experiment(dataset="circle", hidden=(4, 2), activation="tanh", batch_size=10),
    ),
    "W3": (
        "2-8-8-8-1 ReLU, batch 32, Adam",
        Experiment(
            dataset="circle",
            hidden=(8, 8, 8),
            activation="relu",
            optimizer="adam",
            learning_rate=0.001,
            batch_size=32,
        ),
    ),
    "W4": (
        "2-(10×8)-1 sigmoid, batch 32, SGD",
        Experiment(
            dataset="circle",
            hidden=(10,) * 8,
            activation="sigmoid",
            output="sigmoid",
            batch_size=32,
        ),
    ),
    "W5": (
        "digits 64-64-32-10 ReLU, batch 64, Adam",
        Experiment(
            dataset="digits",
            hidden=(64, 32),
            activation="relu",
            loss="softmax_cross_entropy",
            optimizer="adam",
            learning_rate=0.001,
            batch_size=64,
        ),
    ),
}
GRIDS = {
    "2-4-2-1 tanh": Experiment(hidden=(4, 2), activation="tanh"),
    "2-8-8-8-1 ReLU": Experiment(hidden=(8, 8, 8), activation="relu"),
    "2-(10×8)-1 sigmoid": Experiment(hidden=(10,) * 8, activation="sigmoid"),
}


# ---- measuring -----------------------------------------------------------------------


def interleaved(
    contestants: dict[str, tuple[Callable[[int], object], int]], rounds: int
) -> dict[str, float]:
    """Return the median seconds per unit of ``run(n)``, all taking turns.

    Each contestant comes with the number that n must be a multiple of.
    """
    counts = {}
    for name, (run, multiple) in contestants.items():
        n, seconds = multiple, 0.0
        run(n)
        while seconds < CHUNK_SECONDS / 3:
            n *= 2
            start = time.perf_counter()
            run(n)
            seconds = time.perf_counter() - start
        scaled = int(n * CHUNK_SECONDS / seconds / multiple)
        counts[name] = max(1, scaled) * multiple
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, (run, _multiple) in contestants.items():
            start = time.perf_counter()
            run(counts[name])
            taken[name].append((time.perf_counter() - start) / counts[name])
    return {name: statistics.median(values) for name, values in taken.items()}


def repeated(call: Callable[[], object]) -> tuple[Callable[[int], object], int]:
    """Turn a call into a contestant."""

    def run(n: int) -> None:
        for _ in range(n):
            call()

    return run, 1


# ---- agreement -----------------------------------------------------------------------


def check_agreement(task: Task, others: list[Peer]) -> None:
    """Train from the same weights on the same batches, and compare all weights.

    The textbook step is held against the engine over the engine's own first batches,
    and every other peer against the textbook step.

    Raises
    ------
    AssertionError
        If they part by more than rounding.
    """
    trainer, (reference,) = Trainer(task.experiment), textbook.peers(task)
    n_steps = len(task.batches)
    trainer.step(n_steps)
    reference.run(n_steps)
    _assert_equal(task, reference, trainer.parameters)
    for peer in others:
        if peer.weights is not None:
            (reference,) = textbook.peers(task)
            n_steps = max(5, peer.multiple)
            reference.run(n_steps)
            peer.run(n_steps)
            _assert_equal(task, peer, reference.weights())  # type: ignore[misc]


def _assert_equal(task: Task, peer: Peer, expected: Any) -> None:
    pairs = zip(peer.weights(), expected, strict=True)  # type: ignore[misc]
    for theirs, ours in ((p, e) for pair in pairs for p, e in zip(*pair, strict=True)):
        worst = np.abs(ours - theirs).max() / np.abs(ours).max().clip(1e-3)
        if worst > 1e-8:
            message = f"{peer.name} disagrees on {task.name} by {worst:.1e}"
            raise AssertionError(message)


# ---- the benchmarks ------------------------------------------------------------------


def run_task(name: str, rounds: int) -> dict[str, float]:
    """Return seconds per step by contestant; the engine's is called ``engine``."""
    task = Task.of(name, *TASKS[name])
    others = [peer for module in OTHERS for peer in module.peers(task)]
    check_agreement(task, others)
    everyone = [*textbook.peers(task), *others]
    contestants = {peer.name: (peer.run, peer.multiple) for peer in everyone}
    trainer = Trainer(task.experiment)
    return interleaved({"engine": (trainer.step, 1), **contestants}, rounds)


def run_grid(experiment: Experiment, rounds: int) -> dict[str, float]:
    """Return seconds per 100x100 surface, every neuron kept: engine and textbook."""
    trainer, surface = Trainer(experiment), Surface(100)
    trainer.step(100)
    parameters = textbook.named(trainer.parameters)  # type: ignore[arg-type]
    activations = tuple(layer.activation for layer in trainer.layers)
    result = surface.evaluate(trainer)
    X = result.inputs.reshape(len(result.inputs), -1).astype(np.float64)
    _, caches = textbook.forward(X, parameters, activations)
    maps = [*result.neurons, result.outputs]
    for ours, (_, _, theirs) in zip(maps, caches, strict=True):
        assert np.allclose(ours.reshape(theirs.shape), theirs, atol=1e-4)
    return interleaved(
        {
            "engine": repeated(lambda: surface.evaluate(trainer)),
            "textbook NumPy": repeated(
                lambda: textbook.forward(X, parameters, activations)
            ),
        },
        rounds,
    )


def run_costs(name: str, rounds: int) -> dict[str, float]:
    """Return seconds of a step, and of what is done beside steps."""
    _, experiment = TASKS[name]
    trainer = Trainer(experiment)
    trainer.step(10)
    rates = [experiment.learning_rate, 2 * experiment.learning_rate]

    def change() -> None:
        rates.reverse()
        trainer.change(learning_rate=rates[0])
        trainer.step()

    calls: dict[str, Callable[[], object]] = {
        "trace": trainer.trace,
        "diagnostics": lambda: diagnostics(trainer),
        "snapshot": trainer.snapshot,
        "train_loss": lambda: trainer.train_loss,
        "step(1)": trainer.step,
        "change + step": change,
    }
    return interleaved(
        {"step": (trainer.step, 1), **{k: repeated(v) for k, v in calls.items()}},
        rounds,
    )


def run_growth(rounds: int) -> dict[str, dict[str, float]]:
    """Return seconds per tanh SGD step by depth, width and batch size."""

    def trainer(depth: int, width: int, batch: int) -> Trainer:
        return Trainer(
            Experiment(hidden=(width,) * depth, batch_size=batch, n_samples=1000)
        )

    cases = {
        "hidden layers of 8, batch 10": {
            str(d): trainer(d, 8, 10) for d in (0, 1, 2, 4, 8)
        },
        "units in 2 hidden layers, batch 10": {
            str(w): trainer(2, w, 10) for w in (2, 4, 8, 16, 32)
        },
        "batch, 2 hidden layers of 8": {
            str(b): trainer(2, 8, b) for b in (1, 10, 30, 100, 500)
        },
    }
    return {
        title: interleaved({k: (t.step, 1) for k, t in runs.items()}, rounds)
        for title, runs in cases.items()
    }


# ---- words ---------------------------------------------------------------------------


def machine() -> str:
    """Name the machine and what runs on it."""
    model = platform.processor()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [n for n in info.read_text().splitlines() if "model name" in n]
        model = names[0].split(":")[1].strip() if names else model
    versions = [f"Python {platform.python_version()}", f"NumPy {np.__version__}"]
    for library in ("torch", "jax", "scikit-learn"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions.append(f"{library} {importlib.metadata.version(library)}")
    cores = f"{os.cpu_count()} cores, one thread used, load {os.getloadavg()[0]:.1f}"
    return f"{model}, {cores}; {', '.join(versions)}"


def table(header: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _microseconds(seconds: float) -> str:
    value = seconds * 1e6
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def _ratio(value: float) -> str:
    return f"{value:.2g}×" if value < 10 else f"{value:.0f}×"


def _verdict(name: str, textbook_ratio: float, torch_ratio: float | None) -> str:
    bars = zip(BARS.get(name, ()), (textbook_ratio, torch_ratio), strict=False)
    known = [(bar, ratio) for bar, ratio in bars if bar is not None and ratio]
    if not known:
        return ""
    return "yes" if all(ratio >= bar for bar, ratio in known) else "NO"


def report_tasks(names: list[str], rounds: int) -> None:
    """Print how many times faster the engine is, and steps per second."""
    ratios, rates, columns = [], [], ["engine", "textbook NumPy"]
    results = {name: run_task(name, rounds) for name in names}
    for seconds in results.values():
        columns += [column for column in seconds if column not in columns]
    for name, seconds in results.items():
        ours = seconds["engine"]
        modes = [s for column, s in seconds.items() if column.startswith("PyTorch")]
        best = min(modes) / ours if modes else None
        title = f"{name} {TASKS[name][0]}"
        cells = [_ratio(seconds[c] / ours) if c in seconds else "" for c in columns[1:]]
        verdict = _verdict(name, seconds["textbook NumPy"] / ours, best)
        ratios.append([title, *cells, verdict])
        rates.append(
            [
                title,
                *(f"{1 / seconds[c]:,.0f}" if c in seconds else "" for c in columns),
            ]
        )
    print(
        "\nHow many times the engine's speed over each (below 1: the other is faster)\n"
    )
    print(table(["task", *columns[1:], "bars met"], ratios))
    print("\nSteps per second\n")
    print(table(["task", *columns], rates))


def report_grids(rounds: int) -> None:
    """Print the cost of a 100x100 surface."""
    rows = []
    for title, experiment in GRIDS.items():
        seconds = run_grid(experiment, rounds)
        ratio = seconds["textbook NumPy"] / seconds["engine"]
        cells = [_microseconds(seconds[k]) for k in ("engine", "textbook NumPy")]
        rows.append([f"W6 {title}", _ratio(ratio), *cells, _verdict("W6", ratio, None)])
    header = ["100×100 grid, every neuron kept", "ratio", "engine, µs", "textbook, µs"]
    print("\n" + table([*header, "bar met"], rows))


def report_costs(names: list[str], rounds: int) -> None:
    """Print what stands beside steps, and how a step grows."""
    costs = {name: run_costs(name, rounds) for name in names}
    columns = list(next(iter(costs.values())))
    rows = [[n, *(_microseconds(c[k]) for k in columns)] for n, c in costs.items()]
    print("\nMicroseconds of a step in a long run, and of other things\n")
    print(table(["task", *columns], rows))
    for title, seconds in run_growth(rounds).items():
        print(f"\nMicroseconds of a step by {title}\n")
        print(table(list(seconds), [[_microseconds(s) for s in seconds.values()]]))


def main(arguments: list[str]) -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks engine")
    known = [*TASKS, "W6"]
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=", ".join(known))
    parser.add_argument("--rounds", type=int, default=101, help="turns of everybody")
    parser.add_argument("--no-costs", action="store_true", help="steps only")
    options = parser.parse_args(arguments)
    if unknown := set(options.tasks) - set(known):
        parser.error(f"no such task: {', '.join(sorted(unknown))}")
    chosen = options.tasks or known
    print(machine())
    if "W6" in chosen:  # first, before a library's allocations warm up the heap
        report_grids(options.rounds)
    if names := [name for name in chosen if name in TASKS]:
        report_tasks(names, options.rounds)
    if names and not options.no_costs:
        report_costs(names, options.rounds)
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")

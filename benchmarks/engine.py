"""Engine benchmark: steps per second against the same step written other ways.

    python -m benchmarks engine [W1 W2 ...] [--rounds N] [--no-costs]

Everything runs on one thread in float64.  Before anything is timed, every peer that
can be compared trains from the same weights on the same batches as the engine, and must
arrive at the same weights.  Timings are medians over rounds in which all contestants
take turns, so other work on the machine slows all of them alike; where the load printed
at the start or end is well above 1, the figures are of little use.

Parameters change before every timed call.  The evaluation of a whole set of samples and
of a surface keep their results while the parameters stay, so a repeated call would time
a comparison of parameters and nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import os
import platform
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import numpy as np

from benchmarks.agreement import check_agreement
from benchmarks.networks import BARS, GRIDS, TASKS
from benchmarks.peers import c_loop, jax_peer, pytorch, scikit_learn, textbook
from benchmarks.task import Task
from benchmarks.timing import Contestant, after, interleaved
from engine import Experiment, Surface, Trainer, diagnostics

__all__ = ["main"]

OTHERS = (c_loop, pytorch, jax_peer, scikit_learn)
# ---- the benchmarks ------------------------------------------------------------------


def run_task(name: str, rounds: int) -> dict[str, float]:
    """Return seconds per step by contestant; the engine's is called ``engine``."""
    task = Task.of(name, *TASKS[name])
    others = [peer for module in OTHERS for peer in module.peers(task)]
    check_agreement(task, others)
    trainer = Trainer(task.experiment)
    contestants = {"engine": Contestant(run=trainer.step)}
    for peer in (*textbook.peers(task), *others):
        contestants[peer.name] = Contestant(run=peer.run, multiple=peer.multiple)
    return interleaved(contestants, rounds)


def grid_contestants(trainer: Trainer) -> dict[str, Contestant]:
    """Return a 100x100 surface with every neuron kept: engine and textbook.

    The trainer makes a step, which is not timed, before each surface.
    """
    surface = Surface(100)
    activations = tuple(layer.activation for layer in trainer.layers)
    result = surface.evaluate(trainer)
    X = result.inputs.reshape(len(result.inputs), -1).astype(np.float64)
    parameters = textbook.named(trainer.parameters)  # type: ignore[arg-type]
    _, caches = textbook.forward(X, parameters, activations)
    maps = [*result.neurons, result.outputs]
    for ours, (_, _, theirs) in zip(maps, caches, strict=True):
        assert np.allclose(ours.reshape(theirs.shape), theirs, atol=1e-4)

    def step() -> None:
        trainer.step()
        parameters.update(textbook.named(trainer.parameters))  # type: ignore[arg-type]

    return {
        "engine": after(step, lambda: surface.evaluate(trainer)),
        "textbook NumPy": after(
            step, lambda: textbook.forward(X, parameters, activations)
        ),
    }


def run_grid(experiment: Experiment, rounds: int) -> dict[str, float]:
    """Return seconds per surface by contestant."""
    trainer = Trainer(experiment)
    trainer.step(100)
    return interleaved(grid_contestants(trainer), rounds)


def reading_contestants(trainer: Trainer) -> dict[str, Contestant]:
    """Return a step, and what can be read after one."""
    readings: dict[str, Callable[[], object]] = {
        "trace": trainer.trace,
        "diagnostics": lambda: diagnostics(trainer),
        "snapshot": trainer.snapshot,
        "train_loss": lambda: trainer.train_loss,
    }
    return {
        "step": Contestant(run=trainer.step),
        **{name: after(trainer.step, call) for name, call in readings.items()},
        "step(1)": Contestant(run=repeated(trainer.step)),
    }


def change_contestants(trainer: Trainer) -> dict[str, Contestant]:
    """Return a change of the learning rate, and one that compiles a new program."""
    rate = trainer.experiment.learning_rate
    rates, penalties = cycle([2 * rate, rate]), cycle([1e-9, 0.0])

    def change_rate() -> None:
        trainer.change(learning_rate=next(rates))
        trainer.step()

    def recompile() -> None:
        trainer.change(l2=next(penalties))
        trainer.step()

    return {
        "new rate + step": Contestant(run=repeated(change_rate)),
        "new program + step": Contestant(run=repeated(recompile)),
    }


def repeated(call: Callable[[], object]) -> Callable[[int], None]:
    """Return a function of n that makes a call n times."""

    def run(n: int) -> None:
        for _ in range(n):
            call()

    return run


def run_costs(name: str, rounds: int) -> dict[str, float]:
    """Return seconds of a step, and of what can be done after one.

    Changes have a trainer of their own: a new program discards buffers that readings
    use again.
    """
    _, experiment = TASKS[name]
    read, changed = Trainer(experiment), Trainer(experiment)
    for trainer in (read, changed):
        trainer.step(10)
    contestants = reading_contestants(read) | change_contestants(changed)
    return interleaved(contestants, rounds)


def run_growth(rounds: int) -> dict[str, dict[str, float]]:
    """Return seconds per tanh SGD step by depth, width and batch size."""

    def contestant(depth: int, width: int, batch: int) -> Contestant:
        experiment = Experiment(
            hidden=(width,) * depth, batch_size=batch, n_samples=1000
        )
        return Contestant(run=Trainer(experiment).step)

    cases = {
        "hidden layers of 8, batch 10": {
            str(d): contestant(d, 8, 10) for d in (0, 1, 2, 4, 8)
        },
        "units in 2 hidden layers, batch 10": {
            str(w): contestant(2, w, 10) for w in (2, 4, 8, 16, 32)
        },
        "batch, 2 hidden layers of 8": {
            str(b): contestant(2, 8, b) for b in (1, 10, 30, 100, 500)
        },
    }
    return {title: interleaved(runs, rounds) for title, runs in cases.items()}


# ---- tables --------------------------------------------------------------------------


def machine() -> str:
    """Return the processor, the load, and the versions of the libraries."""
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
    """Print what else costs time, and how a step grows."""
    costs = {name: run_costs(name, rounds) for name in names}
    columns = list(next(iter(costs.values())))
    rows = [[n, *(_microseconds(c[k]) for k in columns)] for n, c in costs.items()]
    print("\nMicroseconds of a step in a long run, and of what can follow one\n")
    print(table(["task", *columns], rows))
    for title, seconds in run_growth(rounds).items():
        print(f"\nMicroseconds of a step by {title}\n")
        print(table(list(seconds), [[_microseconds(s) for s in seconds.values()]]))


def main(arguments: list[str]) -> None:
    """Run the tasks that the arguments name; all by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks engine")
    known = [*TASKS, "W6"]
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=", ".join(known))
    parser.add_argument(
        "--rounds", type=int, default=101, help="turns of each contestant"
    )
    parser.add_argument("--no-costs", action="store_true", help="steps only")
    options = parser.parse_args(arguments)
    if unknown := set(options.tasks) - set(known):
        parser.error(f"no such task: {', '.join(sorted(unknown))}")
    chosen = options.tasks or known
    print(machine())
    if "W6" in chosen:  # first: later the heap has blocks that a library allocated
        report_grids(options.rounds)
    if names := [name for name in chosen if name in TASKS]:
        report_tasks(names, options.rounds)
    if names and not options.no_costs:
        report_costs(names, options.rounds)
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")

"""Soak benchmark: minutes of abuse that a server must withstand.

    python -m benchmarks soak [NAME ...] [--scale X]

Each trial runs a server in a process of its own, prints what was promised and what was
found, and fails if a promise was not kept.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.server import machine
from benchmarks.trials.costly import costly_trial
from benchmarks.trials.frames import frames_trial
from benchmarks.trials.greedy import greedy_trial
from benchmarks.trials.idle import idle_trial
from benchmarks.trials.malformed import malformed_trial
from benchmarks.trials.memory import hoarder_trial, leaving_trial, limit_trial
from benchmarks.trials.readers import readers_trial
from benchmarks.trials.reconnect import reconnect_trial
from benchmarks.trials.school_class import class_trial, proxied_class_trial

__all__ = ["TRIALS", "main"]

TRIALS: dict[str, Callable[[float], Any]] = {
    "malformed": malformed_trial,
    "readers": readers_trial,
    "reconnect": reconnect_trial,
    "frames": frames_trial,
    "idle": idle_trial,
    "costly": costly_trial,
    "class": class_trial,
    "proxies": proxied_class_trial,
    "greedy": greedy_trial,
    "hoarder": hoarder_trial,
    "limit": limit_trial,
    "leaving": leaving_trial,
}


def main(arguments: list[str]) -> None:
    """Run trials; exit with 1 if a promise was not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks soak")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(TRIALS))
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the full length")
    options = parser.parse_args(arguments)
    print(machine(), flush=True)
    results = []
    for name in options.names or TRIALS:
        started = time.perf_counter()
        print(f"{name}: {(TRIALS[name].__doc__ or '').strip()}", flush=True)
        results.append(asyncio.run(TRIALS[name](options.scale)))
        print(f"  {time.perf_counter() - started:.1f} s")
    sys.exit(0 if all(results) else 1)

"""Stream benchmark: many sessions in one server process, watched by clients.

    python -m benchmarks stream [--seconds N] [--quick] [--only TEXT] [--write]

The server, the clients and the bare engine each have a process of their own. For a
comparison with the bare engine the scenario is run once more, with the engine beside it
at the same time, and both are counted per second of processor time: a machine that
others use may be half as fast a minute later.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from benchmarks.document import replace_table
from benchmarks.scenarios import QUICK, SCENARIOS, W3, Scenario
from benchmarks.server import ROOT, cpu_seconds, machine, resident_bytes, server

__all__ = ["main", "measure", "quantile"]

SETTLE_SECONDS = 1.5


def bare_steps(seconds: float) -> float:
    """Return the engine's own steps per second of processor time."""
    code = (
        "import time; from engine import Experiment, Trainer\n"
        f"t = Trainer(Experiment(**{W3!r})); t.step(2000); n = 0\n"
        "began, cpu = time.perf_counter(), time.process_time()\n"
        f"while time.perf_counter() - began < {seconds}: n += t.step(200)\n"
        "print(n / (time.process_time() - cpu))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return float(result.stdout)


def of_bare_engine(scenario: Scenario, *, seconds: float) -> float:
    """Return a scenario's steps as a share of those of the bare engine beside it."""
    with ThreadPoolExecutor(1) as pool:
        bare = pool.submit(bare_steps, seconds + SETTLE_SECONDS)
        figures = measure(scenario, seconds=seconds)
        return figures["steps_per_cpu"] / bare.result()


def measure(scenario: Scenario, *, seconds: float) -> dict[str, float]:
    """Run one scenario and return its figures."""
    plan = scenario.plan(settle=SETTLE_SECONDS, seconds=seconds)
    with ExitStack() as stack:
        servers = [stack.enter_context(server()) for _ in range(scenario.servers)]
        pids = [pid for pid, _ in servers]
        clients = start_clients(plan | {"ports": [port for _, port in servers]})
        assert clients.stdout is not None
        until_said(clients, "measuring")
        before = used(pids, clients.pid)
        until_said(clients, "measured")
        wall, cpu, clients_cpu = (
            after - then
            for after, then in zip(used(pids, clients.pid), before, strict=True)
        )
        held = sum(map(resident_bytes, pids))
        pages = json.loads(clients.stdout.read())
        clients.wait()
    return summary(scenario, pages) | {
        "steps_per_cpu": total_steps(scenario, pages) * wall / cpu,
        "cpu": cpu / wall,
        "clients_cpu": clients_cpu / wall,
        "megabytes": held / 1e6,
    }


def start_clients(plan: dict[str, Any]) -> subprocess.Popen[str]:
    """Start `benchmarks.clients` and give it its plan."""
    clients = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.clients"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert clients.stdin is not None
    json.dump(plan, clients.stdin)
    clients.stdin.close()
    return clients


def until_said(clients: subprocess.Popen[str], word: str) -> None:
    """Wait until the clients have printed a word to its standard error."""
    assert clients.stderr is not None
    line = clients.stderr.readline().strip()
    assert line == word, line + clients.stderr.read()


def used(pids: list[int], clients: int) -> tuple[float, float, float]:
    """Return the time, and the processor time of the servers and of the clients."""
    return time.perf_counter(), sum(map(cpu_seconds, pids)), cpu_seconds(clients)


def total_steps(scenario: Scenario, pages: list[dict[str, Any]]) -> float:
    """Return the steps per second of all sessions; observers share one session."""
    rates = [page["steps_per_second"] for page in pages]
    return statistics.median(rates) if scenario.observers else sum(rates)


def summary(scenario: Scenario, pages: list[dict[str, Any]]) -> dict[str, float]:
    """Put the figures of all pages together."""
    gaps = sorted(gap for page in pages for gap in page["gaps"])
    latencies = sorted(late for page in pages for late in page["latencies"])
    return {
        "steps": total_steps(scenario, pages),
        "lowest_fps": min(page["fps"] for page in pages),
        "gap_p99_ms": 1e3 * quantile(gaps, 0.99),
        "latency_p50_ms": 1e3 * quantile(latencies, 0.5),
        "latency_p99_ms": 1e3 * quantile(latencies, 0.99),
        "bytes": statistics.mean(page["bytes_per_frame"] for page in pages),
        "unshown": sum(page["unshown"] for page in pages),
        "closed": sum(page["is_closed"] for page in pages),
    }


def quantile(values: list[float], share: float) -> float:
    """Return a quantile of sorted values; NaN if there are none."""
    if not values:
        return float("nan")
    return values[min(len(values) - 1, int(share * len(values)))]


def table(rows: list[tuple[Scenario, dict[str, float], float | None]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield (
        "| sessions | steps/s in all | of bare engine | frames/s, lowest"
        " | gap p99, ms | command to frame p50, ms | p99, ms | bytes/frame"
        " | cores | cores/session | MB |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for scenario, found, share in rows:
        ratio = "" if share is None else f"{share:.0%}"
        yield (
            f"| {scenario.name} | {found['steps']:,.0f} | {ratio}"
            f" | {found['lowest_fps']:.1f} | {found['gap_p99_ms']:.0f}"
            f" | {found['latency_p50_ms']:.1f} | {found['latency_p99_ms']:.1f}"
            f" | {found['bytes']:,.0f} | {found['cpu']:.2f}"
            f" | {found['cpu'] / scenario.sessions:.3f} | {found['megabytes']:.0f} |"
        )


def main(arguments: list[str]) -> None:
    """Measure all scenarios and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks stream")
    parser.add_argument("--seconds", type=float, default=6.0, help="per scenario")
    parser.add_argument("--quick", action="store_true", help="two scenarios only")
    parser.add_argument("--only", default="", help="those with this text in the name")
    parser.add_argument("--write", action="store_true", help="into docs/stream.md")
    options = parser.parse_args(arguments)
    rows = []
    scenarios = QUICK if options.quick else SCENARIOS
    for scenario in (each for each in scenarios if options.only in each.name):
        found, share = measure(scenario, seconds=options.seconds), None
        if scenario.steps_per_second is None and scenario.twin is None:
            share = of_bare_engine(scenario, seconds=options.seconds)
        rows.append((scenario, found, share))
        print(
            f"{scenario.name}: clients {found['clients_cpu']:.2f} cores,"
            f" {found['closed']:.0f} pages closed,"
            f" {found['unshown']:.0f} changes not shown within a second",
            file=sys.stderr,
        )
    lines = [machine(), "", *table(rows)]
    print("\n".join(lines))
    if options.write:
        replace_table(ROOT / "docs" / "stream.md", "\n".join(lines) + "\n")

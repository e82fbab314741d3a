"""Stream benchmark: many sessions in one server process, watched by a probe.

    python -m benchmarks stream [--seconds N] [--quick] [--write]

The server, the probe and the bare engine each have a process of their own. Where speed
is compared with the bare engine, the scene is run once more and the engine beside it,
at the same time, per second of processor time: a machine that others use may be half as
fast a minute later.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Scene", "main", "measure", "server"]

ROOT = Path(__file__).resolve().parent.parent
W3 = {
    "dataset": "circle",
    "hidden": [8, 8, 8],
    "activation": "relu",
    "optimizer": "adam",
    "learning_rate": 0.001,
    "batch_size": 32,
}
NUMBERS = "W b dW db update_W update_b z a delta gradient_rms".split()
PAGE_SECTIONS = [*NUMBERS, "surface", "neuron_surface"]
"""What the page watches; the maps can be left out."""
CHANGES_PER_SECOND = 1.0
SETTLE_SECONDS = 1.5
MARKS = ("<!-- table -->\n", "<!-- end of table -->\n")


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One situation to measure."""

    name: str
    sessions: int
    steps_per_second: float | None
    experiment: dict[str, Any] = field(default_factory=lambda: W3)
    sections: list[str] = field(default_factory=lambda: PAGE_SECTIONS)
    fps: int = 30
    surface_resolution: int = 50
    neuron_resolution: int = 24
    onlookers: int = 0
    servers: int = 1


FULL_SPEED = [
    Scene(
        name=f"{n} of W3 at full speed, {what}",
        sessions=n,
        steps_per_second=None,
        sections=sections,
    )
    for what, sections in (("numbers", NUMBERS), ("numbers and maps", PAGE_SECTIONS))
    for n in (1, 2, 4, 8)
]
CLASSROOM = [
    Scene(
        name=f"{n} of the default network, 20 steps a frame",
        sessions=n,
        steps_per_second=600,
        experiment={},
        sections=NUMBERS,
    )
    for n in (1, 10, 50, 60, 200)
]
TWO_PROCESSES = [
    Scene(
        name="120 of the default network in two processes, 20 steps a frame",
        sessions=120,
        servers=2,
        steps_per_second=600,
        experiment={},
        sections=NUMBERS,
    )
]
ONLOOKERS = [
    Scene(
        name="200 looking on at one, 4 KiB frames",
        sessions=1,
        onlookers=200,
        steps_per_second=600,
        sections=["surface"],
        surface_resolution=63,
    )
]


@contextmanager
def server(**settings: object) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run a server in a process of its own; give it and its port."""
    environment = os.environ | {
        f"BACKPROP_LIVE_{name.upper()}": str(value) for name, value in settings.items()
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--port", "0", "--no-browser"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    try:
        found = None
        for line in process.stdout:
            if found := re.search(r"http://\S+:(\d+)/", line):
                break
        assert found, "the server did not start"
        yield process, int(found[1])
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(pid: int) -> int:
    """Return the memory that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def bare_steps(seconds: float) -> float:
    """Return the engine's own steps per second of processor time."""
    code = (
        "import time; from engine import Experiment, Trainer\n"
        f"t = Trainer(Experiment(**{W3!r})); t.step(2000); n = 0\n"
        "began, cpu = time.perf_counter(), time.process_time()\n"
        f"while time.perf_counter() - began < {seconds}: n += t.step(200)\n"
        "print(n / (time.process_time() - cpu))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return float(said.stdout)


def of_bare_engine(scene: Scene, *, seconds: float) -> float:
    """Return a scene's steps as a share of those of the bare engine beside it."""
    with ThreadPoolExecutor(1) as pool:
        bare = pool.submit(bare_steps, seconds + SETTLE_SECONDS)
        found = measure(scene, seconds=seconds)
        return found["steps_per_cpu"] / bare.result()


def measure(scene: Scene, *, seconds: float) -> dict[str, float]:
    """Run one scene and return its figures."""
    play = (
        {}
        if scene.steps_per_second is None
        else {"steps_per_second": scene.steps_per_second}
    )
    plan = {
        "sessions": scene.sessions,
        "onlookers": scene.onlookers,
        "experiment": scene.experiment,
        "watch": {
            "sections": scene.sections,
            "fps": scene.fps,
            "surface_resolution": scene.surface_resolution,
            "neuron_resolution": scene.neuron_resolution,
        },
        "play": play,
        "changes_per_second": CHANGES_PER_SECOND,
        "settle": SETTLE_SECONDS,
        "seconds": seconds,
    }
    with ExitStack() as stack:
        servers = [stack.enter_context(server()) for _ in range(scene.servers)]
        pids = [process.pid for process, _ in servers]
        before_bytes = sum(map(resident_bytes, pids))
        probe = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.probe"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert probe.stdin is not None
        assert probe.stdout is not None
        assert probe.stderr is not None
        json.dump(plan | {"ports": [port for _, port in servers]}, probe.stdin)
        probe.stdin.close()
        assert probe.stderr.readline().strip() == "measuring"
        wall, cpu = time.perf_counter(), sum(map(cpu_seconds, pids))
        probe_cpu = cpu_seconds(probe.pid)
        assert probe.stderr.readline().strip() == "measured"
        wall = time.perf_counter() - wall
        cpu = sum(map(cpu_seconds, pids)) - cpu
        probe_cpu = cpu_seconds(probe.pid) - probe_cpu
        held = sum(map(resident_bytes, pids))
        results = json.loads(probe.stdout.read())
        probe.wait()
    return summary(results, wall=wall, cpu=cpu) | {
        "probe_cpu": probe_cpu / wall,
        "megabytes": held / 1e6,
        "megabytes_more": (held - before_bytes) / 1e6,
    }


def summary(
    results: list[dict[str, Any]], *, wall: float, cpu: float
) -> dict[str, float]:
    """Put the figures of all pages together."""
    gaps = sorted(gap for page in results for gap in page["gaps"])
    latencies = sorted(late for page in results for late in page["latencies"])
    steps = sum(page["steps_per_second"] for page in results)
    rates = [page["fps"] for page in results]
    return {
        "steps": steps,
        "steps_per_cpu": steps * wall / cpu,
        "fewest_steps": min(page["steps_per_second"] for page in results),
        "fps": statistics.mean(rates),
        "lowest_fps": min(rates),
        "gap_p99_ms": 1e3 * quantile(gaps, 0.99),
        "latency_p50_ms": 1e3 * quantile(latencies, 0.5),
        "latency_p99_ms": 1e3 * quantile(latencies, 0.99),
        "bytes": statistics.mean(page["bytes_per_frame"] for page in results),
        "cpu": cpu / wall,
        "closed": sum(page["close_code"] is not None for page in results),
    }


def quantile(values: list[float], share: float) -> float:
    """Return a quantile of sorted values; NaN if there are none."""
    if not values:
        return float("nan")
    return values[min(len(values) - 1, int(share * len(values)))]


def machine() -> str:
    """Name the machine and what runs on it."""
    info = Path("/proc/cpuinfo")
    model = platform.processor() or platform.machine()
    if info.is_file():
        found = re.search(r"model name\s*: (.+)", info.read_text())
        model = found[1] if found else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def table(rows: list[tuple[Scene, dict[str, float], float | None]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield (
        "| sessions | steps/s in all | of bare engine | frames/s, lowest"
        " | gap p99, ms | command to frame p50, ms | p99, ms | bytes/frame"
        " | cores | cores/session | MB |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for scene, found, share in rows:
        ratio = "" if share is None else f"{share:.0%}"
        yield (
            f"| {scene.name} | {found['steps']:,.0f} | {ratio}"
            f" | {found['lowest_fps']:.1f} | {found['gap_p99_ms']:.0f}"
            f" | {found['latency_p50_ms']:.1f} | {found['latency_p99_ms']:.1f}"
            f" | {found['bytes']:,.0f} | {found['cpu']:.2f}"
            f" | {found['cpu'] / scene.sessions:.3f} | {found['megabytes']:.0f} |"
        )


def main(arguments: list[str]) -> None:
    """Measure all scenes and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks stream")
    parser.add_argument("--seconds", type=float, default=6.0, help="per scene")
    parser.add_argument("--quick", action="store_true", help="two scenes only")
    parser.add_argument("--write", action="store_true", help="into docs/stream.md")
    options = parser.parse_args(arguments)
    scenes = [*FULL_SPEED, *CLASSROOM, *TWO_PROCESSES, *ONLOOKERS]
    if options.quick:
        scenes = [FULL_SPEED[3], CLASSROOM[3]]
    rows = []
    for scene in scenes:
        found, share = measure(scene, seconds=options.seconds), None
        if scene.steps_per_second is None:
            share = of_bare_engine(scene, seconds=options.seconds)
        rows.append((scene, found, share))
        print(
            f"{scene.name}: probe {found['probe_cpu']:.2f} cores,"
            f" {found['closed']} closed",
            file=sys.stderr,
        )
    lines = [machine(), "", *table(rows)]
    print("\n".join(lines))
    if options.write:
        path = ROOT / "docs" / "stream.md"
        before_table, rest = path.read_text(encoding="utf-8").split(MARKS[0])
        after_table = rest.split(MARKS[1])[1]
        body = "\n".join(lines) + "\n"
        path.write_text(
            before_table + MARKS[0] + body + MARKS[1] + after_table, encoding="utf-8"
        )

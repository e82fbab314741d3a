"""Soak: minutes of what should never happen, with a server that must not care.

    python -m benchmarks soak [NAME ...] [--scale X]

Each trial runs a server in a process of its own, prints what was promised and what was
found, and fails if that is not the same.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.probe import BINARY, HEADER, TEXT, Page, masked, open_page
from benchmarks.stream import W3, cpu_seconds, quantile, resident_bytes, server
from engine import Experiment, Trainer

__all__ = ["TRIALS", "main"]

MEGABYTE = 1e6
FLOATS = ["W", "b", "z", "a", "delta", "dW", "db", "update_W", "update_b"]
FAST = {"commands_per_second": 1e6, "command_burst": 1_000_000}


class Finding:
    """What one trial found beside what was promised."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_good = True

    def check(self, what: str, found: float, *, at_most: float) -> None:
        """Print one promise and whether it was kept."""
        good = found <= at_most
        self.is_good = self.is_good and good
        mark = "ok  " if good else "FAIL"
        print(f"  {mark} {what}: {found:,.4g} (at most {at_most:,.4g})", flush=True)


def n_descriptors(pid: int) -> int:
    """Count the open files of a process."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


class Client:
    """A page with a queue of events."""

    def __init__(self, page: Page, events: asyncio.Queue[dict[str, Any]]) -> None:
        self.page = page
        self.events = events
        self.layout: dict[str, Any] = {}

    @classmethod
    async def open(cls, port: int) -> Client:
        """Connect."""
        events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        return cls(await open_page(port, events.put_nowait), events)

    async def until(
        self, wanted: Callable[[dict[str, Any]], bool], seconds: float = 20
    ) -> dict[str, Any]:
        """Return the first event that is wanted."""
        async with asyncio.timeout(seconds):
            while True:
                event = await self.events.get()
                if event["type"] == "layout":
                    self.layout = event
                if wanted(event):
                    return event

    async def ask(self, type: str, **fields: Any) -> dict[str, Any]:
        """Send a command and return its answer."""
        id_ = self.page.send(type, **fields)
        return await self.until(lambda event: event.get("id") == id_)


async def first_of(*waits: Any) -> None:
    """Wait for whichever comes first, five seconds at most."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    await asyncio.wait(tasks, timeout=5, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


# ---- malformed input ------------------------------------------------------------


def malformed(rng: random.Random) -> bytes:
    """Return a text that is no command; always UTF-8."""
    whole = json.dumps({"type": "change", "id": 5, "learning_rate": 0.1}).encode()
    kind = rng.randrange(9)
    if kind == 0:
        return whole[: rng.randrange(len(whole))]
    if kind == 1:
        return bytes(rng.randrange(32, 127) for _ in range(rng.randrange(200)))
    if kind == 2:
        return b"[" * rng.randrange(1, 60_000)
    if kind == 3:
        return b'{"type":"pause","id":' + b"9" * rng.randrange(17, 5000) + b"}"
    if kind == 4:
        return (
            b'{"type":"pause","id":1,"x":"\\ud' + rng.choice([b"800", b"fff"]) + b'"}'
        )
    if kind == 5:
        return (
            b'{"type":"change","id":1,"noise":'
            + rng.choice(
                [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1e999", b"true", b"{}"]
            )
            + b"}"
        )
    if kind == 6:
        return b'{"type":"pause","id":1,"id":2}'
    if kind == 7:
        return json.dumps(
            {"type": rng.choice(["twin", "", "eval", 1]), "id": 3}
        ).encode()
    mutated = bytearray(whole)
    for _ in range(rng.randrange(1, 5)):
        mutated[rng.randrange(len(mutated))] = rng.randrange(1, 128)
    return b"\x01" + bytes(mutated)


async def malformed_trial(scale: float) -> bool:
    """Send malformed messages; each must be answered and do no harm."""
    finding, rng, count = Finding("malformed"), random.Random(3), int(100_000 * scale)
    with server(**FAST) as (process, port):
        client = await Client.open(port)
        await client.ask("hello")
        before = resident_bytes(process.pid)
        answered = 0
        for _ in range(count):
            client.page.transport.write(masked(TEXT, malformed(rng)))
            answer = await client.until(lambda event: event["type"] == "error")
            answered += "code" in answer
        works = (await client.ask("pause"))["type"] == "ack"
        more = (resident_bytes(process.pid) - before) / MEGABYTE
        finding.check("messages without a typed error", count - answered, at_most=0)
        finding.check("next command refused", float(not works), at_most=0)
        finding.check("memory, MB", more, at_most=20)
        rude = 0
        for _ in range(int(200 * scale) + 20):
            other = await Client.open(port)
            data = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 400)))
            other.page.transport.write(masked(rng.choice([TEXT, BINARY]), data))
            await first_of(other.events.get(), other.page.closed.wait())
            rude += other.page.close_code not in (None, 1002, 1003, 1007, 1008, 1009)
            other.page.transport.abort()
        finding.check("random bytes closed with another code", rude, at_most=0)
    return finding.is_good


# ---- readers that never read ----------------------------------------------------


async def latency_p99(client: Client, *, seconds: float) -> float:
    """Move a slider and return the time to the frame that shows it."""
    client.page.forget()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        client.page.send(
            "change", timed=True, learning_rate=0.03 + random.random() / 99
        )
        await asyncio.sleep(0.1)
    return quantile(sorted(client.page.latencies), 0.99)


async def readers_trial(scale: float) -> bool:  # noqa: ARG001
    """Open ten pages that want the largest frames and never read."""
    finding = Finding("readers")
    with server() as (process, port):
        healthy = await Client.open(port)
        await healthy.ask("hello")
        await healthy.ask("watch", sections=["W", "surface"], fps=30)
        await healthy.ask("play", steps_per_second=200)
        quiet = await latency_p99(healthy, seconds=5)
        before = resident_bytes(process.pid)
        deaf = []
        for _ in range(10):
            client = await Client.open(port)
            client.page.send("hello")
            sections = [*FLOATS, "surface", "neuron_surface"]
            client.page.send("watch", sections=sections, fps=30, surface_resolution=128)
            client.page.send("play", steps_per_second=100)
            client.page.transport.pause_reading()
            deaf.append(client)
        started = time.perf_counter()
        loud = await latency_p99(healthy, seconds=10)
        more = (resident_bytes(process.pid) - before) / MEGABYTE
        await asyncio.sleep(started + 18.5 - time.perf_counter())
        reasons = []
        for client in deaf:
            client.page.transport.resume_reading()
            closing = await client.until(lambda event: event["type"] == "closing", 2)
            reasons.append(closing["reason"])
        finding.check("memory with ten deaf readers, MB", more, at_most=20)
        finding.check("others' p99, ms more", 1e3 * (loud - quiet), at_most=10)
        wrong = sum(reason != "slow_reader" for reason in reasons)
        finding.check("not closed with the reason after 18.5 s", wrong, at_most=0)
    return finding.is_good


# ---- lost and resumed -----------------------------------------------------------


def parameters_of(frame: bytes, layout: dict[str, Any]) -> bytes:
    """Return the weights and biases of a frame."""
    parts = []
    for section in layout["sections"]:
        n_bytes = 4 * int(np.prod(section["shape"]))
        parts.append(frame[section["offset"] : section["offset"] + n_bytes])
    return b"".join(parts)


async def reconnect_trial(scale: float) -> bool:
    """Lose the socket again and again; step and weights must go on exactly."""
    finding, rng, count = Finding("reconnect"), random.Random(5), int(1000 * scale)
    reference = Trainer(Experiment(hidden=(8, 8), optimizer="adam"))
    with server() as (process, port):
        client = await Client.open(port)
        welcome = await client.ask(
            "hello", experiment={"hidden": [8, 8], "optimizer": "adam"}
        )
        secret = welcome["session"]
        wrong_step = wrong_weights = 0
        descriptors = 0
        for cycle in range(count):
            if cycle == 20:
                descriptors = n_descriptors(process.pid)
            await client.ask("play", steps_per_second=None)
            await asyncio.sleep(rng.random() * 0.01)
            if rng.random() < 0.5:
                client.page.transport.abort()
            else:
                client.page.transport.close()
            client = await Client.open(port)
            welcome = await client.ask("hello", session=secret)
            wrong_step += welcome["step"] < reference.step_count
            paused = await client.ask("pause")
            reference.step(paused["step"] - reference.step_count)
            if cycle % 10 == 0:
                shown: asyncio.Queue[bytes] = asyncio.Queue()
                client.page.on_frame = shown.put_nowait
                await client.ask("watch", sections=["W", "b"], fps=60)
                await client.until(lambda event: event["type"] == "layout")
                frame = await shown.get()
                step = HEADER.unpack_from(frame)[4]
                wrong_step += step != reference.step_count
                W = [W.astype("<f4").tobytes() for W, _ in reference.parameters]
                b = [
                    b.astype("<f4").tobytes()
                    for _, b in reference.parameters
                    if b is not None
                ]
                found = parameters_of(frame, client.layout)
                wrong_weights += found != b"".join([*W, *b])
        grown = n_descriptors(process.pid) - descriptors
        finding.check("wrong steps", wrong_step, at_most=0)
        finding.check("wrong weights", wrong_weights, at_most=0)
        finding.check("open files, more", grown, at_most=5)
    return finding.is_good


# ---- frames ---------------------------------------------------------------------


async def frames_trial(scale: float) -> bool:
    """Recompute every number of random frames from a run of our own."""
    finding, count = Finding("frames"), int(200 * max(scale, 0.1))
    fields = {"hidden": [8, 8, 8], "activation": "relu", "optimizer": "adam"}
    reference = Trainer(Experiment(**fields))
    with server() as (_, port):
        client = await Client.open(port)
        await client.ask("hello", experiment=fields)
        frames: list[bytes] = []
        client.page.on_frame = frames.append
        await client.ask("watch", sections=FLOATS, fps=60)
        await client.until(lambda event: event["type"] == "layout")
        await client.ask("play", steps_per_second=700)
        wrong = numbers = seen = 0
        while seen < count:
            await asyncio.sleep(0.005)
            for frame in frames:
                step = HEADER.unpack_from(frame)[4]
                if step <= reference.step_count:
                    continue
                reference.step(step - reference.step_count)
                found = compare(frame, client.layout, reference)
                wrong, numbers, seen = wrong + found[0], numbers + found[1], seen + 1
            frames.clear()
        print(f"  {numbers:,} numbers in {seen} frames")
        finding.check("numbers that are not float32-exact", wrong, at_most=0)
    return finding.is_good


def compare(frame: bytes, layout: dict[str, Any], trainer: Trainer) -> tuple[int, int]:
    """Return how many numbers of a frame are not the trace's, and of how many."""
    trace = trainer.trace()
    wrong = numbers = 0
    for section in layout["sections"]:
        name, layer = section["name"], section["layer"]
        count = int(np.prod(section["shape"]))
        found = np.frombuffer(frame, "<f4", count, section["offset"])
        of_layer = trace.layers[layer]
        if name in ("W", "b"):
            expected = getattr(of_layer, f"{name}_after")
        elif name in ("z", "a"):
            expected = getattr(of_layer, name).mean(axis=1)
        elif name == "delta":
            expected = of_layer.delta.sum(axis=1)
        else:
            expected = getattr(of_layer, name)
        same = found == expected.ravel().astype("<f4")
        wrong, numbers = wrong + int((~same).sum()), numbers + count
    return wrong, numbers


# ---- nobody does anything -------------------------------------------------------


async def idle_trial(scale: float) -> bool:  # noqa: ARG001
    """Leave fifty pages open and paused."""
    finding = Finding("idle")
    with server() as (process, port):
        for _ in range(50):
            client = await Client.open(port)
            await client.ask("hello", experiment=W3)
            await client.ask("watch", sections=FLOATS, fps=60)
        await asyncio.sleep(1)
        before = cpu_seconds(process.pid)
        await asyncio.sleep(5)
        used = (cpu_seconds(process.pid) - before) / 5
        finding.check("cores that 50 paused sessions use", used, at_most=0.01)
    return finding.is_good


TRIALS: dict[str, Callable[[float], Any]] = {
    "malformed": malformed_trial,
    "readers": readers_trial,
    "reconnect": reconnect_trial,
    "frames": frames_trial,
    "idle": idle_trial,
}


def main(arguments: list[str]) -> None:
    """Run trials; exit with 1 if a promise was not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks soak")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(TRIALS))
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the full length")
    options = parser.parse_args(arguments)
    results = []
    for name in options.names or TRIALS:
        started = time.perf_counter()
        print(f"{name}: {(TRIALS[name].__doc__ or '').strip()}", flush=True)
        results.append(asyncio.run(TRIALS[name](options.scale)))
        print(f"  {time.perf_counter() - started:.1f} s")
    sys.exit(0 if all(results) else 1)

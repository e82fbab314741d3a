"""Clients that never read: they cost little, delay nobody, and are closed."""

from __future__ import annotations

import asyncio
import random
import time

from benchmarks.server import resident_bytes, server
from benchmarks.stream import quantile
from benchmarks.trials.client import FLOATS, MEGABYTE, Client, Finding

__all__ = ["readers_trial"]

CLOSED_SECONDS = 18.5
"""After so long each of them has been closed."""


async def readers_trial(scale: float) -> bool:  # noqa: ARG001
    """Open ten pages that ask for the largest frames and never read."""
    finding = Finding()
    with server() as (pid, port):
        healthy = await Client.open(port)
        await healthy.ask("hello")
        await healthy.ask("watch", sections=["W", "surface"], fps=30)
        await healthy.ask("play", steps_per_second=200)
        alone = await latency_p99(healthy, seconds=5)
        before = resident_bytes(pid)
        clients = [await open_deaf(port) for _ in range(10)]
        started = time.perf_counter()
        beside = await latency_p99(healthy, seconds=10)
        more = (resident_bytes(pid) - before) / MEGABYTE
        await asyncio.sleep(started + CLOSED_SECONDS - time.perf_counter())
        reasons = [await closing_reason(client) for client in clients]
        finding.check("memory with ten that never read, MB", more, at_most=20)
        finding.check("others' p99, ms more", 1e3 * (beside - alone), at_most=10)
        wrong = sum(reason != "slow_reader" for reason in reasons)
        finding.check("not closed with the reason after 18.5 s", wrong, at_most=0)
    return finding.is_good


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


async def open_deaf(port: int) -> Client:
    """Open a page that asks for the largest frames and reads nothing from then on."""
    client = await Client.open(port)
    client.page.send("hello")
    sections = [*FLOATS, "surface", "neuron_surface"]
    client.page.send("watch", sections=sections, fps=30, surface_resolution=128)
    client.page.send("play", steps_per_second=100)
    client.page.transport.pause_reading()
    return client


async def closing_reason(client: Client) -> str | None:
    """Read again; return the reason why the server has closed the connection."""
    client.page.transport.resume_reading()
    try:
        closing = await client.until(lambda event: event["type"] == "closing", 2)
    except TimeoutError:
        return None
    return str(closing["reason"])

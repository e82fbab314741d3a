"""One page at every ceiling beside twenty others: their frames go on."""

from __future__ import annotations

import asyncio
import time

from benchmarks.server import server
from benchmarks.trials.client import Client, Finding
from benchmarks.trials.costly import LARGEST
from benchmarks.trials.school_class import SECTIONS

__all__ = ["greedy_trial"]

N_NORMAL = 20
SECONDS = 10.0
MAPS = ["surface", "neuron_surface"]
FEWEST_FPS = 27
"""Of a normal page, which asks for 30."""


async def greedy_trial(scale: float) -> bool:
    """Count the frames of twenty pages, alone and beside the greediest one."""
    finding, seconds = Finding(), max(3.0, SECONDS * scale)
    with server() as (_, port):
        normal = [await page(port) for _ in range(N_NORMAL)]
        alone = await slowest_fps(normal, seconds)
        print(f"  alone: {alone:.1f} frames/s for the slowest")
        greedy = await Client.open(port)
        await greedy.ask("hello", experiment=LARGEST)
        sections = [*SECTIONS, "a_prev", "W_before", "b_before", *MAPS]
        resolutions = {"surface_resolution": 100, "neuron_resolution": 32}
        await greedy.ask("watch", sections=sections, fps=60, **resolutions)
        await greedy.ask("play")
        beside = await slowest_fps(normal, seconds)
        own = len(greedy.page.frames) / seconds
        print(f"  beside the greediest: {beside:.1f}; it gets about {own:.1f}")
    finding.check(
        "time per frame, ms", 1e3 / max(beside, 1e-9), at_most=1e3 / FEWEST_FPS
    )
    return finding.is_good


async def page(port: int) -> Client:
    """Open a page that trains at a usual speed."""
    client = await Client.open(port)
    await client.ask("hello")
    await client.ask("watch", sections=SECTIONS, fps=30)
    await client.ask("play", steps_per_second=60)
    return client


async def slowest_fps(clients: list[Client], seconds: float) -> float:
    """Count frames for some seconds; return those of the slowest page in one."""
    for client in clients:
        client.page.forget()
    started = time.perf_counter()
    await asyncio.sleep(seconds)
    taken = time.perf_counter() - started
    return min(len(client.page.frames) for client in clients) / taken

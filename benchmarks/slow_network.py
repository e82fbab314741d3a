"""Slow-network benchmark: one page over slow connections, its frames and their latency.

    python -m benchmarks slow_network [--quick]

The connection goes through a proxy in this process. It delays all data by half a round
trip, and passes no more bytes per second to the page than the bandwidth allows.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from benchmarks.clients import Page, open_page
from benchmarks.scenarios import PAGE_SECTIONS
from benchmarks.server import server

__all__ = ["main"]

SETTLE_SECONDS = 3.0
CHANGES = 12
PIECE_BYTES = 2048


@dataclass(frozen=True)
class Link:
    """A network connection; without a number its bandwidth is unlimited."""

    round_trip_ms: float
    megabits: float | None = None


LINKS = [
    *(Link(ms) for ms in (0, 20, 50, 100, 200)),
    Link(50, 10),
    Link(100, 4),
    Link(300, 1),
]


def main(arguments: Sequence[str]) -> None:
    """Measure every link at 30 and at 60 frames per second."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks slow_network")
    parser.add_argument("--quick", action="store_true", help="the last link only")
    options = parser.parse_args(arguments)
    print("| round trip, ms | Mbit/s | asked for | frames/s | gap p95, ms", end="")
    print(" | change to frame p50, ms | p95, ms |\n|" + "---|" * 7)
    with server() as (_, port):
        for link in LINKS[-1:] if options.quick else LINKS:
            for fps in (30, 60):
                print(asyncio.run(measured(link, port, fps)), flush=True)


async def measured(link: Link, port: int, fps: int) -> str:
    """Return a row of the table."""
    async with proxy(link, port) as page:
        page.send("hello", experiment={})
        page.send("watch", sections=PAGE_SECTIONS, fps=fps)
        page.send("play", steps_per_second=500)
        await asyncio.sleep(SETTLE_SECONDS)
        page.forget()
        start = time.perf_counter()
        for k in range(CHANGES):
            page.send("change", timed=True, learning_rate=0.01 * (1 + k / CHANGES))
            await asyncio.sleep(0.51)
        rate = len(page.frames) / (time.perf_counter() - start)
        assert len(page.latencies) >= CHANGES - 2, "changes were not shown"
        gaps = [b[0] - a[0] for a, b in pairwise(page.frames)]
        gap = np.percentile(gaps, 95) * 1e3
        p50, p95 = np.percentile(page.latencies, [50, 95]) * 1e3
    width = "" if link.megabits is None else f"{link.megabits:g}"
    return (
        f"| {link.round_trip_ms:g} | {width} | {fps} | {rate:.0f} | {gap:.0f}"
        f" | {p50:.0f} | {p95:.0f} |"
    )


@asynccontextmanager
async def proxy(link: Link, port: int) -> AsyncIterator[Page]:
    """Open a page at the other end of a link."""
    tasks = set()

    async def connect(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        # The server accepts only requests that name the port it listens on itself.
        head = await reader.readuntil(b"\r\n\r\n")
        back.write(head.replace(b":%d\r" % outer, b":%d\r" % port))
        unlimited = Link(link.round_trip_ms)
        for way in (carry(link, there, writer), carry(unlimited, reader, back)):
            tasks.add(asyncio.create_task(way))

    listener = await asyncio.start_server(connect, "127.0.0.1", 0)
    outer = listener.sockets[0].getsockname()[1]
    page = await open_page(outer)
    try:
        yield page
    finally:
        page.transport.close()
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def carry(
    link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Pass data on, later and no faster than the link does."""
    loop, free_at = asyncio.get_running_loop(), 0.0

    def deliver(data: bytes) -> None:
        if not writer.is_closing():
            writer.write(data)

    try:
        while data := await reader.read(PIECE_BYTES):
            bytes_per_second = link.megabits * 125_000 if link.megabits else math.inf
            free_at = max(loop.time(), free_at) + len(data) / bytes_per_second
            loop.call_at(free_at + link.round_trip_ms / 2000, deliver, data)
    finally:
        writer.close()

"""One page over lines of different length and width: frames and latency.

``python -m benchmarks line`` prints a table. The line is a proxy in this process that
holds every piece of data back for half a round trip, and passes no more bytes a second
to the page than the line is wide.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from benchmarks.probe import Page, open_page
from benchmarks.stream import PAGE_SECTIONS, server

__all__ = ["main"]

SETTLE_SECONDS = 3.0
CHANGES = 12
PIECE_BYTES = 2048


@dataclass(frozen=True)
class TimerQueue:
    """How long and how wide."""

    round_trip_ms: float
    megabits: float | None = None


LINES = [
    *(TimerQueue(ms) for ms in (0, 20, 50, 100, 200)),
    TimerQueue(50, 10),
    TimerQueue(100, 4),
    TimerQueue(300, 1),
]


def main(arguments: Sequence[str]) -> None:
    """Measure every line at 30 and at 60 frames a second."""
    argparse.ArgumentParser(
        prog="python -m benchmarks line", description=__doc__
    ).parse_args(arguments)
    print("| round trip, ms | Mbit/s | asked for | frames/s | gap p95, ms", end="")
    print(" | change to frame p50, ms | p95, ms |\n|" + "---|" * 7)
    with server() as (_, port):
        for line in LINES:
            for fps in (30, 60):
                print(asyncio.run(measured(line, port, fps)), flush=True)


async def measured(line: TimerQueue, port: int, fps: int) -> str:
    """Return a row of the table."""
    async with proxy(line, port) as page:
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
        gaps = [b[0] - a[0] for a, b in pairwise(page.frames)]
        gap = np.percentile(gaps, 95) * 1e3
        p50, p95 = np.percentile(page.latencies, [50, 95]) * 1e3
    width = "" if line.megabits is None else f"{line.megabits:g}"
    return (
        f"| {line.round_trip_ms:g} | {width} | {fps} | {rate:.0f} | {gap:.0f}"
        f" | {p50:.0f} | {p95:.0f} |"
    )


@asynccontextmanager
async def proxy(line: TimerQueue, port: int) -> AsyncIterator[Page]:
    """Open a page at the other end of a line."""
    tasks = set()

    async def connect(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        # The server takes only who names the port that it listens on itself.
        head = await reader.readuntil(b"\r\n\r\n")
        back.write(head.replace(b":%d\r" % outer, b":%d\r" % port))
        narrow, wide = line, TimerQueue(line.round_trip_ms)
        for way in (carry(narrow, there, writer), carry(wide, reader, back)):
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
    line: TimerQueue, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Pass on what comes, later and no faster than the line does."""
    loop, free_at = asyncio.get_running_loop(), 0.0
    try:
        while data := await reader.read(PIECE_BYTES):
            wide = line.megabits * 125_000 if line.megabits else float("inf")
            free_at = max(loop.time(), free_at) + len(data) / wide
            loop.call_at(free_at + line.round_trip_ms / 2000, writer.write, data)
    finally:
        writer.close()

"""A class: all open the same link within a second, and all train."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any

from benchmarks.server import cpu_seconds, server
from benchmarks.trials.client import Client, Finding
from benchmarks.trials.costly import MAX_WAIT_SECONDS

__all__ = ["class_trial"]

SECONDS = 10.0
"""How long they train after the last one has opened the link."""
OPENING_SECONDS = 1.0
"""In which all of them open it."""
LINKS: dict[str, dict[str, Any]] = {
    "the first example": {},
    "digits": {"dataset": "digits"},
}
SECTIONS = (
    "W b dW db update_W update_b z a delta delta_rms gradient_rms unit_dead"
    " unit_saturated predicted da_rms delta_theory delta_theory_band"
).split()
"""The numbers that the page watches first.

Of data in a plane it watches two heatmaps, too: with them a class had a third fewer
frames.
"""


class Pupil:
    """A page of the class, and what it has measured.

    Attributes
    ----------
    live : float
        Seconds from opening the link to the first frame.
    waits : list of float
        Seconds from each command to its answer, once the page is live.
    """

    def __init__(self) -> None:
        self.live = float("nan")
        self.waits: list[float] = []
        self.fps = float("nan")

    async def take_part(self, port: int, link: dict[str, Any], *, until: float) -> None:
        """Open the link, train, and move a slider now and then."""
        started = time.perf_counter()
        client = await Client.open(port)
        first = asyncio.Event()
        client.page.on_frame = lambda _: first.set()
        await client.ask("hello", experiment=link)
        await client.ask("watch", sections=SECTIONS, fps=30)
        await first.wait()
        self.live = time.perf_counter() - started
        await self._timed(client, "play", steps_per_second=60)
        client.page.forget()
        began = time.perf_counter()
        while time.perf_counter() < until:
            await self._timed(client, "change", learning_rate=0.03)
            await asyncio.sleep(random.random())
        self.fps = len(client.page.frames) / (time.perf_counter() - began)

    async def _timed(self, client: Client, type: str, **fields: Any) -> None:
        started = time.perf_counter()
        await client.ask(type, **fields)
        self.waits.append(time.perf_counter() - started)


async def class_trial(scale: float) -> bool:
    """Open the same link from 60 pages within a second."""
    finding, n = Finding(), max(10, int(60 * scale))
    for name, link in LINKS.items():
        pupils = [Pupil() for _ in range(n)]
        with server() as (pid, port):
            end = time.perf_counter() + OPENING_SECONDS + SECONDS
            async with asyncio.TaskGroup() as group:
                for pupil in pupils:
                    group.create_task(pupil.take_part(port, link, until=end))
                    await asyncio.sleep(OPENING_SECONDS / n)
            cpu = f"{cpu_seconds(pid):.1f} s of processor time"
            print(f"  {cpu} in {SECONDS + 1:.0f} s")
        check(f"{n} pages with {name}", pupils, finding)
    return finding.is_good


def check(what: str, pupils: list[Pupil], finding: Finding) -> None:
    """Compare what the pupils have measured with what was promised."""
    live = max(pupil.live for pupil in pupils)
    waits = [wait for pupil in pupils for wait in pupil.waits]
    slowest = max(1 / max(pupil.fps, 1e-9) for pupil in pupils)
    finding.check(f"{what}: live after, s", live, at_most=3)
    finding.check(f"{what}: longest wait, s", max(waits), at_most=MAX_WAIT_SECONDS)
    finding.check(f"{what}: time per frame, ms", 1e3 * slowest, at_most=50)

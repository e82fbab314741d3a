"""A class: all open the same link within a second, and all train."""

from __future__ import annotations

import asyncio
import math
import random
import ssl
import time
from typing import Any, TypeAlias

from benchmarks import proxies
from benchmarks.server import cpu_seconds, family_cpu_seconds, server
from benchmarks.trials.client import Client, Finding
from benchmarks.trials.costly import MAX_WAIT_SECONDS

__all__ = ["class_trial", "proxied_class_trial"]

SECONDS = 10.0
"""How long they train after the last one has opened the link."""
MEASURED_SECONDS = 7.0
"""Of these the last, in which frames are counted."""
STEPS_PER_SECOND = 60
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


ENOUGH_FPS = 20
"""Frames of each page in a second."""
PROXIES = {"nginx": "nginx.conf", "caddy": "Caddyfile", "haproxy": "haproxy.cfg"}
"""Of each web server the documented file."""

Site: TypeAlias = tuple[str, ssl.SSLContext]


class Pupil:
    """A page of the class, and what it has measured.

    Attributes
    ----------
    live : float
        Seconds from opening the link to the first frame.
    waits : list of float
        Seconds from each command to its answer, once the page is live.
    frames : list of (float, int)
        When each frame came, and its step.
    """

    def __init__(self) -> None:
        self.live = math.inf
        self.waits: list[float] = []
        self.frames: list[tuple[float, int]] = []

    async def attend(
        self, port: int, link: dict[str, Any], site: Site | None, *, until: float
    ) -> None:
        """Open the link and train; count an unanswered command as an infinite wait."""
        try:
            await self._take_part(port, link, site, until=until)
        except TimeoutError:
            self.waits.append(math.inf)

    async def _take_part(
        self, port: int, link: dict[str, Any], site: Site | None, *, until: float
    ) -> None:
        """Open the link, train, and move a slider now and then."""
        started = time.perf_counter()
        client = await Client.open(port, site=site)
        self.frames = client.page.frames
        first = asyncio.Event()
        client.page.on_frame = lambda _: first.set()
        await client.ask("hello", experiment=link)
        await client.ask("watch", sections=SECTIONS, fps=30)
        await first.wait()
        self.live = time.perf_counter() - started
        await self._timed(client, "play", steps_per_second=STEPS_PER_SECOND)
        while time.perf_counter() < until:
            await self._timed(client, "change", learning_rate=0.03)
            await asyncio.sleep(random.random())

    async def _timed(self, client: Client, type: str, **fields: Any) -> None:
        started = time.perf_counter()
        await client.ask(type, **fields)
        self.waits.append(time.perf_counter() - started)

    def rates(self, since: float, until: float) -> tuple[float, float]:
        """Return frames and steps per second between two moments."""
        seen = [step for at, step in self.frames if since <= at < until]
        steps = seen[-1] - seen[0] if seen else 0
        return len(seen) / (until - since), steps / (until - since)


async def class_trial(scale: float) -> bool:
    """Open the same link from 60 pages within a second."""
    finding = Finding()
    for name, link in LINKS.items():
        with server() as (pid, port):
            await measure(finding, f"pages with {name}", link, port, pid, scale)
    return finding.is_good


async def proxied_class_trial(scale: float) -> bool:
    """Do the same with TLS behind each web server of docs/deploying.md."""
    finding = Finding()
    for program, file in PROXIES.items():
        if not proxies.installed(program):
            print(f"  {program} is not installed")
            continue
        with server(allowed_hosts=proxies.SITE) as (pid, port):
            with proxies.running(program, file, app=port) as proxy:
                site = proxies.SITE, proxy.context()
                https, before = proxy.place.https, family_cpu_seconds(proxy.pid)
                what = f"pages behind {program}"
                await measure(finding, what, {}, https, pid, scale, site=site)
                spent = family_cpu_seconds(proxy.pid) - before
                print(f"  {program} itself: {spent:.1f} s of processor time")
    return finding.is_good


async def measure(
    finding: Finding,
    what: str,
    link: dict[str, Any],
    port: int,
    pid: int,
    scale: float,
    *,
    site: Site | None = None,
) -> None:
    """Run one class, and compare its figures with the promises."""
    n = max(10, int(60 * scale))
    pupils = [Pupil() for _ in range(n)]
    end = time.perf_counter() + OPENING_SECONDS + SECONDS
    async with asyncio.TaskGroup() as group:
        for pupil in pupils:
            group.create_task(pupil.attend(port, link, site, until=end))
            await asyncio.sleep(OPENING_SECONDS / n)
        await asyncio.sleep(SECONDS - MEASURED_SECONDS)
        began, spent = time.perf_counter(), cpu_seconds(pid)
        await asyncio.sleep(MEASURED_SECONDS)
        ended, spent = time.perf_counter(), cpu_seconds(pid) - spent
    rates = [pupil.rates(began, ended) for pupil in pupils]
    all_frames = sum(fps for fps, _ in rates) * (ended - began)
    each, possible = spent / max(all_frames, 1), all_frames / spent / n
    steps = min(steps for _, steps in rates)
    print(f"  {n} {what}: {spent / (ended - began):.0%} of a core, {steps:.0f} steps/s")
    print(f"  {1e3 * each:.2f} ms of it per frame: {possible:.0f} frames/s with a core")
    check(f"{n} {what}", pupils, min(fps for fps, _ in rates), finding)


def check(what: str, pupils: list[Pupil], fps: float, finding: Finding) -> None:
    """Compare what the pupils have measured with what was promised."""
    live = max(pupil.live for pupil in pupils)
    waits = [wait for pupil in pupils for wait in pupil.waits]
    finding.check(f"{what}: live after, s", live, at_most=3)
    finding.check(
        f"{what}: longest wait, s",
        max(waits, default=math.inf),
        at_most=MAX_WAIT_SECONDS,
    )
    each = 1e3 / max(fps, 1e-9)
    finding.check(f"{what}: time per frame, ms", each, at_most=1e3 / ENOUGH_FPS)

"""Idle sessions: paused ones use no processor time."""

from __future__ import annotations

import asyncio

from benchmarks.scenarios import W3
from benchmarks.server import cpu_seconds, server
from benchmarks.trials.client import FLOATS, Client, Finding

__all__ = ["idle_trial"]

SECONDS = 5.0


async def idle_trial(scale: float) -> bool:  # noqa: ARG001
    """Leave fifty pages open and paused."""
    finding = Finding()
    with server() as (pid, port):
        clients = [await Client.open(port) for _ in range(50)]
        for client in clients:
            await client.ask("hello", experiment=W3)
            await client.ask("watch", sections=FLOATS, fps=60)
        await asyncio.sleep(1)
        before = cpu_seconds(pid)
        await asyncio.sleep(SECONDS)
        used = (cpu_seconds(pid) - before) / SECONDS
        closed = sum(client.page.closed.is_set() for client in clients)
        finding.check("cores that 50 paused sessions use", used, at_most=0.01)
        finding.check("pages that were closed meanwhile", closed, at_most=0)
    return finding.is_good

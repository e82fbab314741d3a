"""Memory: one client that takes all it can, a narrow limit, and opening and leaving."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from benchmarks.clients import TEXT, masked
from benchmarks.server import resident_bytes, server
from benchmarks.trials.client import FLOATS, MEGABYTE, Client, Finding

__all__ = ["hoarder_trial", "leaving_trial", "limit_trial"]

LARGEST: dict[str, Any] = {
    "n_samples": 10_000,
    "hidden": [120, 36],
    "optimizer": "adam",
}
WATCHED: dict[str, Any] = {
    "sections": [*FLOATS, "surface", "neuron_surface"],
    "fps": 30,
    "surface_resolution": 128,
    "neuron_resolution": 128,
}
GREEDY, OTHER = "127.0.0.1", "127.0.0.2"
"""Two addresses, as the server sees them."""
PLACES = 256
SETTLE_SECONDS = 130.0
"""In which sessions that were left expire, and their memory goes back."""


class Peak:
    """The most memory that a process has held while it was watched."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.n_bytes = resident_bytes(pid)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Measure repeatedly in the meantime."""
        task = asyncio.create_task(self._look())
        try:
            yield
        finally:
            task.cancel()

    async def _look(self) -> None:
        while True:
            self.n_bytes = max(self.n_bytes, resident_bytes(self.pid))
            await asyncio.sleep(0.05)


async def hoarder_trial(scale: float) -> bool:
    """Fill places and memory from one address, and open sessions from another."""
    finding = Finding()
    with server() as (pid, port):
        peak = Peak(pid)
        async with peak.watched():
            n_blind = await read_blindly(port, int(30 * scale) + 2)
            n_large = await take_all(port, int(30 * scale) + 2, experiment=LARGEST)
            n_small = await take_all(port, PLACES)
            opened = [await opens(port) for _ in range(PLACES // 2)]
        print(f"       {n_large} large, {n_small} small, {n_blind} that never read")
        most = peak.n_bytes / MEGABYTE
        finding.check("memory that one client can take, MB", most, at_most=1000)
        refused = opened.count(False)
        finding.check("refused of 128 from elsewhere", refused, at_most=0)
    return finding.is_good


async def limit_trial(scale: float) -> bool:
    """Fill a server limited to 700 MB, and check that each refusal is answered."""
    finding = Finding()
    with server(address_space=700_000_000) as (pid, port):
        untyped = 0
        for _ in range(int(30 * scale) + 2):
            try:
                client = await Client.open(port, source=GREEDY)
                answers = [
                    await client.ask("hello", experiment=LARGEST),
                    await client.ask("watch", **WATCHED),
                    await client.ask("twin", action="make"),
                    await client.ask("inspect", layer=0, unit=0),
                ]
            except (TimeoutError, OSError):
                untyped += 1
                continue
            untyped += sum(answer.get("code") == "internal" for answer in answers)
        finding.check("commands without a typed answer", untyped, at_most=0)
        finding.check("server that ended", not await opens(port), at_most=0)
        print(f"       {resident_bytes(pid) / MEGABYTE:.0f} MB resident")
    return finding.is_good


async def leaving_trial(scale: float) -> bool:
    """Open and leave sessions; a trained one stays, and memory goes back."""
    finding = Finding()
    with server() as (pid, port):
        learner = await Client.open(port, source=OTHER)
        secret = (await learner.ask("hello"))["session"]
        await learner.ask("advance", count=5)
        before = resident_bytes(pid)
        learner.page.transport.close()
        for _ in range(int(1000 * scale)):
            client = await Client.open(port, source=GREEDY)
            await client.ask("hello")
            client.page.transport.close()
        learner = await Client.open(port, source=OTHER)
        welcome = await learner.ask("hello", session=secret)
        lost = welcome.get("step") != 5
        finding.check("trained sessions that were thrown out", lost, at_most=0)
        await asyncio.sleep(SETTLE_SECONDS)
        more = (resident_bytes(pid) - before) / MEGABYTE
        finding.check("memory after two minutes, MB more", more, at_most=50)
    return finding.is_good


async def opens(port: int) -> bool:
    """Open a session from elsewhere; return whether there is a place for it."""
    with suppress(TimeoutError, OSError):
        client = await Client.open(port, source=OTHER)
        return (await client.ask("hello"))["type"] == "welcome"
    return False


async def take_all(port: int, count: int, **hello: Any) -> int:
    """Open sessions and train a step in each; return how many were granted."""
    n_granted = 0
    for _ in range(count):
        client = await Client.open(port, source=GREEDY)
        if (await client.ask("hello", **hello))["type"] == "welcome":
            n_granted += 1
            await client.ask("advance")
            if hello:
                await client.ask("watch", **WATCHED)
    return n_granted


async def read_blindly(port: int, count: int) -> int:
    """Acknowledge frames that are never read; return how many pages did so."""
    clients = []
    for _ in range(count):
        client = await Client.open(port, source=GREEDY)
        if (await client.ask("hello"))["type"] == "welcome":
            await client.ask("watch", **WATCHED)
            client.page.send("play", steps_per_second=200)
            client.page.transport.pause_reading()
            clients.append(client)
    for seq in range(1, 60):
        text = b'{"type":"frame_ack","seq":%d}' % seq
        for client in clients:
            if not client.page.transport.is_closing():
                client.page.transport.write(masked(TEXT, text))
        await asyncio.sleep(0.05)
    return len(clients)

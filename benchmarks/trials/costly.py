"""Costly messages of many at once: no learner beside them waits long."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from benchmarks.server import server
from benchmarks.trials.client import FLOATS, Client, Finding

__all__ = ["MAX_WAIT_SECONDS", "Learner", "costly_trial"]

MAX_WAIT_SECONDS = 0.25
"""How long a learner may wait for the answer to a slider."""
PATIENCE_SECONDS = 120.0
"""After so long all costly messages are answered."""
MEGABYTES = 8000
"""Enough for all of them, though they come from one address."""
LARGEST: dict[str, Any] = {"hidden": [128] * 8, "n_samples": 400, "optimizer": "adam"}
DEEP: dict[str, Any] = {"hidden": [20] * 8}
CHANGE = {"type": "change", "hidden": [127] * 8}
INSPECT = {
    "type": "inspect",
    "target": "weight",
    "layer": 7,
    "row": 0,
    "column": 0,
    "sample": 0,
    "depth": 2,
}
DIGITS = {"type": "hello", "experiment": {"dataset": "digits"}}


class Learner:
    """A page that trains, watches, and moves a slider all the time."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.waits: list[float] = []

    @classmethod
    async def open(cls, port: int) -> Learner:
        """Open a page and train."""
        client = await Client.open(port)
        await client.ask("hello")
        await client.ask("watch", sections=FLOATS, fps=30)
        await client.ask("play", steps_per_second=600)
        return cls(client)

    async def move(self) -> None:
        """Move the slider, again whenever the server has answered."""
        while True:
            started = time.perf_counter()
            await self.client.ask("change", learning_rate=0.03)
            self.waits.append(time.perf_counter() - started)
            await asyncio.sleep(0.01)


async def costly_trial(scale: float) -> bool:
    """Send a hundred costly commands at once, and open 30 pages at once."""
    finding = Finding()
    for what, count, experiment, message in (
        ("changes of the largest network", 100, LARGEST, CHANGE),
        ("deep derivations", 100, DEEP, INSPECT),
        ("pages with digits", 30, None, DIGITS),
    ):
        n = max(10, int(count * scale))
        with server(session_megabytes=MEGABYTES) as (_, port):
            learner = await Learner.open(port)
            clients = [await open_with(experiment, port) for _ in range(n)]
            moving = asyncio.create_task(learner.move())
            await asyncio.sleep(1)
            await send_together(f"{n} {what}", learner, clients, message, finding)
            moving.cancel()
    return finding.is_good


async def open_with(experiment: dict[str, Any] | None, port: int) -> Client:
    """Connect, and open a session if there is an experiment."""
    client = await Client.open(port)
    if experiment is not None:
        welcome = await client.ask("hello", experiment=experiment)
        assert welcome["type"] == "welcome", welcome
    return client


async def send_together(
    what: str,
    learner: Learner,
    clients: list[Client],
    message: dict[str, Any],
    finding: Finding,
) -> None:
    """Send a message from all clients at once; measure how long a learner waits."""
    learner.waits.clear()
    learner.client.page.forget()
    started = time.perf_counter()
    answers = await asyncio.gather(*[ask(client, message) for client in clients])
    seconds = time.perf_counter() - started
    frames = len(learner.client.page.frames) / seconds
    refused = sum(answer["type"] == "error" for answer in answers)
    print(f"  {what}: answered in {seconds:.1f} s, {frames:.0f} frames/s beside them")
    finding.check(f"{what}: not answered properly", refused, at_most=0)
    longest = max(learner.waits, default=float("nan"))
    finding.check(f"{what}: longest wait, s", longest, at_most=MAX_WAIT_SECONDS)


async def ask(client: Client, message: dict[str, Any]) -> dict[str, Any]:
    """Send a message and return its answer, whatever it is."""
    id_ = client.page.send(**message)
    return await client.until(lambda e: e.get("id") == id_, PATIENCE_SECONDS)

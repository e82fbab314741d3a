"""Lost connections: a session continues at its exact step, with its exact weights."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import numpy as np

from benchmarks.clients import HEADER
from benchmarks.server import n_files, server
from benchmarks.trials.client import Client, Finding
from engine import Experiment, Trainer

__all__ = ["reconnect_trial"]


async def reconnect_trial(scale: float) -> bool:
    """Lose the connection again and again; step and weights must continue exactly."""
    finding, rng, count = Finding(), random.Random(5), max(20, int(1000 * scale))
    reference = Trainer(Experiment(hidden=(8, 8), optimizer="adam"))
    with server() as (pid, port):
        client = await Client.open(port)
        welcome = await client.ask(
            "hello", experiment={"hidden": [8, 8], "optimizer": "adam"}
        )
        secret = welcome["session"]
        wrong_step = wrong_weights = files = 0
        for cycle in range(count):
            if cycle == 10:
                files = n_files(pid)
            await client.ask("play", steps_per_second=None)
            await asyncio.sleep(rng.random() * 0.01)
            lose(client, rng)
            client = await Client.open(port)
            welcome = await client.ask("hello", session=secret)
            wrong_step += welcome["step"] < reference.step_count
            paused = await client.ask("pause")
            reference.step(paused["step"] - reference.step_count)
            if cycle % 10 == 0:
                frame = await next_frame(client)
                wrong_step += HEADER.unpack_from(frame)[4] != reference.step_count
                wrong_weights += shown(frame, client.layout) != weights_of(reference)
        finding.check("wrong steps", wrong_step, at_most=0)
        finding.check("wrong weights", wrong_weights, at_most=0)
        finding.check("open files, more", n_files(pid) - files, at_most=5)
    return finding.is_good


def lose(client: Client, rng: random.Random) -> None:
    """End the connection, with or without sending what is still buffered."""
    if rng.random() < 0.5:
        client.page.transport.abort()
    else:
        client.page.transport.close()


async def next_frame(client: Client) -> bytes:
    """Watch weights and biases and return the first frame."""
    frames: asyncio.Queue[bytes] = asyncio.Queue()
    client.page.on_frame = frames.put_nowait
    await client.ask("watch", sections=["W", "b"], fps=60)
    await client.until(lambda event: event["type"] == "layout")
    async with asyncio.timeout(20):
        return await frames.get()


def shown(frame: bytes, layout: dict[str, Any]) -> bytes:
    """Return the weights and biases of a frame."""
    parts = []
    for section in layout["sections"]:
        n_bytes = 4 * int(np.prod(section["shape"]))
        parts.append(frame[section["offset"] : section["offset"] + n_bytes])
    return b"".join(parts)


def weights_of(trainer: Trainer) -> bytes:
    """Return all weights, then all biases, as a frame has them."""
    W = [W.astype("<f4").tobytes() for W, _ in trainer.parameters]
    b = [b.astype("<f4").tobytes() for _, b in trainer.parameters if b is not None]
    return b"".join([*W, *b])

"""Frames: every number equals that of a run of our own, rounded to float32."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np

from benchmarks.clients import HEADER
from benchmarks.server import server
from benchmarks.trials.client import FLOATS, Client, Finding
from engine import Experiment, Trainer

__all__ = ["frames_trial"]

FRAME_SECONDS = 20.0
"""How long the next frame may take."""


async def frames_trial(scale: float) -> bool:
    """Recompute every number of some hundred frames."""
    finding, count = Finding(), int(200 * max(scale, 0.1))
    fields = {"hidden": [8, 8, 8], "activation": "relu", "optimizer": "adam"}
    reference = Trainer(Experiment(**fields))
    with server() as (_, port):
        client = await Client.open(port)
        await client.ask("hello", experiment=fields)
        frames: asyncio.Queue[bytes] = asyncio.Queue()
        client.page.on_frame = frames.put_nowait
        await client.ask("watch", sections=FLOATS, fps=60)
        await client.until(lambda event: event["type"] == "layout")
        await client.ask("play", steps_per_second=700)
        wrong = numbers = compared = 0
        while compared < count:
            async with asyncio.timeout(FRAME_SECONDS):
                frame = await frames.get()
            step = HEADER.unpack_from(frame)[4]
            if step > reference.step_count:
                reference.step(step - reference.step_count)
                found = compare(frame, client.layout, reference)
                wrong, numbers = wrong + found[0], numbers + found[1]
                compared += 1
        print(f"  {numbers:,} numbers in {compared} frames")
        finding.check("numbers that are not float32-exact", wrong, at_most=0)
    return finding.is_good


def compare(frame: bytes, layout: dict[str, Any], trainer: Trainer) -> tuple[int, int]:
    """Return how many numbers of a frame differ from the trace, and of how many."""
    trace = trainer.trace()
    wrong = numbers = 0
    for section in layout["sections"]:
        name, layer = section["name"], section["layer"]
        count = int(np.prod(section["shape"]))
        found = np.frombuffer(frame, "<f4", count, section["offset"])
        of_layer = trace.layers[layer]
        if name in ("W", "b"):
            expected = getattr(of_layer, f"{name}_after")
        elif name in ("z", "a"):
            expected = getattr(of_layer, name).mean(axis=1)
        elif name == "delta":
            expected = of_layer.delta.sum(axis=1)
        else:
            expected = getattr(of_layer, name)
        same = found == expected.ravel().astype("<f4")
        wrong, numbers = wrong + int((~same).sum()), numbers + count
    return wrong, numbers

"""Malformed input: each message is answered, or closes with a specified code."""

from __future__ import annotations

import asyncio
import json
import random

from benchmarks.clients import BINARY, TEXT, masked
from benchmarks.server import resident_bytes, server
from benchmarks.trials.client import MEGABYTE, Client, Finding

__all__ = ["malformed_trial"]

FAST = {"commands_per_second": 1e6, "command_burst": 1_000_000}
COMMAND = json.dumps({"type": "change", "id": 5, "learning_rate": 0.1}).encode()
NUMBERS = [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1e999", b"true", b"{}"]
CODES = (1002, 1003, 1007, 1008, 1009)
ANSWER_SECONDS = 20.0


def malformed(rng: random.Random) -> bytes:
    """Return a text that is no command; always UTF-8."""
    kind = rng.randrange(8)
    if kind == 0:
        return COMMAND[: rng.randrange(len(COMMAND))]
    if kind == 1:
        return bytes(rng.randrange(32, 127) for _ in range(rng.randrange(200)))
    if kind == 2:
        return b"[" * rng.randrange(1, 60_000)
    if kind == 3:
        return b'{"type":"pause","id":' + b"9" * rng.randrange(17, 5000) + b"}"
    if kind == 4:
        half = rng.choice([b"800", b"fff"])
        return b'{"type":"pause","id":1,"x":"\\ud' + half + b'"}'
    if kind == 5:
        return b'{"type":"change","id":1,"noise":' + rng.choice(NUMBERS) + b"}"
    if kind == 6:
        return b'{"type":"pause","id":1,"id":2}'
    name = rng.choice(["Twin", "", "eval", 1])
    return json.dumps({"type": name, "id": 3}).encode()


def mutated(rng: random.Random) -> bytes:
    """Return a command with a few other characters; it may still be one."""
    text = bytearray(COMMAND)
    for _ in range(rng.randrange(1, 5)):
        text[rng.randrange(len(text))] = rng.randrange(1, 128)
    return bytes(text)


async def malformed_trial(scale: float) -> bool:
    """Send malformed messages; each must be answered and do no harm."""
    finding, rng = Finding(), random.Random(3)
    with server(**FAST) as (pid, port):
        client = await Client.open(port)
        await client.ask("hello")
        before = resident_bytes(pid)
        unanswered = await send_texts(client, rng, count=int(100_000 * scale))
        works = (await client.ask("pause"))["type"] == "ack"
        more = (resident_bytes(pid) - before) / MEGABYTE
        finding.check("messages without a typed answer", unanswered, at_most=0)
        finding.check("next command refused", float(not works), at_most=0)
        finding.check("memory, MB", more, at_most=20)
        wrong = 0
        for _ in range(int(200 * scale) + 20):
            wrong += not await answers_bytes(port, rng)
        finding.check("random bytes neither answered nor closed", wrong, at_most=0)
    return finding.is_good


async def send_texts(client: Client, rng: random.Random, *, count: int) -> int:
    """Send texts one after the other; return how many were not answered properly."""
    unanswered = 0
    for k in range(count):
        is_mutated = k % 9 == 8
        text = mutated(rng) if is_mutated else malformed(rng)
        allowed = ("error", "ack") if is_mutated else ("error",)
        client.page.transport.write(masked(TEXT, text))
        try:
            answer = await client.until(lambda event: event["type"] in ("error", "ack"))
        except TimeoutError:
            return count - k
        unanswered += answer["type"] not in allowed
    return unanswered


async def answers_bytes(port: int, rng: random.Random) -> bool:
    """Send random bytes; return whether an event or a specified close follows."""
    client = await Client.open(port)
    data = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 400)))
    client.page.transport.write(masked(rng.choice([TEXT, BINARY]), data))
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await client.page.closed.wait()
    except TimeoutError:
        return not client.events.empty()
    finally:
        client.page.transport.abort()
    return client.page.close_code in CODES

"""Clients: many pages in one process, each at little cost.

Reads a plan as JSON from standard input and writes what it measured to standard
output. It implements the protocol by hand, because a client library would use up the
second core before the server has used up the first.
"""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import struct
import sys
import time
from collections.abc import Callable
from itertools import cycle, islice, pairwise
from typing import Any

__all__ = ["Page", "main", "run_plan"]

PROTOCOL = "backprop-live.v1"
HEADER = struct.Struct("<BBHIIIIIdd")
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
STAGGER_SECONDS = 0.01
"""Between the starts of two sessions."""
LATE_SECONDS = 1.0
"""A change that no frame has shown for so long counts as not shown."""


def masked(opcode: int, payload: bytes) -> bytes:
    """Return a client's frame; its mask of zeros leaves the payload unchanged."""
    n = len(payload)
    if n < 126:
        return bytes((0x80 | opcode, 0x80 | n, 0, 0, 0, 0)) + payload
    head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, n)
    return head + b"\0\0\0\0" + payload


def message_end(data: bytes, start: int) -> tuple[int, int] | None:
    """Return where a frame's payload begins and ends; None if it is unfinished."""
    if len(data) < start + 2:
        return None
    n, body = data[start + 1], start + 2
    if n >= 126:
        n_bytes = 2 if n == 126 else 8
        n, body = int.from_bytes(data[body : body + n_bytes], "big"), body + n_bytes
    return (body, body + n) if body + n <= len(data) else None


ACK_HEAD = [masked(TEXT, bytes(n))[:6] for n in range(126)]
"""The header of a text frame, by the length of its payload."""


class Page(asyncio.Protocol):
    """One connection: acknowledges every frame and records when it arrived."""

    def __init__(self, origin: str, on_event: Callable[[dict[str, Any]], None]) -> None:
        self._origin = origin
        self._on_event = on_event
        self._data = b""
        self._is_open = False
        self._next_id = 0
        self._sent_at: dict[int, float] = {}
        self._shown_by: list[tuple[int, float]] = []
        self.opened = asyncio.get_running_loop().create_future()
        self.frames: list[tuple[float, int]] = []
        self.latencies: list[float] = []
        self.n_bytes = 0
        self.close_code: int | None = None
        self.closed = asyncio.Event()
        self.followers: list[Page] = []
        self.on_frame: Callable[[bytes], object] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the handshake request."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        lines = [
            "GET /ws HTTP/1.1",
            f"Host: {self._origin.partition('//')[2]}",
            f"Origin: {self._origin}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            f"Sec-WebSocket-Protocol: {PROTOCOL}",
        ]
        transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        """Handle all frames that are complete."""
        data = self._data + data if self._data else data
        if not self._is_open:
            head, found, rest = data.partition(b"\r\n\r\n")
            if not found:
                self._data = data
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            data = rest
            self._is_open = True
            self.opened.set_result(None)
        start = 0
        while (end := message_end(data, start)) is not None:
            body, stop = end
            self._take(data[start] & 15, data[body:stop])
            start = stop
        self._data = data[start:]

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Wake the coroutines that wait for the connection or for its end."""
        self.closed.set()
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("refused"))

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == BINARY:
            self._frame(payload)
        elif opcode == TEXT:
            event = json.loads(payload)
            if event["type"] == "ack" and event["id"] in self._sent_at:
                sent = self._sent_at.pop(event["id"])
                for page in (self, *self.followers):
                    page._shown_by.append((event["command"], sent))
            self._on_event(event)
        elif opcode == PING:
            self.transport.write(masked(PONG, payload))
        elif opcode == CLOSE:
            self.close_code = int.from_bytes(payload[:2], "big")
            self.closed.set()

    def _frame(self, payload: bytes) -> None:
        now = time.perf_counter()
        _, _, _, seq, step, _, command, *_ = HEADER.unpack_from(payload)
        text = b'{"type":"frame_ack","seq":%d}' % seq
        self.transport.write(ACK_HEAD[len(text)] + text)
        self.frames.append((now, step))
        self.n_bytes += len(payload)
        if self.on_frame is not None:
            self.on_frame(payload)
        while self._shown_by and self._shown_by[0][0] <= command:
            self.latencies.append(now - self._shown_by.pop(0)[1])

    def send(self, type: str, *, timed: bool = False, **fields: Any) -> int:
        """Send a command; a timed one is measured up to the frame that shows it."""
        self._next_id += 1
        if timed:
            self._sent_at[self._next_id] = time.perf_counter()
        text = json.dumps({"type": type, "id": self._next_id, **fields})
        self.transport.write(masked(TEXT, text.encode()))
        return self._next_id

    def forget(self) -> None:
        """Start to measure."""
        self.frames.clear()
        self.latencies.clear()
        self.n_bytes = 0

    def n_unshown(self, *, since: float) -> int:
        """Count the timed commands sent before a moment that no frame has shown."""
        times = [*self._sent_at.values(), *(sent for _, sent in self._shown_by)]
        return sum(sent < since for sent in times)


async def open_page(
    port: int,
    on_event: Callable[[dict[str, Any]], None] = lambda _: None,
    *,
    source: str | None = None,
    site: tuple[str, ssl.SSLContext] | None = None,
) -> Page:
    """Connect one page, from an address of this machine, if need be with TLS.

    A site has a name, and what checks its certificate.
    """
    name, context = site or (None, None)
    origin = f"https://{name}" if name else f"http://127.0.0.1:{port}"
    loop = asyncio.get_running_loop()
    _, page = await loop.create_connection(
        lambda: Page(origin, on_event),
        "127.0.0.1",
        port,
        local_addr=None if source is None else (source, 0),
        ssl=context,
        server_hostname=name,
    )
    await page.opened
    return page


async def move_slider(page: Page, per_second: float, rng: random.Random) -> None:
    """Change the learning rate now and then."""
    while True:
        await asyncio.sleep(rng.expovariate(per_second))
        page.send("change", timed=True, learning_rate=0.001 * (1 + rng.random()))


async def run_plan(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """Open sessions, watch them for a while, and return the figures of each page.

    With observers, those watch the first session, and all figures are theirs.
    """
    controllers, observer_key = await open_sessions(plan)
    rng = random.Random(1)
    sliders = [
        asyncio.create_task(move_slider(page, plan["changes_per_second"], rng))
        for page in controllers
    ]
    pages = controllers
    if plan["observers"]:
        pages = [await open_page(plan["ports"][0]) for _ in range(plan["observers"])]
        for page in pages:
            page.send("hello", session=observer_key)
            page.send("watch", **plan["watch"])
        controllers[0].followers = pages
    await asyncio.sleep(plan["settle"])
    print("measuring", file=sys.stderr, flush=True)
    for page in pages:
        page.forget()
    start = time.perf_counter()
    await asyncio.sleep(plan["seconds"])
    seconds = time.perf_counter() - start
    results = [figures(page, seconds) for page in pages]
    print("measured", file=sys.stderr, flush=True)
    for slider in sliders:
        slider.cancel()
    for page in {*pages, *controllers}:
        page.transport.close()
    return results


async def open_sessions(plan: dict[str, Any]) -> tuple[list[Page], str]:
    """Open one page per session; return them and the first one's key for observers."""
    observer_key = asyncio.get_running_loop().create_future()

    def on_event(event: dict[str, Any]) -> None:
        if event["type"] == "welcome" and not observer_key.done():
            observer_key.set_result(event["observer_key"])

    pages = []
    for port in islice(cycle(plan["ports"]), plan["sessions"]):
        page = await open_page(port, on_event)
        page.send("hello", experiment=plan["experiment"])
        if plan["twin"] is not None:
            page.send("twin", action="make", change=plan["twin"])
        page.send("watch", **plan["watch"])
        page.send("play", **plan["play"])
        pages.append(page)
        await asyncio.sleep(STAGGER_SECONDS)
    return pages, await observer_key


def figures(page: Page, seconds: float) -> dict[str, Any]:
    """Return what one page has measured; steps per second lie between its frames."""
    times = [moment for moment, _ in page.frames]
    steps = [step for _, step in page.frames]
    rate = 0.0
    if len(times) > 1:
        rate = (steps[-1] - steps[0]) / (times[-1] - times[0])
    return {
        "fps": len(times) / seconds,
        "gaps": [b - a for a, b in pairwise(times)],
        "latencies": page.latencies,
        "bytes_per_frame": page.n_bytes / max(1, len(times)),
        "steps_per_second": rate,
        "unshown": page.n_unshown(since=time.perf_counter() - LATE_SECONDS),
        "is_closed": page.closed.is_set(),
    }


def main() -> None:
    """Carry out the plan on standard input."""
    plan = json.load(sys.stdin)
    json.dump(asyncio.run(run_plan(plan)), sys.stdout)


if __name__ == "__main__":
    main()

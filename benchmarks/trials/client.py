"""Client and Finding: a page that waits for answers, and what a trial has found."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import Any

from benchmarks.clients import Page, open_page

__all__ = ["FLOATS", "MEGABYTE", "Client", "Finding"]

MEGABYTE = 1e6
FLOATS = ["W", "b", "z", "a", "delta", "dW", "db", "update_W", "update_b"]
"""The sections of float32 numbers."""


class Finding:
    """Compares what one trial has found with what was promised."""

    def __init__(self) -> None:
        self.is_good = True

    def check(self, what: str, found: float, *, at_most: float) -> None:
        """Print one promise and whether it was kept. NaN never is."""
        is_kept = found <= at_most
        self.is_good = self.is_good and is_kept
        mark = "ok  " if is_kept else "FAIL"
        print(f"  {mark} {what}: {found:,.4g} (at most {at_most:,.4g})", flush=True)


class Client:
    """A page with a queue of events."""

    def __init__(self, page: Page, events: asyncio.Queue[dict[str, Any]]) -> None:
        self.page = page
        self.events = events
        self.layout: dict[str, Any] = {}

    @classmethod
    async def open(
        cls,
        port: int,
        *,
        source: str | None = None,
        site: tuple[str, ssl.SSLContext] | None = None,
    ) -> Client:
        """Connect, as `open_page` does."""
        events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        page = await open_page(port, events.put_nowait, source=source, site=site)
        return cls(page, events)

    async def until(
        self, wanted: Callable[[dict[str, Any]], bool], seconds: float = 20
    ) -> dict[str, Any]:
        """Return the first event that is wanted.

        Raises
        ------
        TimeoutError
            If none comes in time.
        """
        async with asyncio.timeout(seconds):
            while True:
                event = await self.events.get()
                if event["type"] == "layout":
                    self.layout = event
                if wanted(event):
                    return event

    async def ask(self, type: str, **fields: Any) -> dict[str, Any]:
        """Send a command and return its answer."""
        id_ = self.page.send(type, **fields)
        return await self.until(lambda event: event.get("id") == id_)

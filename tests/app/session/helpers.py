"""What the tests of a session share: picking events from a list."""

from typing import Any

from app.protocol.events import (
    Event,
)


def kinds(events: list[Event]) -> list[str]:
    return [event.model_dump()["type"] for event in events]


def of(events: list[Event], kind: type) -> Any:
    (found,) = [event for event in events if isinstance(event, kind)]
    return found

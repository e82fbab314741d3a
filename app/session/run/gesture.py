"""Gesture: which events are one to the user, as all moves of one slider are."""

import math

from app.session.run.history import GESTURE_SECONDS
from engine.training.timeline.branch import Place
from engine.training.timeline.events import Change, Edit, Event

__all__ = ["Gesture"]


class Gesture:
    """The last event, and what the next one has to be to belong to it."""

    def __init__(self) -> None:
        self._last: tuple[object, ...] = ()
        self._at = -math.inf

    def continues(self, event: Event, place: Place, *, now: float) -> bool:
        """Return whether an event at a place is one with the last one."""
        is_near = 0 <= now - self._at < GESTURE_SECONDS
        return is_near and self._last == _named(event, place)

    def follow(self, event: Event, place: Place, *, now: float) -> None:
        """Store the last event, and the place right after it."""
        self._last, self._at = _named(event, place), now


def _named(event: Event, place: Place) -> tuple[object, ...]:
    at = place.branch, place.n_events
    if isinstance(event, Change):
        return *at, *map(frozenset, event.fields)
    if isinstance(event, Edit):
        return *at, event.run, event.layer, event.row, event.column
    return (object(),)

"""Gesture: which events are one to the user, as all moves of one slider are."""

import math
from collections.abc import Sequence

from engine.training.timeline.branch import Dated, TimelinePlace
from engine.training.timeline.events import Event, subject

__all__ = ["GESTURE_SECONDS", "Gesture"]

GESTURE_SECONDS = 1.5
"""The longest pause in a gesture between two steps."""


class Gesture:
    """The last event, and what the next one has to be to belong to it."""

    def __init__(self) -> None:
        self._last: tuple[object, ...] = ()
        self._at = -math.inf

    def continues(
        self, event: Event, place: TimelinePlace, events: Sequence[Dated], *, now: float
    ) -> bool:
        """Return whether an event at a place is one with the last one.

        It is if it changes the same soon after, or with no step in between.

        Parameters
        ----------
        events : sequence of Dated
            Those of the branch.
        """
        changed = subject(event)
        if changed is None:
            return False
        last = events[place.n_events - 1] if place.n_events else None
        if last and last.step == place.step and subject(last.event) == changed:
            return True
        is_near = 0 <= now - self._at < GESTURE_SECONDS
        return is_near and self._last == _placed(event, place)

    def follow(self, event: Event, place: TimelinePlace, *, now: float) -> None:
        """Store the last event, and the place right after it."""
        self._last, self._at = _placed(event, place), now


def _placed(event: Event, place: TimelinePlace) -> tuple[object, ...]:
    return place.branch, place.n_events, subject(event)

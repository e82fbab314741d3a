"""Gesture: which events are one to the user, as all moves of one slider are."""

import math
from collections.abc import Sequence

from engine.training.timeline.branch import DatedEvent, TimelinePlace
from engine.training.timeline.events import Event, subject

__all__ = ["DELAY_SECONDS", "GESTURE_SECONDS", "Gesture"]

GESTURE_SECONDS = 1.0
"""The pause that ends a gesture as the user makes it, for undo, too."""
DELAY_SECONDS = 0.5
"""By how much longer the pause may be at the server.

The page and the network delay each change by another time.
"""


class Gesture:
    """The last event, and what the next one has to be to belong to it."""

    def __init__(self) -> None:
        self._last: tuple[object, ...] = ()
        self._at = -math.inf

    def continues(
        self,
        event: Event,
        place: TimelinePlace,
        events: Sequence[DatedEvent],
        *,
        now: float,
    ) -> bool:
        """Return whether an event at a place is one with the last one.

        It is if it changes the same soon after, or with no step in between: nothing was
        trained with the value that is replaced.

        Parameters
        ----------
        events : sequence of DatedEvent
            Those of the branch.
        """
        changed = subject(event)
        if changed is None:
            return False
        last = events[place.n_events - 1] if place.n_events else None
        if last and last.step == place.step and subject(last.event) == changed:
            return True
        is_near = 0 <= now - self._at < GESTURE_SECONDS + DELAY_SECONDS
        return is_near and self._last == _placed(event, place)

    def follow(self, event: Event, place: TimelinePlace, *, now: float) -> None:
        """Store the last event, and the place right after it."""
        self._last, self._at = _placed(event, place), now


def _placed(event: Event, place: TimelinePlace) -> tuple[object, ...]:
    return place.branch, place.n_events, subject(event)

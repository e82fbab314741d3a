"""Slot: something that the scheduler trains and sends for, and its receiver."""

import math
from collections.abc import Callable, Iterable
from typing import Protocol

from app.protocol.events import Event

__all__ = ["Recipient", "Schedulable", "Slot"]


class Schedulable(Protocol):
    """What the scheduler drives: a session, or a group of its observers."""

    def runs_at(self) -> float | None:
        """Return when training is due; None if there is none to do."""

    def run(self, budget_seconds: float, *, now: float) -> None:
        """Train for one turn."""

    def fail(self, error: Exception, *, now: float) -> None:
        """Pause after an error in the server itself."""

    def shows_at(self) -> float | None:
        """Return when the next frame or event may be sent; None if none may."""

    def events(self, *, now: float) -> list[Event]:
        """Return the events since the last call."""

    def frame(self, *, now: float, n_viewers: int = 1) -> bytes | None:
        """Return a frame if one is due, and count it as in flight.

        So many slots that send share the time, this one among them.
        """


class Recipient(Protocol):
    """Where the messages of a slot go."""

    def send(self, events: Iterable[Event]) -> None:
        """Send events, none of which is dropped."""

    def send_frame(self, frame: bytes) -> None:
        """Send one frame."""


class Slot:
    """One entry of the scheduler.

    Parameters
    ----------
    session : Schedulable
    recipient : Recipient
    followers : callable, optional
        Returns the slots whose frames depend on this session too.

    Attributes
    ----------
    is_active : bool
        False once the scheduler has released the slot.
    frame_seconds : float
        What a frame costs on average; 0 before the first.
    frames_paid_at : float
        Earliest time of its next frame, which the cost of the last ones sets.
    """

    def __init__(
        self,
        session: Schedulable,
        recipient: Recipient,
        *,
        followers: Callable[[], Iterable["Slot"]] = tuple,
    ) -> None:
        self.session = session
        self.recipient = recipient
        self.followers = followers
        self.is_active = True
        self.frame_seconds = 0.0
        self.frames_paid_at = -math.inf

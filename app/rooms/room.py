"""Room: a session and the observers in it."""

from collections.abc import Callable, Iterable

from app.protocol.commands import Watch
from app.protocol.errors import ProtocolError
from app.protocol.events import (
    Ack,
    Audience,
    Changed,
    DataChanged,
    Diverged,
    Event,
    NetworkChanged,
    Status,
)
from app.protocol.sentence import sentence
from app.rooms.broadcast import BroadcastGroup, Observer
from app.scheduling.scheduler import Scheduler, Slot
from app.session.session import Session
from app.session.watching import check_probe

__all__ = [
    "MAX_GROUPS",
    "Room",
]

MAX_GROUPS = 16
"""Different things that the onlookers of one session may look at."""


class Room:
    """A session and those who look on.

    Attributes
    ----------
    tell : callable or None
        Takes events for the page that steers, while there is one.
    wake : callable
        Called when it may have become worth training, or no longer is.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.tell: Callable[[Iterable[Event]], None] | None = None
        self.wake: Callable[[], None] = lambda: None
        self._observers: set[Observer] = set()
        self._groups: dict[Watch, BroadcastGroup] = {}

    def slots(self) -> list[Slot]:
        """Return the slots of all groups."""
        return [group.slot for group in self._groups.values()]

    def enter(self, observer: Observer) -> None:
        """Let somebody in, who will say later what to look at."""
        self._observers.add(observer)
        self.count()

    def count(self) -> None:
        """Tell the page that steers how many look on."""
        if self.tell is not None:
            self.tell([Audience(onlookers=len(self._observers))])

    def group_of(self, observer: Observer) -> BroadcastGroup | None:
        """Return where somebody looks on from; None before the first watch."""
        return next((g for g in self._groups.values() if observer in g), None)

    def look(
        self, observer: Observer, command: Watch, scheduler: Scheduler, *, now: float
    ) -> BroadcastGroup:
        """Give somebody the place from where to see what it asks for.

        Raises
        ------
        ProtocolError
            If there is no such sample to look at, or too many different wishes.
        """
        check_probe(command, self.session.trainer)
        watch = command.model_copy(update={"id": 0})
        if watch not in self._groups and len(self._groups) >= MAX_GROUPS:
            message = sentence("error.groups", limit=MAX_GROUPS)
            raise ProtocolError("limit_exceeded", message, limit=MAX_GROUPS)
        self._leave_group(observer, scheduler)
        if watch not in self._groups:
            self._groups[watch] = BroadcastGroup(self.session, watch, now=now)
        self._groups[watch].enter(observer)
        self._see_who_looks()
        return self._groups[watch]

    def leave(self, observer: Observer, scheduler: Scheduler) -> None:
        """Let somebody go."""
        self._observers.discard(observer)
        self._leave_group(observer, scheduler)
        self.count()

    def _leave_group(self, observer: Observer, scheduler: Scheduler) -> None:
        for watch, group in tuple(self._groups.items()):
            if observer in group:
                group.leave(observer)
                if not group:
                    scheduler.release(group.slot)
                    del self._groups[watch]
                    self._see_who_looks()

    def _see_who_looks(self) -> None:
        views = [group.subscription for group in self._groups.values()]
        self.session.has_observers = any(view.wants_frames for view in views)
        self.wake()

    def hear(self, events: Iterable[Event]) -> None:
        """Tell all onlookers what happens, apart from what only the sender needs."""
        if not self._groups:
            return
        public = [_public(event) for event in events]
        said = [event for event in public if event is not None]
        for group in self._groups.values():
            group.hear(said)

    def close(self) -> None:
        """Send all onlookers away: the session has been forgotten."""
        for observer in tuple(self._observers):
            observer.close(4001, "session_over", sentence("closing.over"))


PUBLIC = (DataChanged, Diverged, NetworkChanged, Status, Changed)


def _public(event: Event) -> Event | None:
    """Return what onlookers are to hear of an event, if anything."""
    if isinstance(event, Ack) and "sections" not in event.applied:
        return Changed(**event.model_dump(exclude={"type", "id"}))
    return event if isinstance(event, PUBLIC) else None

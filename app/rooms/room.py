"""Room: one session, the client that controls it and the clients that observe it."""

from collections.abc import Iterable

from app.protocol.commands.commands import Watch
from app.protocol.errors import ProtocolError
from app.protocol.events import (
    Ack,
    Audience,
    Changed,
    DataChanged,
    DiagnosisChanged,
    Diverged,
    Event,
    History,
    NetworkChanged,
    Status,
    Timeline,
    TwinChanged,
)
from app.protocol.sentence import sentence
from app.rooms.autosave import Autosave
from app.rooms.broadcast import BroadcastGroup, Observer
from app.scheduling.scheduler import Scheduler
from app.scheduling.slot import Slot
from app.session.commands.watching import check_probe
from app.session.session import Session

__all__ = ["MAX_GROUPS", "Room"]

MAX_GROUPS = 16
"""Different ``watch`` commands of the observers of one session."""
PUBLIC_EVENTS = (
    *(DataChanged, NetworkChanged, TwinChanged, DiagnosisChanged),
    *(Changed, Diverged, History, Status, Timeline),
)
"""Events that observers get exactly as the controller does."""


class Room:
    """A session and its clients.

    Attributes
    ----------
    session : Session
    scheduler : Scheduler
    controller : Slot or None
        The session's slot in the scheduler, while a client controls it.
    autosave : Autosave or None
        Saves the session; None if that is off.
    """

    def __init__(self, session: Session, scheduler: Scheduler) -> None:
        self.session = session
        self.scheduler = scheduler
        self.controller: Slot | None = None
        self.autosave: Autosave | None = None
        self._observers: set[Observer] = set()
        self._groups: dict[Watch, BroadcastGroup] = {}

    def observer_slots(self) -> list[Slot]:
        """Return the slots of all groups of observers."""
        return [group.slot for group in self._groups.values()]

    # ---- controller ------------------------------------------------------------------

    def set_controller(self, slot: Slot) -> None:
        """Train for a client, and tell it how many observe."""
        self.controller = slot
        self._send_audience()
        self.flush()

    def tell(self, events: list[Event]) -> None:
        """Send events to the controller, if there is one."""
        if self.controller is not None:
            self.controller.recipient.send(events)

    def flush(self) -> None:
        """Send the controller at once what a command has changed, and save it soon."""
        if self.controller is not None:
            self.scheduler.flush(self.controller)
        if self.autosave is not None:
            self.autosave.plan()

    def release_controller(self, slot: Slot) -> None:
        """Remove the slot of a controller that leaves or is replaced."""
        self.scheduler.release(slot)
        if self.controller is slot:
            self.controller = None

    def wait_for_controller(self, *, now: float) -> None:
        """Send the observers an event: training waits for another controller."""
        self.session.leave(now=now)
        self.broadcast(self.session.waiting(now=now))
        for slot in self.observer_slots():
            self.scheduler.plan_sending(slot)

    def _send_audience(self) -> None:
        self.tell([Audience(observers=len(self._observers))])

    # ---- observers -------------------------------------------------------------------

    def add_observer(self, observer: Observer) -> None:
        """Add an observer, which gets no frames before its first ``watch``."""
        self._observers.add(observer)
        self._send_audience()

    def remove_observer(self, observer: Observer) -> None:
        """Remove an observer."""
        self._observers.discard(observer)
        self._leave_group(observer)
        self._send_audience()

    def subscribe(
        self, observer: Observer, command: Watch, *, now: float
    ) -> BroadcastGroup:
        """Move an observer to the group that watches what it asks for.

        Raises
        ------
        ProtocolError
            If there is no such sample to watch, or there are too many groups.
        """
        check_probe(command, self.session.trainer)
        watch = command.model_copy(update={"id": 0})
        if watch not in self._groups and len(self._groups) >= MAX_GROUPS:
            message = sentence("error.groups", limit=MAX_GROUPS)
            raise ProtocolError("limit_exceeded", message, limit=MAX_GROUPS)
        if watch not in self._groups:
            self.session.require(watch)
        self._leave_group(observer)
        if watch not in self._groups:
            self._groups[watch] = BroadcastGroup(self.session, watch, now=now)
        self._groups[watch].add(observer)
        self._update_has_observers()
        return self._groups[watch]

    def acknowledge(self, observer: Observer, seq: int, *, now: float) -> bool:
        """Take a frame of an observer out of flight; False if it is not in flight."""
        group = self._group_of(observer)
        if group is None or not group.acknowledge(observer, seq, now=now):
            return False
        self.scheduler.plan_sending(group.slot)
        return True

    def send_latest(self, observer: Observer, *, now: float) -> None:
        """Send an observer its group's latest frame, and plan the next one."""
        group = self._group_of(observer)
        if group is not None:
            group.send_latest(observer, now=now)
            self.scheduler.plan_sending(group.slot)

    def broadcast(self, events: Iterable[Event]) -> None:
        """Queue events for all observers, in the form in which they may see them."""
        if not self._groups:
            return
        public = [_public(event) for event in events]
        queued = [event for event in public if event is not None]
        for group in self._groups.values():
            group.queue(queued)

    def close(self) -> None:
        """Close the connections of all observers: the session has been removed."""
        if self.autosave is not None:
            self.autosave.close()
        self.session.memory.close()
        for observer in tuple(self._observers):
            observer.client.close(4001, "session_over", sentence("closing.over"))

    def _group_of(self, observer: Observer) -> BroadcastGroup | None:
        return next((g for g in self._groups.values() if observer in g), None)

    def _leave_group(self, observer: Observer) -> None:
        for watch, group in tuple(self._groups.items()):
            if observer in group:
                group.remove(observer)
                if not group:
                    self.scheduler.release(group.slot)
                    del self._groups[watch]
                    self._update_has_observers()

    def _update_has_observers(self) -> None:
        """Continue the run for observers even if its controller asks for no frames."""
        self.session.observe(tuple(self._groups))
        self.flush()


def _public(event: Event) -> Event | None:
    """Return an event as observers see it; None if it is not for them."""
    if isinstance(event, Ack) and "sections" not in event.applied:
        return Changed(**event.model_dump(exclude={"type", "id"}))
    return event if isinstance(event, PUBLIC_EVENTS) else None

"""BroadcastGroup: the observers of a session that watch the same sections.

Their common frame is computed and packed once. Each observer has a congestion window of
its own, so a slow reader skips frames without delaying the others.
"""

from collections.abc import Iterable

from app.protocol.commands.commands import Watch
from app.protocol.events import Event
from app.rooms.client import Client
from app.scheduling.slot import Slot
from app.session.frame import frame_of
from app.session.session import Session
from app.stream.flow_control import CongestionWindow
from app.stream.subscription import Subscription

__all__ = ["BroadcastGroup", "Observer"]


class Observer:
    """A client that observes, and its frames in flight.

    Attributes
    ----------
    seq : int
        Number of the last frame that it was sent; 0 before the first one of its group.
    """

    def __init__(self, client: Client) -> None:
        self.client = client
        self.seq = 0
        self.window = CongestionWindow()


class BroadcastGroup:
    """Observers with the same ``watch``: Schedulable, and the slot's Recipient.

    Parameters
    ----------
    session : Session
        The session that they observe.
    watch : Watch
    now : float
    """

    def __init__(self, session: Session, watch: Watch, *, now: float) -> None:
        self._session = session
        self._fps = watch.fps
        self.subscription = Subscription()
        self.layout = self.subscription.subscribe(watch, session.trainers, now=now)
        self._observers: set[Observer] = set()
        self._n_ready = 0
        self._has_failed = False
        self._events: list[Event] = []
        self._latest: bytes | None = None
        self._latest_seq = 0
        self._latest_at = now
        self.slot = Slot(self, self)

    def __len__(self) -> int:
        """Count the observers."""
        return len(self._observers)

    def __contains__(self, observer: Observer) -> bool:
        """Return whether an observer belongs to this group."""
        return observer in self._observers

    # ---- observers -------------------------------------------------------------------

    def add(self, observer: Observer) -> None:
        """Add an observer, which has seen no frame of this group yet."""
        observer.window.clear()
        observer.seq = 0
        self._observers.add(observer)
        self._n_ready += self._has_room(observer)

    def remove(self, observer: Observer) -> None:
        """Remove an observer."""
        self._observers.discard(observer)
        self._n_ready -= self._has_room(observer)

    def acknowledge(self, observer: Observer, seq: int, *, now: float) -> bool:
        """Take a frame out of flight; False if it is not in flight.

        If the group has sent a newer one meanwhile, the observer gets it now.
        """
        self._n_ready -= self._has_room(observer)
        was_in_flight = observer.window.acknowledge(seq, now=now)
        self._n_ready += self._has_room(observer)
        if was_in_flight:
            self.send_latest(observer, now=now)
        return was_in_flight

    def send_latest(self, observer: Observer, *, now: float) -> None:
        """Send the group's latest frame to an observer that lacks it."""
        is_behind = observer.seq != self._latest_seq
        if self._latest is not None and is_behind and self._has_room(observer):
            self._send_frame_to(observer, self._latest, now)

    def _send_frame_to(self, observer: Observer, frame: bytes, now: float) -> None:
        self._n_ready -= self._has_room(observer)
        observer.seq = self._latest_seq
        observer.window.send(observer.seq, now=now)
        self._n_ready += self._has_room(observer)
        observer.client.send_frame(frame)

    def _has_room(self, observer: Observer) -> bool:
        return observer.window.has_room(self._fps)

    def queue(self, events: Iterable[Event]) -> None:
        """Add events to those that the slot sends next."""
        self._events += events

    # ---- Schedulable -----------------------------------------------------------------

    def runs_at(self) -> float | None:
        """Return None: the session trains in the slot of its controller."""
        return None

    def run(self, budget_seconds: float, *, now: float) -> None:
        """Do nothing."""

    def fail(self, error: Exception, *, now: float) -> None:  # noqa: ARG002
        """Make no more frames until the layout changes."""
        self._has_failed = True

    def shows_at(self) -> float | None:
        """Return when the next frame or event may be sent; None if none may."""
        if self._events:
            return 0.0
        if self._has_failed or not self._n_ready:
            return None
        return self._session.due_at(self.subscription)

    def events(self, *, now: float) -> list[Event]:  # noqa: ARG002
        """Return the queued events, then the new layout if there is one."""
        events, self._events = self._events, []
        trainers = self._session.trainers
        self.subscription.drop_missing_probe(trainers[0].data.train_x.shape[1])
        if not self.subscription.fits(trainers):
            self.layout, self._latest = self.subscription.rebuild(trainers), None
            self._has_failed = False
            events.append(self.layout)
            for observer in self._observers:  # a page drops frames of an old layout
                observer.window.clear()
            self._n_ready = len(self._observers)
        return events

    def frame(self, *, now: float, n_viewers: int = 1) -> bytes | None:
        """Return the next frame if one is due."""
        state = self._session.state
        frame = frame_of(state, self.subscription, now=now, n_viewers=n_viewers)
        if frame is not None:
            self.subscription.window.clear()  # each observer has its own
            self._latest, self._latest_at = frame, now
            self._latest_seq = self.subscription.seq
        return frame

    # ---- Recipient -------------------------------------------------------------------

    def send(self, events: Iterable[Event]) -> None:
        """Send events to all observers."""
        messages = list(events)
        for observer in tuple(self._observers):
            observer.client.send(messages)

    def send_frame(self, frame: bytes) -> None:
        """Send a frame to the observers that have acknowledged enough of the others."""
        for observer in tuple(self._observers):
            if self._has_room(observer):
                self._send_frame_to(observer, frame, self._latest_at)

"""BroadcastGroup: the pages that look on at a session which another page steers.

All that look at the same things get the same frame: it is computed and packed once,
and a slow reader leaves frames out without holding the others up.
"""

from collections.abc import Callable, Iterable

from app.protocol.commands import Watch
from app.protocol.events import (
    ClosingReason,
    Event,
)
from app.protocol.sentence import Sentence
from app.scheduling.scheduler import Slot
from app.session.session import Session
from app.stream.flow_control import CongestionWindow
from app.stream.subscription import Subscription

__all__ = ["BroadcastGroup", "Observer"]


class Observer:
    """One page that looks on.

    Parameters
    ----------
    send : callable
        Takes events, which must arrive.
    show : callable
        Takes one frame.
    close : callable
        Ends the connection, with a reason.
    """

    def __init__(
        self,
        *,
        send: Callable[[Iterable[Event]], None],
        show: Callable[[bytes], None],
        close: Callable[[int, ClosingReason, Sentence], None],
    ) -> None:
        self.send = send
        self.show = show
        self.close = close
        self.seq = 0
        self.window = CongestionWindow()


class BroadcastGroup:
    """Onlookers with the same watch; for the scheduler it is like a session.

    Parameters
    ----------
    session : Session
        The session that they look at.
    watch : Watch
    now : float
    """

    def __init__(self, session: Session, watch: Watch, *, now: float) -> None:
        self._session = session
        self._fps = watch.fps
        self.subscription = Subscription()
        self.layout = self.subscription.subscribe(watch, session.trainer, now=now)
        self._observers: set[Observer] = set()
        self._n_ready = 0
        self._has_failed = False
        self._events: list[Event] = []
        self._latest: bytes | None = None
        self._latest_at = now
        self.slot = Slot(self, send=self._send, show=self._show)

    def __len__(self) -> int:
        """Count the onlookers."""
        return len(self._observers)

    def __contains__(self, observer: Observer) -> bool:
        """Tell whether somebody looks on from here."""
        return observer in self._observers

    # ---- who looks on ----------------------------------------------------------------

    def enter(self, observer: Observer) -> None:
        """Let somebody look on from here."""
        observer.window.clear()
        self._observers.add(observer)
        self._n_ready += self._has_room(observer)

    def leave(self, observer: Observer) -> None:
        """Let somebody go."""
        self._observers.discard(observer)
        self._n_ready -= self._has_room(observer)

    def acknowledge(self, observer: Observer, seq: int, *, now: float) -> None:
        """Note that somebody has a frame; there may be a newer one by now."""
        self._n_ready -= self._has_room(observer)
        observer.window.acknowledge(seq, now=now)
        self._n_ready += self._has_room(observer)
        if observer.seq != self.subscription.seq and self._has_room(observer):
            self.catch_up(observer, now=now)

    def catch_up(self, observer: Observer, *, now: float) -> None:
        """Show somebody the frame that the others have had already."""
        if self._latest is not None:
            self._give(observer, self._latest, now)

    def _give(self, observer: Observer, frame: bytes, now: float) -> None:
        self._n_ready -= self._has_room(observer)
        observer.seq = self.subscription.seq
        observer.window.send(observer.seq, now=now)
        self._n_ready += self._has_room(observer)
        observer.show(frame)

    def _has_room(self, observer: Observer) -> bool:
        return observer.window.has_room(self._fps)

    def hear(self, events: Iterable[Event]) -> None:
        """Take what the session said to the page that steers it."""
        self._events += events

    # ---- Schedulable ---------------------------------------------------------------

    def runs_at(self) -> float | None:
        """Return None: the session trains on the slot of the page that steers it."""
        return None

    def run(self, budget_seconds: float, *, now: float) -> None:
        """Do nothing."""

    def fail(self, *, now: float) -> None:  # noqa: ARG002
        """Make no frames any more, until there is something else to lay out."""
        self._has_failed = True

    def shows_at(self) -> float | None:
        """Return when the next frame or event may go out; None if none may."""
        if self._events:
            return 0.0
        if self._has_failed or not self._n_ready:
            return None
        return self._session.due_at(self.subscription)

    def events(self, *, now: float) -> list[Event]:  # noqa: ARG002
        """Return what is to be said, a new layout among it if there is one."""
        events, self._events = self._events, []
        trainer = self._session.trainer
        self.subscription.drop_missing_probe(trainer.data.train_x.shape[1])
        if not self.subscription.fits(trainer):
            self.layout, self._latest = self.subscription.rebuild(trainer), None
            self._has_failed = False
            events.append(self.layout)
            for observer in self._observers:  # who drops what is under way
                observer.window.clear()
            self._n_ready = len(self._observers)
        return events

    def frame(self, *, now: float) -> bytes | None:
        """Return the next frame if one is due."""
        frame = self._session.frame_of(self.subscription, now=now)
        if frame is not None:
            self.subscription.window.clear()  # each observer has its own
            self._latest, self._latest_at = frame, now
        return frame

    def _send(self, events: Iterable[Event]) -> None:
        said = list(events)
        for observer in tuple(self._observers):
            observer.send(said)

    def _show(self, frame: bytes) -> None:
        for observer in tuple(self._observers):
            if self._has_room(observer):
                self._give(observer, frame, self._latest_at)

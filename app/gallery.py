"""Gallery: the pages that look on at a session which another page steers.

All that look at the same things get the same frame: it is computed and packed once,
and a slow reader leaves frames out without holding the others up.
"""

from collections.abc import Callable, Iterable

from app.events import (
    Ack,
    Audience,
    Changed,
    ClosingReason,
    Data,
    Diverged,
    Event,
    Network,
    Status,
)
from app.flight import Flight
from app.language import t
from app.pacer import Pacer, Seat
from app.protocol import ProtocolError, Watch
from app.session import Session
from app.steering import check_probe
from app.view import View

__all__ = ["MAX_GALLERIES", "Gallery", "Onlooker", "Room"]

MAX_GALLERIES = 16
"""Different things that the onlookers of one session may look at."""


class Onlooker:
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
        close: Callable[[int, ClosingReason, str], None],
    ) -> None:
        self.send = send
        self.show = show
        self.close = close
        self.seq = 0
        self.flight = Flight()


class Gallery:
    """Onlookers with the same watch; for the pacer it is like a session.

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
        self.view = View()
        self.layout = self.view.look(watch, session.trainer, now=now)
        self._onlookers: set[Onlooker] = set()
        self._n_ready = 0
        self._has_failed = False
        self._events: list[Event] = []
        self._latest: bytes | None = None
        self._latest_at = now
        self.seat = Seat(self, send=self._send, show=self._show)

    def __len__(self) -> int:
        """Count the onlookers."""
        return len(self._onlookers)

    def __contains__(self, onlooker: Onlooker) -> bool:
        """Tell whether somebody looks on from here."""
        return onlooker in self._onlookers

    # ---- who looks on ----------------------------------------------------------------

    def enter(self, onlooker: Onlooker) -> None:
        """Let somebody look on from here."""
        onlooker.flight.clear()
        self._onlookers.add(onlooker)
        self._n_ready += self._has_room(onlooker)

    def leave(self, onlooker: Onlooker) -> None:
        """Let somebody go."""
        self._onlookers.discard(onlooker)
        self._n_ready -= self._has_room(onlooker)

    def acknowledge(self, onlooker: Onlooker, seq: int, *, now: float) -> None:
        """Note that somebody has a frame; there may be a newer one by now."""
        self._n_ready -= self._has_room(onlooker)
        onlooker.flight.land(seq, now=now)
        self._n_ready += self._has_room(onlooker)
        if onlooker.seq != self.view.seq and self._has_room(onlooker):
            self.catch_up(onlooker, now=now)

    def catch_up(self, onlooker: Onlooker, *, now: float) -> None:
        """Show somebody the frame that the others have had already."""
        if self._latest is not None:
            self._give(onlooker, self._latest, now)

    def _give(self, onlooker: Onlooker, frame: bytes, now: float) -> None:
        self._n_ready -= self._has_room(onlooker)
        onlooker.seq = self.view.seq
        onlooker.flight.send(onlooker.seq, now=now)
        self._n_ready += self._has_room(onlooker)
        onlooker.show(frame)

    def _has_room(self, onlooker: Onlooker) -> bool:
        return onlooker.flight.has_room(self._fps)

    def hear(self, events: Iterable[Event]) -> None:
        """Take what the session said to the page that steers it."""
        self._events += events

    # ---- what the pacer asks ---------------------------------------------------------

    def runs_at(self) -> float | None:
        """Return None: the session trains on the seat of the page that steers it."""
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
        return self._session.due_at(self.view)

    def events(self, *, now: float) -> list[Event]:  # noqa: ARG002
        """Return what is to be said, a new layout among it if there is one."""
        events, self._events = self._events, []
        trainer = self._session.trainer
        self.view.keep_probe_below(trainer.data.train_x.shape[1])
        if not self.view.fits(trainer):
            self.layout, self._latest = self.view.rebuild(trainer), None
            self._has_failed = False
            events.append(self.layout)
            for onlooker in self._onlookers:  # who drops what is under way
                onlooker.flight.clear()
            self._n_ready = len(self._onlookers)
        return events

    def frame(self, *, now: float) -> bytes | None:
        """Return the next frame if one is due."""
        frame = self._session.frame_of(self.view, now=now)
        if frame is not None:
            self.view.flight.clear()  # each onlooker has its own
            self._latest, self._latest_at = frame, now
        return frame

    def _send(self, events: Iterable[Event]) -> None:
        said = list(events)
        for onlooker in tuple(self._onlookers):
            onlooker.send(said)

    def _show(self, frame: bytes) -> None:
        for onlooker in tuple(self._onlookers):
            if self._has_room(onlooker):
                self._give(onlooker, frame, self._latest_at)


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
        self._onlookers: set[Onlooker] = set()
        self._galleries: dict[Watch, Gallery] = {}

    def seats(self) -> list[Seat]:
        """Return the seats of all galleries."""
        return [gallery.seat for gallery in self._galleries.values()]

    def enter(self, onlooker: Onlooker) -> None:
        """Let somebody in, who will say later what to look at."""
        self._onlookers.add(onlooker)
        self.count()

    def count(self) -> None:
        """Tell the page that steers how many look on."""
        if self.tell is not None:
            self.tell([Audience(onlookers=len(self._onlookers))])

    def gallery_of(self, onlooker: Onlooker) -> Gallery | None:
        """Return where somebody looks on from; None before the first watch."""
        return next((g for g in self._galleries.values() if onlooker in g), None)

    def look(
        self, onlooker: Onlooker, command: Watch, pacer: Pacer, *, now: float
    ) -> Gallery:
        """Give somebody the place from where to see what it asks for.

        Raises
        ------
        ProtocolError
            If there is no such sample to look at, or too many different wishes.
        """
        check_probe(command, self.session.trainer)
        watch = command.model_copy(update={"id": 0})
        if watch not in self._galleries and len(self._galleries) >= MAX_GALLERIES:
            message = t("error.galleries", limit=MAX_GALLERIES)
            raise ProtocolError("limit_exceeded", message, limit=MAX_GALLERIES)
        self._leave_gallery(onlooker, pacer)
        if watch not in self._galleries:
            self._galleries[watch] = Gallery(self.session, watch, now=now)
        self._galleries[watch].enter(onlooker)
        self._see_who_looks()
        return self._galleries[watch]

    def leave(self, onlooker: Onlooker, pacer: Pacer) -> None:
        """Let somebody go."""
        self._onlookers.discard(onlooker)
        self._leave_gallery(onlooker, pacer)
        self.count()

    def _leave_gallery(self, onlooker: Onlooker, pacer: Pacer) -> None:
        for watch, gallery in tuple(self._galleries.items()):
            if onlooker in gallery:
                gallery.leave(onlooker)
                if not gallery:
                    pacer.release(gallery.seat)
                    del self._galleries[watch]
                    self._see_who_looks()

    def _see_who_looks(self) -> None:
        views = [gallery.view for gallery in self._galleries.values()]
        self.session.has_onlookers = any(view.wants_frames for view in views)
        self.wake()

    def hear(self, events: Iterable[Event]) -> None:
        """Tell all onlookers what happens, apart from what only the sender needs."""
        if not self._galleries:
            return
        public = [_public(event) for event in events]
        said = [event for event in public if event is not None]
        for gallery in self._galleries.values():
            gallery.hear(said)

    def close(self) -> None:
        """Send all onlookers away: the session has been forgotten."""
        for onlooker in tuple(self._onlookers):
            onlooker.close(4001, "session_over", t("closing.over"))


PUBLIC = (Data, Diverged, Network, Status, Changed)


def _public(event: Event) -> Event | None:
    """Return what onlookers are to hear of an event, if anything."""
    if isinstance(event, Ack) and "sections" not in event.applied:
        return Changed(**event.model_dump(exclude={"type", "id"}))
    return event if isinstance(event, PUBLIC) else None

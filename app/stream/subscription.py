"""Subscription: what one page watches, and when its next frame is due."""

from app.protocol.commands import Watch
from app.protocol.events import Layout
from app.stream.clock import tick_after
from app.stream.flow_control import CongestionWindow
from app.stream.frames import Frame, Stamp, shapes
from app.stream.readout import Readout
from engine import Trainer

__all__ = ["EXTRA_FRAME_SECONDS", "Subscription"]

EXTRA_FRAME_SECONDS = 0.008
"""Between the frames that show a change at once."""

State = tuple[int, ...]


class Subscription:
    """The frame clock of one viewer.

    Attributes
    ----------
    watch : Watch or None
        What the page asked for.
    window : CongestionWindow
        The frames that it has not acknowledged.
    """

    def __init__(self) -> None:
        self.watch: Watch | None = None
        self.seq = 0
        self.window = CongestionWindow()
        self._frame: Frame | None = None
        self._layouts = 0
        self._next_at = 0.0
        self._sent_at = 0.0
        self._is_urgent = False
        self._shown: State | None = None

    @property
    def wants_frames(self) -> bool:
        """Whether the page asked for any."""
        return self.watch is not None and self.watch.fps > 0

    def look(self, watch: Watch, trainer: Trainer, *, now: float) -> Layout:
        """Take a new watch and return its layout."""
        if self.watch is None or self.watch.fps != watch.fps:
            self._next_at = now
        self.watch = watch
        return self.rebuild(trainer)

    def rebuild(self, trainer: Trainer) -> Layout:
        """Lay out frames anew, for a new watch or a new network."""
        assert self.watch is not None
        self._layouts = self._layouts % 0xFFFF + 1
        self._frame = Frame(trainer, self.watch, number=self._layouts)
        self._shown = None
        self.window.clear()
        self._is_urgent = True
        return self._frame.layout

    def fits(self, trainer: Trainer) -> bool:
        """Tell whether the layout still describes the network."""
        return self._frame is None or self._frame.shapes == shapes(trainer)

    def keep_probe_below(self, n_train: int) -> None:
        """Look at the whole batch again if the probe is no longer there."""
        watch = self.watch
        if watch is not None and watch.probe is not None and watch.probe >= n_train:
            self.watch = watch.model_copy(update={"probe": None})

    def leave(self) -> None:
        """Forget the page that has gone; layout numbers and seq go on."""
        self.watch = self._frame = self._shown = None
        self.window = CongestionWindow()

    def hurry(self) -> None:
        """Let the next frame go out at once, outside the frame clock."""
        self._is_urgent = True

    def due_at(self, state: State) -> float | None:
        """Return when a frame of this state may go out; None: not as things are."""
        if not self.wants_frames or state == self._shown:
            return None
        if self.watch is None or not self.window.has_room(self.watch.fps):
            return None
        if self._is_urgent:
            return min(self._next_at, self._sent_at + EXTRA_FRAME_SECONDS)
        return self._next_at

    def pack(self, readout: Readout, stamp: Stamp, state: State, now: float) -> bytes:
        """Return the next frame and put it in flight."""
        assert self._frame is not None
        assert self.watch is not None
        frame = self._frame.pack(readout, stamp)
        self._shown = state
        self._is_urgent = False
        self._sent_at = now
        self.window.send(self.seq, now=now)
        if now >= self._next_at:
            self._next_at = tick_after(now + 1e-4, self.watch.fps)
        return frame

    def next_seq(self) -> int:
        """Count one more frame."""
        self.seq = self.seq % 0xFFFFFFFF + 1
        return self.seq

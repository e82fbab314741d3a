"""Subscription: what one viewer watches, and when its next frame is due."""

from collections import deque
from collections.abc import Iterable
from typing import TypeAlias

from app.protocol.commands.commands import Watch
from app.protocol.events import FrameLayout
from app.stream.clock import tick_after
from app.stream.evaluations import Evaluations
from app.stream.flow_control import CongestionWindow
from app.stream.frames import Frame, Stamp, shapes
from engine import Readout, Trainer

__all__ = ["EXTRA_FRAME_SECONDS", "Subscription", "Version"]

EXTRA_FRAME_SECONDS = 0.008
"""Between two frames that are sent at once, outside the frame clock."""

MOST_OWED = 2
"""Frames that missed their tick and are sent later, so that a page whose
acknowledgements are late still gets a frame for each refresh of its screen."""
REST = 2.0
"""The pause after a frame, in multiples of the time that the last ones took: a network
whose evaluation takes long has fewer frames, and its training goes on."""
N_COSTS = 4
"""Frames whose shortest time counts, because any other may have been interrupted."""

Version: TypeAlias = tuple[int, ...]
"""Identifies what a frame shows: equal versions give equal frames."""


class Subscription:
    """What one viewer, or several with the same watch, are sent, and when.

    Attributes
    ----------
    watch : Watch or None
        The command that asked for frames; None before the first one.
    seq : int
        The number of the last frame.
    window : CongestionWindow
        The frames that are not acknowledged yet.
    evaluations : Evaluations
        When frames have what is computed over all samples anew.
    """

    def __init__(self) -> None:
        self.watch: Watch | None = None
        self.seq = 0
        self.window = CongestionWindow()
        self.evaluations = Evaluations()
        self._frame: Frame | None = None
        self._layout_number = 0
        self._next_at = 0.0
        self._rested_at = 0.0
        self._sent_at = 0.0
        self._costs: deque[float] = deque(maxlen=N_COSTS)
        self._is_urgent = False
        self._shown: Version | None = None

    @property
    def fps(self) -> int:
        """The requested frames per second."""
        return 0 if self.watch is None else self.watch.fps

    @property
    def wants_frames(self) -> bool:
        """Whether frames are asked for at all."""
        return self.watch is not None and self.watch.fps > 0

    @property
    def has_room(self) -> bool:
        """Whether a frame may be sent now, if there is one."""
        watch = self.watch
        return watch is not None and watch.fps > 0 and self.window.has_room(watch.fps)

    def subscribe(
        self, watch: Watch, trainers: tuple[Trainer, ...], *, now: float
    ) -> FrameLayout:
        """Replace the watch and return the layout of its frames."""
        if self.watch is None or self.watch.fps != watch.fps:
            self._next_at = now
        self.watch = watch
        return self.rebuild(trainers)

    def rebuild(self, trainers: tuple[Trainer, ...]) -> FrameLayout:
        """Return a new layout, for a new watch or other networks."""
        assert self.watch is not None
        self._layout_number = self._layout_number % 0xFFFF + 1
        self._frame = Frame(trainers, self.watch, number=self._layout_number)
        self._shown = None
        self.window.clear()
        self._costs.clear()
        self.evaluations.expire()
        self._is_urgent = True
        return self._frame.layout

    def fits(self, trainers: tuple[Trainer, ...]) -> bool:
        """Return whether the present layout fits the networks."""
        return self._frame is None or self._frame.shapes == shapes(trainers)

    def drop_missing_probe(self, n_train: int) -> None:
        """Watch the batch mean again if the probe is no training sample any more."""
        watch = self.watch
        if watch is not None and watch.probe is not None and watch.probe >= n_train:
            self.watch = watch.model_copy(update={"probe": None})

    def clear(self) -> None:
        """Remove the watch; the numbers of layouts and frames go on."""
        self.watch = self._frame = self._shown = None
        self.window = CongestionWindow()

    def request_frame(self) -> None:
        """Make the next frame due at once, outside the frame clock."""
        self._is_urgent = True

    def due_at(self, version: Version) -> float | None:
        """Return when a frame of this version may go out; None if none may."""
        if not self.has_room or version == self._shown:
            return None
        due_at = max(self._next_at, self._rested_at)
        if self._is_urgent:
            return min(due_at, self._sent_at + EXTRA_FRAME_SECONDS)
        return due_at

    def pack(
        self,
        readouts: Iterable[Readout],
        stamp: Stamp,
        version: Version,
        now: float,
        *,
        evaluates: bool = True,
    ) -> bytes:
        """Return the next frame and put it in flight; see `Frame.pack`."""
        assert self._frame is not None
        assert self.watch is not None
        frame = self._frame.pack(readouts, stamp, evaluates=evaluates)
        self._shown = version
        self._is_urgent = False
        self._sent_at = now
        self.window.send(self.seq, now=now)
        if now >= self._next_at:
            owed_since = now - MOST_OWED / self.watch.fps
            after = max(self._next_at, owed_since) + 1e-4
            self._next_at = tick_after(after, self.watch.fps)
        return frame

    def rest(self, seconds: float, *, now: float) -> None:
        """Put off the next frame if frames take long; the last one took so long."""
        self._costs.append(seconds)
        if len(self._costs) == N_COSTS:
            self._rested_at = now + REST * min(self._costs)

    def next_seq(self) -> int:
        """Return the number of the next frame."""
        self.seq = self.seq % 0xFFFFFFFF + 1
        return self.seq

"""Checkpoints: how a run stood before a change took weights away.

The newest few, by the number of the command that made the change: as many as fit into
the limits below. What is no longer kept is said so, never guessed.
"""

from dataclasses import dataclass

from app.i18n import t
from app.protocol.errors import ProtocolError
from app.protocol.events import Mark
from app.session.history import Curve
from engine import Snapshot

__all__ = ["MAX_BYTES", "MAX_KEPT", "Checkpoint", "Checkpoints"]

MAX_KEPT = 8
MAX_BYTES = 1 << 20
"""Of all of them together."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A run at one moment, and the curves up to there."""

    snapshot: Snapshot
    curve: Curve
    marks: tuple[Mark, ...]

    @property
    def n_bytes(self) -> int:
        """Memory that it takes, but for a few kilobytes."""
        return int(self.snapshot.state.nbytes)


class Checkpoints:
    """What is kept of one session."""

    def __init__(self) -> None:
        self._kept: dict[int, Checkpoint] = {}

    def add(self, command: int, checkpoint: Checkpoint) -> bool:
        """Keep how it stood before a command; False if it is too large to be kept."""
        if checkpoint.n_bytes > MAX_BYTES:
            return False
        self._kept[command] = checkpoint
        while len(self._kept) > MAX_KEPT or self._n_bytes > MAX_BYTES:
            del self._kept[min(self._kept)]
        return True

    def find(self, command: int) -> Checkpoint:
        """Return how it stood before a command.

        Raises
        ------
        ProtocolError
            If that is not kept, or no longer.
        """
        if command in self._kept:
            return self._kept[command]
        message = t("error.not_kept", command=command)
        oldest = min(self._kept, default=None)
        raise ProtocolError("not_kept", message, field="restore", limit=oldest)

    @property
    def _n_bytes(self) -> int:
        return sum(checkpoint.n_bytes for checkpoint in self._kept.values())

"""Checkpoints: the states of a run before the changes that lost weights.

The newest few are kept, by the number of the command that made the change: as many as
fit into the limits below. A command whose checkpoint is gone is refused.
"""

from dataclasses import dataclass

from app.protocol.errors import ProtocolError
from app.protocol.events import Mark
from app.protocol.sentence import sentence
from app.session.run.history import Curves
from engine import LockstepSnapshot

__all__ = ["MAX_BYTES", "MAX_CHECKPOINTS", "Checkpoint", "Checkpoints"]

MAX_CHECKPOINTS = 8
MAX_BYTES = 1 << 20
"""Of all checkpoints of a session together."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a run at one moment, and of its twin, and their curves up to there.

    ``records`` has the curves and the marks of each network.
    """

    snapshot: LockstepSnapshot
    records: tuple[tuple[Curves, tuple[Mark, ...]], ...]

    @property
    def n_bytes(self) -> int:
        """Memory that the snapshot takes, but for a few kilobytes."""
        held = (*self.snapshot.snapshots, *self.snapshot.equal)
        return sum(int(snapshot.state.nbytes) for snapshot in held)


class Checkpoints:
    """The checkpoints of one session."""

    def __init__(self) -> None:
        self._by_command: dict[int, Checkpoint] = {}

    def __len__(self) -> int:
        """Count the checkpoints."""
        return len(self._by_command)

    def add(self, command: int, checkpoint: Checkpoint) -> bool:
        """Keep the state before a command; False if it is too large to be kept."""
        if checkpoint.n_bytes > MAX_BYTES:
            return False
        self._by_command[command] = checkpoint
        while len(self._by_command) > MAX_CHECKPOINTS or self._n_bytes > MAX_BYTES:
            del self._by_command[min(self._by_command)]
        return True

    def find(self, command: int) -> Checkpoint:
        """Return the checkpoint taken before a command.

        Raises
        ------
        ProtocolError
            If there is none, or none any more.
        """
        if command in self._by_command:
            return self._by_command[command]
        message = sentence("error.not_kept", command=command)
        oldest = min(self._by_command, default=None)
        raise ProtocolError("not_kept", message, field="restore", limit=oldest)

    @property
    def _n_bytes(self) -> int:
        return sum(checkpoint.n_bytes for checkpoint in self._by_command.values())

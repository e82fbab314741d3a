"""Checkpoints: the states of a run before the changes that lost weights.

The newest few are kept, by the number of the command that made the change: as many as
fit into the limits below. A command whose checkpoint is gone is refused.
"""

from dataclasses import dataclass

from app.protocol.errors import ProtocolError
from app.protocol.events import Mark
from app.protocol.sentence import sentence
from app.session.run.history import Curves
from engine import Experiment, LockstepSnapshot

__all__ = ["MAX_BYTES", "MAX_CHECKPOINTS", "MAX_NUMBERS", "Checkpoint", "Checkpoints"]

MAX_CHECKPOINTS = 8
MAX_BYTES = 1 << 20
"""Of all checkpoints of a session together."""
MAX_NUMBERS = 800_000
"""Numbers of the own tables that they keep alive, about 32 MB; one is always kept."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a run at one moment, and of its twin, and their curves up to there.

    ``records`` has the curves and the marks of each network.
    """

    snapshot: LockstepSnapshot
    records: tuple[tuple[Curves, tuple[Mark, ...]], ...]

    @property
    def n_bytes(self) -> int:
        """Memory that the snapshot takes, but for a few kilobytes and its tables."""
        held = (*self.snapshot.snapshots, *self.snapshot.equal)
        return sum(int(snapshot.state.nbytes) for snapshot in held)

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        """The experiment of each network."""
        return tuple(each.experiment for each in self.snapshot.snapshots)


class Checkpoints:
    """The checkpoints of one session."""

    def __init__(self) -> None:
        self._by_command: dict[int, Checkpoint] = {}

    @property
    def experiments(self) -> list[Experiment]:
        """The experiments of all checkpoints."""
        kept = self._by_command.values()
        return [one for checkpoint in kept for one in checkpoint.experiments]

    def __len__(self) -> int:
        """Count the checkpoints."""
        return len(self._by_command)

    def add(self, command: int, checkpoint: Checkpoint) -> bool:
        """Keep the state before a command; False if it is too large to be kept."""
        if checkpoint.n_bytes > MAX_BYTES:
            return False
        self._by_command[command] = checkpoint
        while self._are_too_many:
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
    def n_bytes(self) -> int:
        """Memory of all snapshots, but for a few kilobytes each and their tables."""
        return sum(checkpoint.n_bytes for checkpoint in self._by_command.values())

    @property
    def _are_too_many(self) -> bool:
        tables = {id(data): data for e in self.experiments if (data := e.uploaded)}
        return (
            len(self._by_command) > MAX_CHECKPOINTS
            or self.n_bytes > MAX_BYTES
            or (
                len(tables) > 1
                and sum(data.raw.size for data in tables.values()) > MAX_NUMBERS
            )
        )

"""Snapshot: the whole state of a run, or of two twins, frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.arrays import Array

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = ["LockstepSnapshot", "Snapshot"]


@dataclass(slots=True, kw_only=True, eq=False)
class Snapshot:
    """Everything that determines how a run continues.

    Nothing changes it; it is not frozen because that makes it slow to create, and every
    turn of training does.

    Attributes
    ----------
    state : Array
        (1 + k, P): parameters, then the optimizer's slots, as they were before the
        current step.
    step, t : int
        Finished steps of the run; updates that the optimizer's slots have seen.
    epoch, batch_index : int
        Finished epochs; the position of the next batch in this one.
    op_index : int
        The ops of the current step that have run.
    epoch_started : bool
        Whether this epoch's order has been drawn.
    shuffle_state, dropout_state : mapping
        The states of the generators: that of the order of samples before it drew the
        order of this epoch, that of dropout before the current step.
    best_loss, waited : float, int
        Early stopping: the lowest loss so far, and the epochs since.
    """

    experiment: Experiment
    state: Array
    step: int
    t: int
    epoch: int
    batch_index: int
    op_index: int
    epoch_started: bool
    shuffle_state: Mapping[str, Any]
    dropout_state: Mapping[str, Any]
    best_loss: float
    waited: int

    def digest(self) -> str:
        """Return a hash of all attributes; runs with equal digests continue alike."""
        rest = [
            self.experiment.to_dict(), self.step, self.t, self.epoch, self.batch_index,
            self.op_index, self.epoch_started, self.shuffle_state, self.dropout_state,
            self.best_loss, self.waited,
        ]  # fmt: skip
        text = json.dumps(rest, sort_keys=True, default=str)
        return hashlib.sha256(self.state.tobytes() + text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LockstepSnapshot:
    """Everything that determines how one or two trainers continue.

    Attributes
    ----------
    snapshots : tuple of Snapshot
        One per trainer.
    first_difference : int or None
        See `engine.training.lockstep.Lockstep`.
    equal : tuple of Snapshot
        Of a moment between two steps with equal parameters, the last one or not long
        before, while they have never differed; else empty.
    """

    snapshots: tuple[Snapshot, ...]
    first_difference: int | None
    equal: tuple[Snapshot, ...]

    @property
    def step(self) -> int:
        """The finished steps."""
        return self.snapshots[0].step

    def between_steps(self) -> LockstepSnapshot:
        """Return the snapshot of the same run before the current step began."""
        begun = tuple(replace(each, op_index=0) for each in self.snapshots)
        return replace(self, snapshots=begun)

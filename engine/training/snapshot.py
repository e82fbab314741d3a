"""Snapshot: the whole state of a run between two calls, frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.arrays import Array

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = ["Snapshot"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapshot:
    """Everything that decides how a run goes on.

    Attributes
    ----------
    state : Array
        (1 + k, P): parameters, then the optimizer's slots, as they were before the
        step that is under way.
    step, t : int
        Finished steps of the run; updates that the optimizer's slots have seen.
    epoch, batch_index : int
        Finished epochs; the position of the next batch in this one.
    op_index : int
        How many ops of the step under way have run.
    epoch_started : bool
        Whether this epoch's order has been drawn.
    shuffle_state, dropout_state : mapping
        The generators: the one that orders an epoch before it drew this epoch's
        order, the other before the step under way.
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
        """Return a hash of everything above: equal digests, equal futures."""
        rest = [
            self.experiment.to_dict(), self.step, self.t, self.epoch, self.batch_index,
            self.op_index, self.epoch_started, self.shuffle_state, self.dropout_state,
            self.best_loss, self.waited,
        ]  # fmt: skip
        text = json.dumps(rest, sort_keys=True, default=str)
        return hashlib.sha256(self.state.tobytes() + text.encode()).hexdigest()

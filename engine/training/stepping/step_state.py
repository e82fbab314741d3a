"""Step state: how far a run is within a step, and which step can be traced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.program.trace import Trace
from engine.training.snapshot import Snapshot
from engine.training.stepping.step_starts import StepStarts

__all__ = ["StepState"]


@dataclass(slots=True)
class StepState:
    """The state of a run with respect to its steps.

    A run is in one of four states:

    untraced
        No step yet, or `restore` or a cut step came last.  ``op_index`` is 0, ``batch``
        and ``kept`` are None: there is no trace.
    between steps
        ``op_index`` is 0, ``batch`` that of the last step: the workspace holds all its
        numbers.
    changed
        An edit or a change came after the last step.  ``op_index`` is 0, ``batch`` is
        None, and ``kept`` is the trace of that step.
    within a step
        ``op_index`` is above 0, ``batch`` that of the current step: the workspace holds
        the numbers of the ops that have run.

    Attributes
    ----------
    op_index : int
        The ops of the current step that have run; 0 between steps.
    batch : int or None
        The batch of the step whose numbers the workspace holds; None if it holds those
        of no single step.
    kept : Trace or None
        A copy of the last step, made before the workspace changed.
    dropout_state : mapping
        The dropout generator's state before the current step; empty before the first.
    rollback : Snapshot or None
        The run before the current step.  A step that ends in a number that is not
        finite is rolled back to it.
    starts : StepStarts
        Earlier states to which the run can step back.
    """

    op_index: int = 0
    batch: int | None = None
    kept: Trace | None = None
    dropout_state: Mapping[str, Any] = field(default_factory=dict)
    rollback: Snapshot | None = None
    starts: StepStarts = field(default_factory=StepStarts)

    @property
    def can_trace(self) -> bool:
        """Whether there is a step to trace."""
        return self.batch is not None or self.kept is not None

    @property
    def is_within(self) -> bool:
        """Whether some ops of a step have run, and not all."""
        return self.op_index > 0

    def clear(self) -> None:
        """Return to the state in which there is no step to trace."""
        self.op_index, self.batch, self.kept = 0, None, None
        self.starts.clear()

    def keep(self, trace: Trace) -> None:
        """Take over the trace of the last step before the workspace changes."""
        self.batch, self.kept = None, trace
        self.starts.clear()

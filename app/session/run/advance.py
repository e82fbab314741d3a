"""PendingAdvance: an ``advance`` command that is carried out in several turns."""

from bisect import bisect_right
from dataclasses import dataclass, field

from app.protocol.commands.commands import Advance
from app.session.run.run import Run
from engine import DivergenceError

__all__ = ["PendingAdvance"]


@dataclass(slots=True)
class PendingAdvance:
    """An advance, how much of it is done, and the divergence that ended it.

    ``ends`` holds the step and the op at which each unit ended.
    """

    command: Advance
    ends: list[tuple[int, int]] = field(default_factory=list)
    error: DivergenceError | None = None

    @property
    def n_done(self) -> int:
        """How many units are done."""
        return len(self.ends)

    @property
    def is_over(self) -> bool:
        """Whether the whole count is done, or a divergence has ended it."""
        return self.error is not None or self.n_done >= self.command.count

    def proceed(self, run: Run, budget_seconds: float) -> None:
        """Advance the run for about this long; a divergence is kept in ``error``."""
        try:
            with run.guarded():
                self._advance(run, run.clock() + budget_seconds)
        except DivergenceError as error:
            self._fail(run, error)
        if self.is_over or run.stopped:
            self.check(run)

    def check(self, run: Run) -> None:
        """Store in ``error`` a divergence that no step has raised yet."""
        if self.error is None and (error := run.check_loss()) is not None:
            self._fail(run, error)

    def _fail(self, run: Run, error: DivergenceError) -> None:
        """Store the error, and count only units that ended before the rollback."""
        self.error = error
        del self.ends[bisect_right(self.ends, (run.trainer.step_count, 0)) :]

    def _advance(self, run: Run, deadline: float) -> None:
        trainer, by = run.trainer, self.command.by
        while not (self.is_over or run.stopped or run.timeline.is_event_due):
            epoch = trainer.epoch
            run.timeline.advance("step" if by == "epoch" else by)
            if by != "epoch" or trainer.epoch > epoch:
                self.ends.append((trainer.step_count, trainer.op_index))
            if run.clock() >= deadline:
                return

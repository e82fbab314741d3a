"""PendingAdvance: an ``advance`` command that is carried out in several turns."""

from dataclasses import dataclass

from app.protocol.commands import Advance
from app.session.run import Run
from engine import DivergenceError

__all__ = ["PendingAdvance"]


@dataclass(slots=True)
class PendingAdvance:
    """An advance, how much of it is done, and the divergence that ended it."""

    command: Advance
    n_done: int = 0
    error: DivergenceError | None = None

    @property
    def is_over(self) -> bool:
        """Whether the whole count is done, or a divergence has ended it."""
        return self.error is not None or self.n_done >= self.command.count

    def proceed(self, run: Run, budget_seconds: float) -> None:
        """Advance the run for about this long; a divergence is kept in ``error``."""
        try:
            self._advance(run, run.clock() + budget_seconds)
        except DivergenceError as error:
            self.error = run.check_loss() or error
            run.restore_trace()
        if self.is_over and self.error is None:
            self.error = run.check_loss()

    def _advance(self, run: Run, deadline: float) -> None:
        trainer, by = run.trainer, self.command.by
        while not self.is_over and not trainer.stopped:
            epoch = trainer.epoch
            trainer.advance("step" if by == "epoch" else by)
            self.n_done += by != "epoch" or trainer.epoch > epoch
            if run.clock() >= deadline:
                return

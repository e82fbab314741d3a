"""Record: what has been measured of one network, and the marks of its changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.protocol.events import History, Mark
from app.protocol.sections import KEPT
from app.protocol.sentence import ChangedField
from app.session.run.history import Curves, Marks, Point
from app.stream.section_readers import ARRAYS
from engine import Readout, Trainer

__all__ = ["Record"]

_FIGURES = tuple(ARRAYS[row.name] for row in KEPT)


class Record:
    """The curves, the marks and the present losses of one network.

    Attributes
    ----------
    curves : Curves
    marks : Marks
    """

    def __init__(
        self,
        curves: Curves | None = None,
        marks: Sequence[Mark] = (),
    ) -> None:
        self.curves = Curves() if curves is None else curves
        self.marks = Marks(marks)
        self._losses: tuple[tuple[int, int], float, float] | None = None

    def up_to(self, step: int) -> "Record":
        """Return a record with the points and the marks up to a step."""
        curves = self.curves.copy()
        curves.truncate(step)
        marks = [mark for mark in self.marks if mark.step <= step]
        return Record(curves, marks)

    def has_losses(self, trainer: Trainer) -> bool:
        """Return whether the losses of the present step are known already."""
        known = self._losses
        if known is None:
            return False
        return known[0] == (trainer.step_count, trainer.op_index)

    def losses(self, trainer: Trainer) -> tuple[float, float]:
        """Return train and test loss of the network, computed once per step."""
        if self._losses is None or not self.has_losses(trainer):
            key = (trainer.step_count, trainer.op_index)
            self._losses = (key, *trainer.losses)
        return self._losses[1:]

    def forget_losses(self) -> None:
        """Discard the cached losses: the weights have changed."""
        self._losses = None

    def mark(
        self, step: int, changed: Mapping[str, tuple[Any, Any]], *, continues: bool
    ) -> None:
        """Mark changed fields of the experiment, each with its old and new value."""
        changes = [
            ChangedField(field=field, before=old, after=new)
            for field, (old, new) in changed.items()
        ]
        self.marks.add(step, changes, continues=continues)

    def add_point(self, readout: Readout, trainer: Trainer) -> None:
        """Add a point to the curves, if there was a step since the last one."""
        if trainer.step_count <= self.curves.last_step or trainer.op_index:
            return
        figures = tuple(tuple(read(readout).tolist()) for read in _FIGURES)
        accuracies = trainer.train_accuracy, trainer.test_accuracy
        self.curves.add(
            Point(trainer.step_count, *self.losses(trainer), *accuracies, figures)
        )

    def history(self, run: int, branch: int | None = None) -> History:
        """Return the curves, and the changes marked on them."""
        return self.curves.event(tuple(self.marks), run=run, branch=branch)

"""The first difference: the step after which twins have other parameters."""

from __future__ import annotations

from engine.training.snapshot import Snapshot
from engine.training.trainer import Trainer

__all__ = ["COMPARE_EVERY", "FirstDifference"]

COMPARE_EVERY = 512
"""The most steps between two comparisons of twins that do not differ yet."""


class FirstDifference:
    """Finds the step after which the parameters of two trainers first differed.

    They are compared when it is asked for and at least every `COMPARE_EVERY` steps; the
    steps from the last comparison on are then repeated to find the first one.

    Parameters
    ----------
    step : int or None
        The step, if it is known; 0 is the start.
    equal : tuple of Snapshot
        See `engine.training.snapshot.LockstepSnapshot`.

    Attributes
    ----------
    step, equal
    """

    __slots__ = ("equal", "step")

    def __init__(
        self, step: int | None = None, equal: tuple[Snapshot, ...] = ()
    ) -> None:
        self.step, self.equal = step, equal

    def is_possible(self, trainers: tuple[Trainer, ...]) -> bool:
        """Return whether the parameters can still begin to differ."""
        if self.step is not None or len(trainers) == 1:
            return False
        first, second = (trainer.layout.shape_key for trainer in trainers)
        return first == second

    def compare(self, trainers: tuple[Trainer, ...]) -> None:
        """Store the step of the first difference, if any; not within a step."""
        if not self.is_possible(trainers) or trainers[0].op_index:
            return
        if _are_equal(trainers):
            return
        now = trainers[0].step_count
        is_later = self.equal and self.equal[0].step < now
        self.step, self.equal = _found(self.equal) if is_later else now, ()

    def keep(self, trainers: tuple[Trainer, ...]) -> None:
        """Store snapshots before a move, if the last ones are too many steps ago."""
        first, second = trainers
        n_equal = first.step_count - self.equal[0].step if self.equal else COMPARE_EVERY
        is_old = n_equal >= COMPARE_EVERY and not first.op_index
        if is_old and self.is_possible(trainers):
            self.compare(trainers)
            if self.is_possible(trainers):
                self.equal = (first.snapshot(), second.snapshot())


def _are_equal(trainers: tuple[Trainer, ...]) -> bool:
    return bool((trainers[0].vector == trainers[1].vector).all())


def _found(equal: tuple[Snapshot, ...]) -> int:
    """Return the first step after two snapshots at which the parameters differ.

    There must be one.  Other trainers repeat the steps, so that the traces stay.
    """
    replicas = tuple(
        Trainer(snapshot.experiment, dtype=snapshot.state.dtype) for snapshot in equal
    )
    for replica, snapshot in zip(replicas, equal, strict=True):
        replica.restore(snapshot)
    while _are_equal(replicas):
        for replica in replicas:
            replica.step()
    return replicas[0].step_count

"""Task: a training job in terms of any library; Peer: one way to do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from engine import Experiment, Trainer

__all__ = ["Array", "Peer", "Task"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Task:
    """The job that every peer gets.

    Attributes
    ----------
    name, title : str
        A short name, and the network in words.
    experiment : Experiment
        The engine's side.
    weights : list of (W, b)
        At the start, (fan_out, fan_in) and (fan_out, 1); float64 copies.
    batches : list of (x, y)
        (n_inputs, B) and (n_outputs, B): the whole batches of the engine's first
        epoch, in its order.
    activations : tuple of str
        One per layer.
    """

    name: str
    title: str
    experiment: Experiment
    weights: list[tuple[Array, Array]] = field(default_factory=list)
    batches: list[tuple[Array, Array]] = field(default_factory=list)
    activations: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, title: str, experiment: Experiment) -> Task:
        """Return the task of an experiment, from its first epoch without a rest."""
        trainer = Trainer(experiment)
        weights = [(W.copy(), b.copy()) for W, b in trainer.parameters]  # type: ignore[union-attr]
        batches = []
        while trainer.epoch == 0:
            trainer.step()
            trace = trainer.trace()
            if trace.batch_size == experiment.batch:
                batches.append((trace.x.copy(), trace.y.copy()))
        return cls(
            name=name,
            title=title,
            experiment=experiment,
            weights=weights,
            batches=batches,
            activations=tuple(layer.activation for layer in trainer.layers),
        )


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One way to do a task.

    Attributes
    ----------
    name : str
        Its name in the table.
    run : callable
        ``run(n)`` takes n steps, batch after batch, and continues the last call.
    weights : callable or None
        Returns the current list of (W, b); None if it cannot be compared.
    multiple : int
        ``n`` must be a multiple of this.
    """

    name: str
    run: Callable[[int], object]
    weights: Callable[[], list[tuple[Array, Array]]] | None = None
    multiple: int = 1

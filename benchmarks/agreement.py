"""Agreement: peers that are timed must compute what the engine computes."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.peers import textbook
from benchmarks.task import Peer, Task
from engine import Trainer

__all__ = ["check_agreement"]


def check_agreement(task: Task, others: list[Peer]) -> None:
    """Train from the same weights on the same batches, and compare all weights.

    The textbook step is compared with the engine over the engine's first batches, and
    every other peer with the textbook step.

    Raises
    ------
    AssertionError
        If any weight differs by more than rounding errors explain.
    """
    trainer, (reference,) = Trainer(task.experiment), textbook.peers(task)
    n_steps = len(task.batches)
    trainer.step(n_steps)
    reference.run(n_steps)
    _assert_equal(task, reference, trainer.parameters)
    for peer in others:
        if peer.weights is not None:
            (reference,) = textbook.peers(task)
            n_steps = max(5, peer.multiple)
            reference.run(n_steps)
            peer.run(n_steps)
            _assert_equal(task, peer, reference.weights())  # type: ignore[misc]


def _assert_equal(task: Task, peer: Peer, expected: Any) -> None:
    pairs = zip(peer.weights(), expected, strict=True)  # type: ignore[misc]
    for theirs, ours in ((p, e) for pair in pairs for p, e in zip(*pair, strict=True)):
        worst = np.abs(ours - theirs).max() / np.abs(ours).max().clip(1e-3)
        if worst > 1e-8:
            message = f"{peer.name} disagrees on {task.name} by {worst:.1e}"
            raise AssertionError(message)

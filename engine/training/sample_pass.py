"""Sample pass: a forward pass over all samples, in memory that trainers share.

Many trainers of one process often have the same network and the same samples, as a
class has that opens one link.  After `share_passes` they fill the same arrays one after
the other, which stay in the processor's cache, and not each its own, which would be
read from memory.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np

from engine.arrays import Array
from engine.data.cache import shared_inputs, shared_targets
from engine.program.batches import in_columns
from engine.program.chunked_evaluator import ChunkedEvaluator
from engine.program.evaluator import Evaluator
from engine.training.unit_health import UnitHealth

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.data.split import SplitData
    from engine.program.workspace import Workspace

__all__ = ["MAX_HEALTH_SAMPLES", "SamplePass", "sample_pass", "share_passes"]

MAX_HEALTH_SAMPLES = 512
"""The most training samples that unit health is read of: under 1 ms."""


class SamplePass:
    """A forward pass over the first samples of each part, training ones first.

    Parameters
    ----------
    work : Workspace
        Of any of the trainers that share it.
    n_evaluated : (int, int)
        How many training and test samples.

    Attributes
    ----------
    evaluator : Evaluator or ChunkedEvaluator
        Filled for the weights of the trainer that read it last.
    y : Array
        (n_outputs, n_columns): the targets.
    columns : dict of str to slice
        The columns of each part.
    ones : dict of str to Array
        A vector of ones as long.
    """

    def __init__(self, work: Workspace, n_evaluated: tuple[int, int]) -> None:
        graph, data, self._layout = work.placement.graph, work.data, work.layout
        self.evaluator: Evaluator | ChunkedEvaluator
        if work.experiment.is_dense:
            x, self.y = shared_inputs(data, work.dtype), shared_targets(data)
            self.evaluator = Evaluator(graph, work.layout, x, dtype=work.dtype)
        else:
            x, self.y = (
                _first_of(train, test, n_evaluated, graph.n_positions)
                for train, test in (
                    (data.train_x, data.test_x),
                    (data.train_y, data.test_y),
                )
            )
            self.evaluator = ChunkedEvaluator(graph, work.layout, x, dtype=work.dtype)
        n_train, n = n_evaluated[0] * graph.n_positions, self.y.shape[1]
        self.columns = {"train": slice(n_train), "test": slice(n_train, None)}
        self.ones = {"train": np.ones(n_train), "test": np.ones(n - n_train)}

    @cached_property
    def health(self) -> UnitHealth:
        """What reads the health of the units of a dense network."""
        evaluator = self.evaluator
        assert isinstance(evaluator, Evaluator)
        n = min(self.columns["train"].stop, MAX_HEALTH_SAMPLES)
        return UnitHealth(
            self._layout.layers,
            [z[:, :n] for z in evaluator.z],
            [a[:, :n] for a in evaluator.a],
            extra=self._layout.extra,
        )


def sample_pass(work: Workspace, n_evaluated: tuple[int, int]) -> SamplePass:
    """Return a pass for a trainer: a new one, or one that it shares."""
    if not _GROUP:
        return SamplePass(work, n_evaluated)
    passes = _PASSES.get(work.data)
    if passes is None:
        passes = _PASSES[work.data] = WeakValueDictionary()
    key = _GROUP[0](), work.placement.graph, work.dtype, n_evaluated
    found = passes.get(key)
    if found is None:
        found = passes[key] = SamplePass(work, n_evaluated)
    return found


def share_passes(group: Callable[[], object]) -> None:
    """Have trainers with the same network and samples share a pass from now on.

    Parameters
    ----------
    group : callable
        Called when a trainer first needs its pass: only trainers for which it returns
        the same share one, because they fill the same memory. A program with threads
        returns which of them is running.
    """
    _GROUP[:] = [group]


def _first_of(
    train: Array, test: Array, n_evaluated: tuple[int, int], n_positions: int
) -> Array:
    """Return the first samples of each part, with positions as columns."""
    n_train, n_test = n_evaluated
    both = np.hstack([train[:, :n_train], test[:, :n_test]])
    return in_columns(both, n_positions)


_PASSES: WeakKeyDictionary[
    SplitData, WeakValueDictionary[tuple[object, ...], SamplePass]
] = WeakKeyDictionary()
_GROUP: list[Callable[[], object]] = []
"""The function given to `share_passes`, if it was called."""

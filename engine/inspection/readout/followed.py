"""Followed: the step as one training sample goes through it.

A sample of the batch is a column of the step's own numbers; its deltas contain 1/B, so
that its share of dW and those of the others add up to dW.  Any other sample is computed
by the same ops, in a batch of its own: with the weights before the update, and without
dropout, so that no random number is drawn.  Its gradient did not enter the step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.arrays import Array, Call, execute, frozen
from engine.layout import ParameterLayout
from engine.limits import checked_index
from engine.program.batches import in_columns
from engine.program.compiled import Compiled
from engine.program.memory.placement import Placement
from engine.program.memory.tape import Tape
from engine.program.recording import blank, by_layer

if TYPE_CHECKING:
    from engine.graph import Node
    from engine.program.trace import Trace
    from engine.training.trainer import Trainer

__all__ = ["Followed", "coming_forward_pass", "current", "followed"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Followed:
    """Where the numbers of a sample are.

    Attributes
    ----------
    step : Trace
        The step with its batch.
    trace : Trace
        The same, or that of the sample alone.
    column : int or None
        The sample's number in the batch of ``trace``, and so its column, or the first
        of its columns over their number; None if no sample is followed.
    in_batch : bool
        Whether ``trace`` is the step.
    """

    step: Trace
    trace: Trace
    column: int | None
    in_batch: bool


def current(trainer: Trainer, *, is_live: bool = False) -> Trace:
    """Return the step under way, or the one just applied, or else the coming one.

    The coming one is meant before the first step, and where the inputs or targets are
    others than they were at the last step.  Of a live one, see `Trainer.trace`, only
    what is done may be read.
    """
    try:
        trace = trainer.trace(is_live=is_live)
    except ValueError:
        return trainer.next_trace()
    x, y = _columns_of(trainer, trace.batch_indices)
    is_same = np.array_equal(x, trace.x) and np.array_equal(y, trace.y)
    return trace if is_same else trainer.next_trace()


def followed(
    trainer: Trainer, sample: int | None, *, is_live: bool = False
) -> Followed:
    """Return the current step, and where a training sample is in it.

    Of a live one, see `current`, the next step changes the numbers.

    Raises
    ------
    ExperimentError
        If there is no such training sample.
    """
    step = current(trainer, is_live=is_live)
    if sample is None:
        return Followed(step=step, trace=step, column=None, in_batch=True)
    checked_index("sample", sample, trainer.data.train_x.shape[1])
    places = np.flatnonzero(step.batch_indices == sample)
    if places.size:
        column = int(places[0])
        return Followed(step=step, trace=step, column=column, in_batch=True)
    alone = own_step(trainer, step, sample)
    return Followed(step=step, trace=alone, column=0, in_batch=False)


def coming_forward_pass(trainer: Trainer, sample: int) -> Trace:
    """Return the forward pass of a training sample with the present weights."""
    n_done = sum(op.phase == "forward" for op in trainer.ops)
    return own_step(trainer, replace(trainer.next_trace(), done=n_done), sample)


def own_step(trainer: Trainer, step: Trace, sample: int) -> Trace:
    """Return a step of a sample in a batch of its own, as far as ``step`` has come."""
    x, y = _columns_of(trainer, np.array([sample]))
    alone = _alone(step.placement, step.tape.dtype)
    return alone.run(step, sample, x, y)


def _columns_of(trainer: Trainer, indices: Array) -> tuple[Array, Array]:
    """Return the inputs and the targets of training samples, as a step has them."""
    n, data = trainer.graph.n_positions, trainer.data
    x, y = (samples[:, indices] for samples in (data.train_x, data.train_y))
    return in_columns(x, n), in_columns(y, n)


class _FirstOps(NamedTuple):
    """The calls of the first ops of a step; NaN where they write nothing, else 0."""

    n_ops: int
    calls: tuple[Call, ...]
    tape: Array
    gradient: Array
    masks: dict[Node, Array]


class _Alone:
    """A training step of one sample on memory of its own."""

    def __init__(self, placement: Placement, dtype: Any) -> None:
        graph = placement.graph
        layout = ParameterLayout(graph.parameters)
        self._parameters, self._gradient = np.zeros((2, layout.n_parameters), dtype)
        self._layout, n = layout, graph.n_positions
        masks = {node: np.ones((node.n_rows, n), dtype) for node in placement.masked}
        self._compiled = Compiled(
            placement,
            n,
            parameters=self._by_block(self._parameters, placement),
            gradients=self._by_block(self._gradient, placement),
            masks=masks,
            dtype=dtype,
        )
        self._first_ops: _FirstOps | None = None

    def _by_block(self, vector: Array, placement: Placement) -> dict[Any, Array]:
        blocks = self._layout.blocks(vector)
        return dict(zip(placement.graph.users, blocks, strict=True))

    def run(self, step: Trace, sample: int, x: Array, y: Array) -> Trace:
        """Return the trace of the sample's step with the weights before a step."""
        memory, first = self._compiled.memory, self._first(step.done)
        np.copyto(self._parameters, step.before[0])
        memory.x[: len(x)], memory.y[...] = x, y
        with np.errstate(all="ignore"):
            execute(first.calls)
        flat, gradient = memory.tape.flat + first.tape, self._gradient + first.gradient
        masks = {node: mask + first.masks[node] for node, mask in memory.masks.items()}
        return replace(
            step,
            batch_indices=frozen(np.array([sample])),
            x=frozen(x.astype(flat.dtype)),
            y=frozen(y.astype(flat.dtype)),
            gradient=frozen(gradient),
            tape=frozen(flat),
            masks={i: frozen(mask) for i, mask in by_layer(masks).items()},
        )

    def _first(self, n_ops: int) -> _FirstOps:
        """Return the first ops, made once for as long as there are so many."""
        if self._first_ops is None or self._first_ops.n_ops != n_ops:
            memory, ops = self._compiled.memory, self._compiled.ops[:n_ops]
            flat = np.zeros_like(memory.tape.flat)
            gradient = np.zeros_like(self._gradient)
            masks = {node: np.zeros_like(mask) for node, mask in memory.masks.items()}
            tape = Tape(memory.placement, memory.n_columns, memory.dtype, flat)
            of_blocks = self._by_block(gradient, memory.placement)
            blank(ops, tape, of_blocks, masks)
            calls = tuple(call for op in ops for call in op.calls)
            self._first_ops = _FirstOps(n_ops, calls, flat, gradient, masks)
        return self._first_ops


@lru_cache(maxsize=16)
def _alone(placement: Placement, dtype: Any) -> _Alone:
    """Return the step of one sample of a network, compiled once."""
    return _Alone(placement, dtype)

"""Followed: the step as one training sample goes through it.

A sample of the batch is a column of the step's own numbers; its deltas contain 1/B, so
that its share of dW and those of the others add up to dW.  Any other sample is computed
by the same ops, in a batch of its own: with the weights before the update, and without
dropout, so that no random number is drawn.  Its gradient did not enter the step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, execute, frozen
from engine.limits import checked_index
from engine.program.compiled import Compiled
from engine.program.recording import blank, by_layer

if TYPE_CHECKING:
    from engine.program.trace import Trace
    from engine.training.trainer import Trainer

__all__ = ["Followed", "current", "followed"]


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
        The sample's column in ``trace``; None if no sample is followed.
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
        return trainer.coming()
    data, indices = trainer.data, trace.batch_indices
    is_same = np.array_equal(data.train_x[:, indices], trace.x)
    is_same = is_same and np.array_equal(data.train_y[:, indices], trace.y)
    return trace if is_same else trainer.coming()


def followed(trainer: Trainer, sample: int | None) -> Followed:
    """Return the current step, and where a training sample is in it.

    Raises
    ------
    ExperimentError
        If there is no such training sample.
    """
    step = current(trainer)
    if sample is None:
        return Followed(step=step, trace=step, column=None, in_batch=True)
    data = trainer.data
    checked_index("sample", sample, data.train_x.shape[1])
    places = np.flatnonzero(step.batch_indices == sample)
    if places.size:
        column = int(places[0])
        return Followed(step=step, trace=step, column=column, in_batch=True)
    here = slice(sample, sample + 1)
    alone = _alone(step, sample, data.train_x[:, here], data.train_y[:, here])
    return Followed(step=step, trace=alone, column=0, in_batch=False)


def _alone(step: Trace, sample: int, x: Array, y: Array) -> Trace:
    """Return the trace of a sample in a batch of its own, as far as the step is."""
    placement, layout = step.placement, step.layout
    users, gradient = placement.graph.users, np.zeros_like(step.gradient)
    gradients = dict(zip(users, layout.blocks(gradient), strict=True))
    dtype = step.tape.dtype
    masks = {node: np.ones((node.n_rows, 1), dtype) for node in placement.masked}
    compiled = Compiled(
        placement,
        1,
        parameters=dict(zip(users, layout.blocks(step.before[0]), strict=True)),
        gradients=gradients,
        masks=masks,
        dtype=dtype,
    )
    memory, done = compiled.memory, compiled.ops[: step.done]
    memory.x[: len(x)], memory.y[...] = x, y
    with np.errstate(all="ignore"):
        execute(call for op in done for call in op.calls)
    blank(done, memory.tape, gradients, masks)
    return replace(
        step,
        batch_indices=frozen(np.array([sample])),
        x=frozen(x.astype(dtype)),
        y=frozen(y.astype(dtype)),
        gradient=frozen(gradient),
        tape=frozen(memory.tape.flat),
        masks={i: frozen(mask) for i, mask in by_layer(masks).items()},
    )

"""One sample: the part of a traced step that is about one sample of its batch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import frozen
from engine.program.memory.tape import Tape
from engine.program.uses import Uses

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["sample_of", "share_of"]


def share_of(trace: Trace, k: int) -> Trace:
    """Return what sample k of the batch adds to a step.

    Its gradients contain the batch's 1/B, so those of all samples add up to dW.

    Raises
    ------
    IndexError
        If k is not in 0 ... B - 1.
    """
    return _part(trace, k, 1)


def sample_of(trace: Trace, k: int) -> Trace:
    """Return the step that sample k of the batch would be alone.

    Its loss is the loss of that sample, so its gradients are B times those in the
    batch, whose dW is the mean of the samples' dW.

    Raises
    ------
    IndexError
        If k is not in 0 ... B - 1.
    """
    return _part(trace, k, trace.batch_size)


def _part(trace: Trace, k: int, scale: int) -> Trace:
    """Return the columns of a sample, with all gradients times a number."""
    if not 0 <= k < trace.batch_size:
        message = f"sample must be 0 to {trace.batch_size - 1}, not {k}"
        raise IndexError(message)
    placement, layout = trace.placement, trace.layout
    n = placement.graph.n_positions
    here, columns = slice(k, k + 1), slice(k * n, (k + 1) * n)
    rows = trace.tape.reshape(placement.n_rows, -1)[:, columns].copy()
    for (quantity, _), stretch in placement.stretches.items():
        if quantity == "grad":
            rows[slice(*stretch)] *= scale
    tape = Tape(placement, n, rows.dtype, rows.reshape(-1))
    x, gradient = trace.x[:, columns], np.zeros_like(trace.gradient)
    users = placement.graph.users
    weights = dict(zip(users, layout.blocks(trace.before[0]), strict=True))
    uses = Uses(tape, x, weights)
    for block, nodes in zip(layout.blocks(gradient), users.values(), strict=True):
        for node in nodes:
            block += uses.gradient(node)
    return replace(
        trace,
        batch_indices=trace.batch_indices[here],
        x=x,
        y=trace.y[:, columns],
        gradient=frozen(gradient),
        tape=frozen(tape.flat),
        masks={i: mask[:, columns] for i, mask in trace.masks.items()},
    )

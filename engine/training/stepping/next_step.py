"""Next step: the step that comes next, before its first op."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, frozen
from engine.functions.optimizers import OPTIMIZERS
from engine.program.batches import in_columns
from engine.program.trace import Trace

if TYPE_CHECKING:
    from engine.training.snapshot import Snapshot
    from engine.training.stepping.stepper import Stepper

__all__ = ["next_trace"]


def next_trace(stepper: Stepper) -> Trace:
    """Return the trace of the coming step, of which no op has run.

    The order of samples in an epoch that has not begun is drawn by a copy of the
    generator, so the run itself draws what it would have drawn.
    """
    work, now = stepper.work, stepper.snapshot()
    indices = _order(stepper, now)[work.slices[now.batch_index]]
    n_positions = work.placement.graph.n_positions
    n_columns = len(indices) * n_positions

    def nothing(*shape: int) -> Array:
        return frozen(np.full(shape, np.nan, work.dtype))

    def taken(samples: Array) -> Array:
        columns = in_columns(samples[:, indices], n_positions)
        return frozen(columns.astype(work.dtype))

    return Trace(
        experiment=now.experiment,
        layout=work.layout,
        placement=work.placement,
        step=now.step + 1,
        epoch=now.epoch,
        t=now.t + 1,
        done=0,
        n_ops=len(work.program(now.batch_index).ops),
        batch_indices=frozen(indices),
        x=taken(work.data.train_x),
        y=taken(work.data.train_y),
        before=now.state,
        after=nothing(*now.state.shape),
        gradient=nothing(work.layout.n_parameters),
        tape=nothing(work.placement.n_rows * n_columns),
        masks={
            node.site: nothing(node.n_rows, n_columns)
            for node in work.placement.masked
            if node.site is not None
        },
        slot_names=OPTIMIZERS[now.experiment.optimizer].slots,
    )


def _order(stepper: Stepper, now: Snapshot) -> Array:
    """Return the order of samples in the epoch of the coming step, (n_train,)."""
    work = stepper.work
    order = work.order.copy()
    if not now.epoch_started and work.n_batches > 1:
        order.sort()
        rng = np.random.default_rng()
        rng.bit_generator.state = dict(now.shuffle_state)
        rng.shuffle(order)
    return order

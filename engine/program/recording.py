"""Recording: the numbers of the step that a workspace ran last, copied or live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import frozen
from engine.functions.optimizers import OPTIMIZERS
from engine.program.tape import QUANTITIES, Tape
from engine.program.trace import StepVectors, Trace

if TYPE_CHECKING:
    from engine.program.workspace import Workspace

__all__ = ["live_vectors", "recorded"]


def live_vectors(work: Workspace, batch_index: int) -> StepVectors:
    """Return the vectors of the step that ran last, which the next one overwrites."""
    program = work.program(batch_index)
    return StepVectors(
        work.layout,
        program.n_columns,
        program.fused,
        program.tape.flat,
        work.gradient,
        work.before,
        work.state,
        work.x(batch_index),
        program.masks,
    )


def recorded(
    work: Workspace,
    batch_index: int,
    *,
    step: int,
    epoch: int,
    n_ops_done: int | None,
) -> Trace:
    """Return a frozen copy of the step that ran last, on a batch.

    Parameters
    ----------
    step, epoch : int
        See `Trace`.
    n_ops_done : int or None
        None after a whole step; else what later ops write is NaN in the copy.
    """
    program = work.program(batch_index)
    tape, gradient = program.tape.flat.copy(), work.gradient.copy()
    after = work.state.copy()
    if n_ops_done is not None:
        done = {written for op in program.ops[:n_ops_done] for written in op.writes}
        _blank(Tape(work.layout, program.n_columns, tape.dtype, tape), done)
        for i, block in enumerate(work.layout.blocks(gradient)):
            if ("dW", i) not in done:
                block[...] = np.nan
        after[...] = np.nan
    return Trace(
        experiment=work.experiment,
        layout=work.layout,
        step=step,
        epoch=epoch,
        batch_indices=frozen(work.order[work.slices[batch_index]].copy()),
        x=frozen(work.x(batch_index).copy()),
        y=frozen(work.y(batch_index).copy()),
        complete=n_ops_done is None,
        before=frozen(work.before.copy()),
        after=frozen(after),
        gradient=frozen(gradient),
        tape=frozen(tape),
        masks={i: frozen(mask.copy()) for i, mask in program.masks.items()},
        slot_names=OPTIMIZERS[work.experiment.optimizer].slots,
        fused=program.fused,
    )


def _blank(tape: Tape, done: set[tuple[str, int | None]]) -> None:
    """Set to NaN what is not in ``done``."""
    for i in range(len(tape.starts) - 1):
        for name in QUANTITIES:
            if (name, i) not in done:
                tape.view(name, i)[...] = np.nan

"""Recording: the numbers of the step that a workspace ran last, copied or live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, frozen
from engine.functions.optimizers import OPTIMIZERS
from engine.graph import Node, Ref
from engine.program.program import Program
from engine.program.tape import Tape
from engine.program.trace import StepVectors, Trace

if TYPE_CHECKING:
    from engine.program.workspace import Workspace

__all__ = ["live_vectors", "recorded"]


def live_vectors(work: Workspace, batch_index: int) -> StepVectors:
    """Return the vectors of the step that ran last, which the next one overwrites."""
    vectors = work.vectors.get(batch_index)
    if vectors is None:
        memory = work.program(batch_index).memory
        vectors = work.vectors[batch_index] = StepVectors(
            work.layout,
            work.placement,
            memory.n_columns,
            memory.tape.flat,
            work.gradient,
            work.before,
            work.state,
            work.x(batch_index),
            _by_layer(memory.masks),
        )
    return vectors


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
    memory = program.memory
    tape, gradient = memory.tape.flat.copy(), work.gradient.copy()
    after = work.state.copy()
    if n_ops_done is not None:
        _blank(work, program, tape, gradient, n_ops_done)
        after[...] = np.nan
    return Trace(
        experiment=work.experiment,
        layout=work.layout,
        placement=work.placement,
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
        masks={i: frozen(m.copy()) for i, m in _by_layer(memory.masks).items()},
        slot_names=OPTIMIZERS[work.experiment.optimizer].slots,
    )


def _blank(
    work: Workspace, program: Program, flat: Array, gradient: Array, n_ops_done: int
) -> None:
    """Set to NaN what the first ops of a step have not written."""
    done = {written for op in program.ops[:n_ops_done] for written in op.writes}
    tape = Tape(work.placement, program.memory.n_columns, flat.dtype, flat)
    for place in work.placement.rows:
        if place not in done:
            tape.view(*place)[...] = np.nan
    blocks = work.layout.blocks(gradient)
    for parameter, block in zip(work.placement.graph.users, blocks, strict=True):
        if Ref("dW", parameter) not in done:
            block[...] = np.nan


def _by_layer(masks: dict[Node, Array]) -> dict[int, Array]:
    return {node.site: m for node, m in masks.items() if node.site is not None}

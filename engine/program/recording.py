"""Recording: the numbers of the step that a workspace ran last, copied or live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, frozen
from engine.functions.optimizers import OPTIMIZERS
from engine.graph import Node, Parameter, Ref
from engine.program.memory.tape import Tape
from engine.program.ops.op import Op
from engine.program.trace import StepVectors, Trace

if TYPE_CHECKING:
    from engine.program.workspace import Workspace

__all__ = ["blank", "by_layer", "live_vectors", "recorded"]


def live_vectors(work: Workspace, batch_index: int) -> StepVectors:
    """Return the vectors of the step that ran last, which the next one overwrites."""
    vectors = work.vectors.get(batch_index)
    if vectors is None:
        memory = work.program(batch_index).memory
        vectors = work.vectors[batch_index] = StepVectors(
            work.layout,
            work.placement,
            memory.n_columns // work.placement.graph.n_positions,
            memory.tape.flat,
            work.gradient,
            work.before,
            work.state,
            work.x(batch_index),
            by_layer(memory.masks),
        )
    return vectors


def recorded(
    work: Workspace,
    batch_index: int,
    *,
    step: int,
    epoch: int,
    t: int,
    n_ops_done: int | None,
    is_live: bool = False,
) -> Trace:
    """Return a frozen copy of the step that ran last, on a batch.

    Parameters
    ----------
    step, epoch, t : int
        See `Trace`.
    n_ops_done : int or None
        None after a whole step; else what later ops write is NaN in the copy.
    is_live : bool
        Whether nothing is copied: the next op changes the arrays, and what later ops
        write is as an earlier step has left it.
    """
    program = work.program(batch_index)
    memory = program.memory
    taken = np.ndarray.view if is_live else np.ndarray.copy
    flat, gradient = taken(memory.tape.flat), taken(work.gradient)
    after, before = taken(work.state), taken(work.before)
    masks = {node: taken(mask) for node, mask in memory.masks.items()}
    if n_ops_done is not None and not is_live:
        blocks = zip(
            work.placement.graph.users, work.layout.blocks(gradient), strict=True
        )
        tape = Tape(work.placement, memory.n_columns, flat.dtype, flat)
        blank(program.ops[:n_ops_done], tape, dict(blocks), masks)
        after[...] = np.nan
    return Trace(
        experiment=work.experiment,
        layout=work.layout,
        placement=work.placement,
        step=step,
        epoch=epoch,
        t=t,
        done=len(program.ops) if n_ops_done is None else n_ops_done,
        n_ops=len(program.ops),
        batch_indices=frozen(work.order[work.slices[batch_index]].copy()),
        x=frozen(taken(work.x(batch_index))),
        y=frozen(taken(work.y(batch_index))),
        before=frozen(before),
        after=frozen(after),
        gradient=frozen(gradient),
        tape=frozen(flat),
        masks={i: frozen(m) for i, m in by_layer(masks).items()},
        slot_names=OPTIMIZERS[work.experiment.optimizer].slots,
    )


def blank(
    done: Sequence[Op],
    tape: Tape,
    gradients: Mapping[Parameter, Array],
    masks: Mapping[Node, Array],
) -> None:
    """Set to NaN what the ops that are done have not written."""
    written = {ref for op in done for ref in op.writes}
    for quantity in tape.placement.rows:
        for node, array in tape.views(quantity).items():
            if node.inputs and (quantity, node) not in written:
                array[...] = np.nan
    for parameter, block in gradients.items():
        if Ref("dW", parameter) not in written:
            block[...] = np.nan
    for node, mask in masks.items():
        if Ref("mask", node) not in written:
            mask[...] = np.nan


def by_layer(masks: dict[Node, Array]) -> dict[int, Array]:
    """Return masks by the layer that they are behind."""
    return {node.site: m for node, m in masks.items() if node.site is not None}

r"""Uphill: the parameters that a step moved along their gradient, and why.

A parameter moves uphill, along its gradient, where the change :math:`\Delta` has the
sign of :math:`\partial L / \partial w`: to first order it raises the loss by
:math:`\Delta\, \partial L / \partial w`.  Plain gradient descent never does that; an
optimizer that remembers, a penalty, weight decay or a bound on the weights can.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.arrays import Array, execute
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.update_buffers import N_FIXED_ROWS, UpdateBuffers
from engine.program.ops.update import GRADIENT_OPS

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["ParameterPlace", "Uphill", "uphill_moves"]


class ParameterPlace(NamedTuple):
    """A weight, or a bias where ``column`` is None; counted from 0."""

    layer: int
    row: int
    column: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uphill:
    """What a step moved uphill, along its gradient.

    Attributes
    ----------
    n, of : int
        The parameters that moved so, and all parameters.
    place : ParameterPlace or None
        The one whose move raises the loss most, to first order; None if n is 0.
    gradient, update : float
        Its dL/dw and its change; 0 if n is 0.
    reason : {"memory", "penalty", "decay", "none"}
        ``memory``: the optimizer still follows earlier gradients.  ``penalty``: a
        penalty outweighs the gradient.  ``decay``: weight decay or the bound on a
        unit's weights does.  ``none``: n is 0.
    slot : str or None
        For ``memory``: the slot that remembers.
    remembered, pushed : float
        That slot before the step (0 without one), and the gradient with penalties.
    """

    n: int
    of: int
    place: ParameterPlace | None = None
    gradient: float = 0.0
    update: float = 0.0
    reason: str = "none"
    slot: str | None = None
    remembered: float = 0.0
    pushed: float = 0.0


def uphill_moves(trace: Trace) -> Uphill:
    """Find what a whole step moved uphill, along its gradient."""
    gradient, update = trace.gradient, trace.update
    is_uphill = np.sign(gradient) * np.sign(update) > 0
    n, of = int(is_uphill.sum()), len(gradient)
    if not n:
        return Uphill(n=0, of=of)
    k = int(np.where(is_uphill, gradient * update, -1.0).argmax())
    pushed = float(_with_penalties(trace)[k])
    slot = OPTIMIZERS[trace.experiment.optimizer].memory
    reason = "penalty" if pushed * update[k] < 0 else "decay"
    remembered = 0.0
    if slot is not None and reason == "decay":
        row = 1 + trace.slot_names.index(slot)
        if trace.after[row, k] * update[k] < 0:
            reason, remembered = "memory", float(trace.before[row, k])
    return Uphill(
        n=n,
        of=of,
        place=ParameterPlace(*trace.layout.place(k)),
        gradient=float(gradient[k]),
        update=float(update[k]),
        reason=reason,
        slot=slot if reason == "memory" else None,
        remembered=remembered,
        pushed=pushed,
    )


def _with_penalties(trace: Trace) -> Array:
    """Return the gradient that the optimizer got, by the ops of training."""
    u = UpdateBuffers(np.zeros((N_FIXED_ROWS, len(trace.gradient))))
    u.g[...], u.parameters[...] = trace.gradient, trace.before[0]
    for op in GRADIENT_OPS:
        if value := getattr(trace.experiment, op.setting):
            execute(op.calls(value, trace.layout, u.g, u))
    g: Array = u.g
    return g

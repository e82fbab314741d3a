r"""Full gradient: what truncation leaves out of the gradient of a step.

The step is made again without truncation, with the same weights and the same batch.  Of
the full gradient g, the step's own part is the share :math:`\tilde g \cdot g / g^2`;
what is left out has the rest, so both add up to 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrays import Array, execute
from engine.graph import Parameter, Ref
from engine.inspection.figures.root_mean_square import root_mean_square
from engine.inspection.readout.followed import current
from engine.layout import ParameterLayout
from engine.limits import ExperimentError, checked_index
from engine.networks.networks import graph_of
from engine.program.compiled import Compiled
from engine.program.memory.placement import Placement, placement_of
from engine.program.uses import Uses

if TYPE_CHECKING:
    from engine.program.trace import Trace
    from engine.training.trainer import Trainer

__all__ = ["FullGradient", "full_gradient"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FullGradient:
    """The gradient of one block with and without truncation.

    Attributes
    ----------
    trace : Trace
        The step.
    norm, full_norm, left_out_norm : float
        The norms of the step's own gradient of the block, of the full one, and of the
        difference.
    cosine, share : float
        The cosine of the angle between the two, and the step's own part of the full
        gradient; NaN where one is 0.
    sites : tuple of int
        The time steps that use the block.
    norms, full_norms : Array
        (n_sites,): the norms of what each of them adds to the two.
    """

    trace: Trace
    norm: float
    full_norm: float
    left_out_norm: float
    cosine: float
    share: float
    sites: tuple[int, ...]
    norms: Array
    full_norms: Array


def full_gradient(trainer: Trainer, block: int) -> FullGradient:
    """Return the gradient of a block in the current step, and the full one.

    Raises
    ------
    ExperimentError
        If the network is not recurrent, or has no such block.
    """
    if not trainer.graph.named("h") or trainer.graph.n_positions > 1:
        message = "only a recurrent network has a truncated gradient"
        raise ExperimentError("network", trainer.experiment.network, message)
    trace = current(trainer)
    checked_index("block", block, len(trace.layout.parameters))
    whole, parameter = _whole(trace), trace.layout.parameters[block]
    full, whole_parameter = whole.gradient(block), whole.parameters[block]
    own = trace.array(Ref("dW", parameter))
    norm, full_norm = _norm(own), _norm(full)
    with np.errstate(all="ignore"):
        size = np.float64(full_norm)
        share = ((own / size) * (full / size)).sum()
        cosine = share * size / norm
    users = trace.placement.graph.users[parameter]
    return FullGradient(
        trace=trace,
        norm=norm,
        full_norm=full_norm,
        left_out_norm=_norm(full - own),
        cosine=float(cosine),
        share=float(share),
        sites=tuple(node.site or 0 for node in users),
        norms=np.array([_norm(trace.array(Ref("dW", node))) for node in users]),
        full_norms=whole.norms(whole_parameter),
    )


def _norm(block: Array) -> float:
    return math.sqrt(block.size) * root_mean_square(block.ravel())


class _Whole:
    """The step of a network without truncation, on memory of its own."""

    def __init__(self, placement: Placement, n_columns: int, dtype: Any) -> None:
        users = placement.graph.users
        self.parameters = tuple(users)
        self._layout = ParameterLayout(self.parameters)
        self._vector, self._gradient = np.zeros((2, self._layout.n_parameters), dtype)
        blocks, gradients = (
            dict(zip(users, self._layout.blocks(vector), strict=True))
            for vector in (self._vector, self._gradient)
        )
        self._blocks, self._users = blocks, users
        self._compiled = Compiled(
            placement,
            n_columns,
            parameters=blocks,
            gradients=gradients,
            dtype=dtype,
        )

    def run(self, trace: Trace) -> None:
        """Make the step that a trace is of."""
        memory = self._compiled.memory
        np.copyto(self._vector, trace.before[0])
        memory.x[: len(trace.x)], memory.y[...] = trace.x, trace.y
        with np.errstate(all="ignore"):
            execute(call for op in self._compiled.ops for call in op.calls)

    def gradient(self, block: int) -> Array:
        """Return the gradient of a block."""
        return self._layout.block(self._gradient, block)

    def norms(self, parameter: Parameter) -> Array:
        """Return the norm of what each use of a parameter adds."""
        memory = self._compiled.memory
        uses = Uses(memory.tape, memory.x, self._blocks)
        users = self._users[parameter]
        return np.array([_norm(uses.gradient(node)) for node in users])


def _whole(trace: Trace) -> _Whole:
    """Return the step of a trace, made again without truncation."""
    graph = graph_of(trace.experiment.replace(truncation=None))
    whole = _compiled(placement_of(graph), trace.x.shape[1], trace.tape.dtype)
    whole.run(trace)
    return whole


@lru_cache(maxsize=4)
def _compiled(placement: Placement, n_columns: int, dtype: Any) -> _Whole:
    return _Whole(placement, n_columns, dtype)

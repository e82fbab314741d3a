r"""Gradient flow: figures of the backward pass of a network that is not dense.

In a recurrent network the gradient of a state goes back to the state before through f'
and then through the weights.  What is left of the last state's at the first one is

.. math::

    \prod_{t=2}^T \frac{|\delta_t|}{|dh_t|} \cdot \frac{|W_{hh}^T \delta_t|}{|\delta_t|}

with root mean squares for sizes; without outputs on the way it is |dh_1| / |dh_T|.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.functions.activations import ACTIVATIONS
from engine.graph import START, Graph, Node, Ref
from engine.inspection.figures.root_mean_square import root_mean_square

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["NO_FLOW", "Flow", "flow_of"]

GATES = "s"
"""The name of the values of an LSTM's gates."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flow:
    """What the arrays of a step tell; NaN, or empty, of what the network has not.

    Attributes
    ----------
    ratio : float
        What is left of the gradient of the last state at the first one.
    weights, derivatives : float
        What the weights and f' multiply the gradient by in a time step: geometric means
        whose product is that of the ratio.
    n : int
        The number of such factors.
    saturated : float
        The share of the numbers of an LSTM's gates at which f' is small.
    dead : tuple of Array
        For each stage of filters, (n_filters,) of bool: whether f' is 0 on the whole
        map, for all samples.
    spread : float
        The entropy of attention's weights over that of equal weights, a mean.
    largest : float
        The largest weight of each query, a mean.
    passed : float
        rms(dS) over rms(dA): what the softmax passes on.
    """

    ratio: float = math.nan
    weights: float = math.nan
    derivatives: float = math.nan
    n: int = 0
    saturated: float = math.nan
    dead: tuple[Array, ...] = ()
    spread: float = math.nan
    largest: float = math.nan
    passed: float = math.nan


NO_FLOW = Flow()
"""Of a dense network."""


def flow_of(trace: Trace) -> Flow:
    """Return what a complete step of a network that is not dense tells."""
    graph = trace.graph
    with np.errstate(all="ignore"):
        if graph.n_positions > 1:
            return _of_attention(trace, graph)
        if not any(node.kind == START for node in graph.nodes):
            return Flow(dead=_dead(trace, graph))
        if graph.named(GATES):
            return Flow(saturated=_saturated(trace, graph.named(GATES)))
        return _over_time(trace, graph)


def _over_time(trace: Trace, graph: Graph) -> Flow:
    """Return what the gradient of a state is multiplied by from step to step."""
    states = [node for node in graph.named("h") if node.inputs]
    reached = [node for node in states if node in trace.placement.contributions][1:]
    if not reached:
        return Flow()
    sizes = np.empty((3, len(reached)))
    for k, h in enumerate(reached):
        z = h.inputs[0].node
        delta, block = trace.array(Ref("grad", z)), trace.array(Ref("W", z.parameter))
        above = z.inputs[0].n_rows
        back = block[:, above : above + h.n_rows].T @ delta
        arrays = (trace.array(Ref("grad", h)), delta, back)
        sizes[:, k] = [root_mean_square(each) for each in arrays]
    came, delta, back = sizes
    factors = [float(np.exp(np.log(f).mean())) for f in (back / delta, delta / came)]
    return Flow(
        ratio=math.prod(factors) ** len(reached),
        weights=factors[0],
        derivatives=factors[1],
        n=len(reached),
    )


def _saturated(trace: Trace, gates: list[Node]) -> float:
    """Return the share of numbers of gates whose f' is small."""
    limit = ACTIVATIONS["sigmoid"].saturation
    known = [node for node in gates if node in trace.placement.contributions]
    derivatives = [trace.array(Ref("local", node)) for node in known]
    return float(np.mean([np.mean(each <= limit) for each in derivatives]))


def _dead(trace: Trace, graph: Graph) -> tuple[Array, ...]:
    """Return which filters of each stage are 0 for all samples."""
    found: list[Array] = []
    for node in graph.named("a"):
        (edge,) = node.inputs
        patches = edge.node.patches
        if patches is not None:
            derivatives = trace.array(Ref("local", node))
            maps = derivatives.reshape(-1, patches.n_positions * derivatives.shape[1])
            found.append(np.logical_not(maps.any(axis=1)))
    return tuple(found)


def _of_attention(trace: Trace, graph: Graph) -> Flow:
    (A,), n = graph.named("A"), graph.n_positions
    (edge,) = A.inputs
    weights = trace.array(Ref("value", A)).reshape(-1, n, trace.x.shape[1])
    n_keys = np.tile(np.arange(1, n + 1), trace.batch_size)
    if A.kind != "causal attention":
        n_keys[:] = n
    several = n_keys > 1
    entropy = -(weights * np.log(np.where(weights > 0, weights, 1))).sum(axis=1)
    came, passed = (
        root_mean_square(trace.array(Ref("grad", node))) for node in (A, edge.node)
    )
    return Flow(
        spread=float(np.mean(entropy[:, several] / np.log(n_keys[several]))),
        largest=float(np.mean(weights.max(axis=1)[:, several])),
        passed=passed / came if came else math.nan,
    )

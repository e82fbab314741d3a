"""Forward: the ops that compute the values of a graph, one per node."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.arrays import Array, Call, Calls, constant
from engine.functions.kinds.kind import Operands
from engine.graph import Node, Parameter
from engine.program.memory import Memory
from engine.program.op import Op
from engine.program.placement import Placement
from engine.program.refs import forward_refs

__all__ = ["forward_ops"]


def forward_ops(
    memory: Memory,
    parameters: Mapping[Parameter, Array],
    rng: np.random.Generator | None = None,
) -> list[Op]:
    """Return the ops of all nodes, in the order of the graph.

    ``parameters`` has the blocks ``[W | b]``; ``rng`` draws the masks of dropout that
    are not given.
    """
    ops, placement = [], memory.placement
    for node in placement.placed:
        kind, o = placement.kinds[node], Operands()
        o.inputs = memory.inputs(node)
        o.value, o.t = memory.tape.view("value", node), memory.scratch(node.n_rows)
        if node.parameter is not None:
            o.W = parameters[node.parameter]
        if node in memory.masks:
            o.mask, o.option = memory.masks[node], node.option
            o.rng = None if node in memory.given else rng
        calls = kind.forward(o)
        if placement.scaled:
            calls = _with_scaled(placement, node, o, calls)
        if node.reads_ones and node.inputs[0].rows is not None:
            calls = (_copied(memory, node), *calls)
        words = ("forward", node.site, kind.name, kind.latex)
        refs = (forward_refs, (placement, node))
        ops.append(Op(*words, calls, refs, kind.numpy))
    return ops


def _copied(memory: Memory, node: Node) -> Call:
    """Return the call that copies the rows of a value above a row of ones."""
    return (np.copyto, (memory.copy(node)[:-1], memory.value(node.inputs[0])))


def _with_scaled(placement: Placement, node: Node, o: Operands, calls: Calls) -> Calls:
    """Return the calls of a node, by `Kind.scaled` where it is one of the two nodes."""
    if node in placement.scaled:
        scale = constant(placement.scaled[node][0], o.W.dtype)
        return ((np.multiply, (o.W, scale, o.W)), *calls)
    z = node.inputs[0].node
    if z in placement.scaled:
        return placement.scaled[z][1](o.inputs[0], o.value)
    return calls

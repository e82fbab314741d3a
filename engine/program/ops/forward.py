"""Forward: the parts that compute the values of a graph, one per node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np

from engine.arrays import Array, Call, Calls, constant
from engine.functions.kinds.kind import Operands
from engine.graph import Node, Parameter
from engine.program.memory.memory import Memory
from engine.program.memory.placement import Placement
from engine.program.memory.spacing import spaced
from engine.program.ops.described import forward_op
from engine.program.ops.op import Part

__all__ = ["copied_calls", "forward_parts"]


def forward_parts(
    memory: Memory,
    parameters: Mapping[Parameter, Array],
    rng: np.random.Generator | None = None,
) -> list[Part]:
    """Return the parts of all nodes, in the order of the graph.

    ``parameters`` has the blocks ``[W | b]``; ``rng`` draws the masks of dropout that
    are not given.
    """
    placement = memory.placement
    parts: list[Part] = []
    kinds = placement.kinds
    silent = {*memory.before, *chain.from_iterable(placement.silent.values())}
    masks, operands = memory.masks, memory.operands
    is_plain = not (placement.scaled or placement.copied or placement.guests)
    for node in placement.placed:
        if node in silent:
            continue
        kind, o = kinds[node], operands(node)
        if node.parameter is not None:
            o.W = parameters[node.parameter]
        elif node in masks:
            o.option, o.rng = node.option, None if node in memory.given else rng
        calls = kind.forward(o)
        if not is_plain:
            calls = _with_others(memory, node, o, calls)
        parts.append((node, calls, forward_op, ()))
    return parts


def _with_others(memory: Memory, node: Node, o: Operands, calls: Calls) -> Calls:
    """Return the calls of a node with those that copy what it reads."""
    placement = memory.placement
    if placement.scaled:
        calls = _with_scaled(placement, node, o, calls)
    if node in placement.copied:
        return (*copied_calls(memory, node), *calls)
    if placement.guests and node is next(iter(placement.guests)):
        return (*_guests(memory), *calls)
    return calls


def copied_calls(memory: Memory, node: Node) -> Iterator[Call]:
    """Yield the calls that copy what a map reads into one block."""
    start, block = 0, memory.copy(node)
    for edge in node.inputs:
        stop = start + edge.n_rows
        yield (np.copyto, (block[start:stop], memory.value(edge)))
        start = stop


def _guests(memory: Memory) -> Calls:
    """Return the calls that copy the network's input to where maps read it."""
    found = dict.fromkeys(_places_of_guests(memory.placement))
    starts, sources, sizes = zip(*found, strict=True)
    x, matrix = memory.x, memory.tape.matrix
    if len(set(sizes)) == 1:
        target, source = spaced(matrix, starts, sizes[0]), spaced(x, sources, sizes[0])
        if target is not None and source is not None:
            return ((np.copyto, (target, source)),)
    return tuple(
        (np.copyto, (matrix[start : start + n], x[source : source + n]))
        for start, source, n in found
    )


def _places_of_guests(placement: Placement) -> Iterator[tuple[int, int, int]]:
    """Yield the first row of each guest in the tape and in the input, and its size."""
    for node in placement.guests:
        rows = placement.span("value", node)
        assert rows is not None
        start = rows[0]
        for edge in node.inputs[:-1]:
            yield start, edge.span[0], edge.n_rows
            start += edge.n_rows


def _with_scaled(placement: Placement, node: Node, o: Operands, calls: Calls) -> Calls:
    """Return the calls of a node, by `Kind.scaled` where it is one of the two nodes."""
    if node in placement.scaled:
        scale = constant(placement.scaled[node][0], o.W.dtype)
        return ((np.multiply, (o.W, scale, o.W)), *calls)
    z = node.inputs[0].node
    if z in placement.scaled:
        return placement.scaled[z][1](o.inputs[0], o.value)
    return calls

"""Refs: the quantities that each op of a graph reads, and those that it writes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from engine.graph import JOIN, Node, Parameter, Ref
from engine.program.memory.placement import Placement
from engine.program.ops.op import Refs

__all__ = [
    "contribution_refs",
    "forward_refs",
    "gradient_refs",
    "local_refs",
]

ENTRIES = 4096
"""Ops that are remembered: a graph is compiled for several batch sizes."""


@lru_cache(maxsize=ENTRIES)
def forward_refs(placement: Placement, node: Node) -> tuple[Refs, Refs]:
    """Return what the forward op of a node reads and writes."""
    reads = [Ref("value", edge.node) for edge in node.inputs]
    writes = [Ref("value", each) for each in (node, *placement.silent.get(node, []))]
    if node.parameter is not None:
        reads.append(Ref("W", node.parameter))
    if placement.kinds[node].is_masked:
        writes.append(Ref("mask", node))
    return tuple(reads), tuple(writes)


@lru_cache(maxsize=ENTRIES)
def local_refs(group: tuple[Node, ...]) -> tuple[Refs, Refs]:
    """Return what the op of the derivatives of nodes reads and writes."""
    both = ((node.inputs[0].node, node) for node in group)
    reads = tuple(Ref("value", each) for pair in both for each in pair)
    return reads, tuple(Ref("local", node) for node in group)


@lru_cache(maxsize=ENTRIES)
def gradient_refs(
    nodes: tuple[Node, ...], *whose: Node | Parameter
) -> tuple[Refs, Refs]:
    """Return what the op reads and writes that computes gradients of a parameter.

    They are that of the parameter, or those of nodes that share it.
    """
    reads: list[Ref] = []
    for node in nodes:
        reads += (Ref("grad", node), *(Ref("value", e.node) for e in node.inputs))
    return tuple(dict.fromkeys(reads)), tuple(Ref("dW", each) for each in whose)


@lru_cache(maxsize=ENTRIES)
def contribution_refs(placement: Placement, node: Node, k: int) -> tuple[Refs, Refs]:
    """Return what the op reads and writes by which a node passes a gradient to input k.

    The gradient counts as written by the last contribution to it.
    """
    source = node.inputs[k].node
    is_last = placement.contributions[source][-1] == (node, k)
    writes = tuple(_same_arrays(placement, source)) if is_last else ()
    return tuple(_reads(placement, node, k)), writes


def _reads(placement: Placement, node: Node, k: int) -> Iterator[Ref]:
    kind = placement.kinds[node]
    if node is placement.loss:
        yield Ref("value", node.inputs[-1].node)
        yield Ref("y", node)
        return
    yield Ref("grad", node)
    if kind.has_local:
        yield Ref("local", node)
    elif kind.is_masked:
        yield Ref("mask", node)
    elif node.parameter is not None:
        yield Ref("W", node.parameter)
    elif kind.terms:
        factors = (names for _, names in kind.terms if k in names)
        others = {m for names in factors for m in names if isinstance(m, int)} - {k}
        yield from (Ref("value", node.inputs[m].node) for m in sorted(others))
    elif node.kind != JOIN:
        if kind.needs_input:
            yield Ref("value", node.inputs[k].node)
        yield Ref("value", node)


def _same_arrays(placement: Placement, node: Node) -> Iterator[Ref]:
    """Yield a gradient and those that are the same array."""
    yield Ref("grad", node)
    for (quantity, guest), owner in placement.owners.items():
        if quantity == "grad" and owner is node:
            yield from _same_arrays(placement, guest)

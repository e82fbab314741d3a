"""Local derivatives: f'(z), in one op for neighbours in memory that have the same f."""

from __future__ import annotations

from functools import lru_cache

from engine.functions.kinds.kind import Operands
from engine.graph import Node
from engine.program.memory import Memory
from engine.program.op import Op
from engine.program.placement import Placement
from engine.program.refs import local_refs

__all__ = ["local_ops"]


def local_ops(memory: Memory) -> list[Op]:
    """Return the ops that compute the derivatives that the way back needs."""
    return [_local_op(memory, group) for group in _neighbours(memory.placement)]


@lru_cache(maxsize=256)
def _neighbours(placement: Placement) -> tuple[tuple[Node, ...], ...]:
    """Return the nodes of the same f whose z, a and f' are one block each."""
    groups: list[list[Node]] = []
    for node in placement.placed:
        if placement.computes("local", node):
            if groups and _are_adjacent(placement, groups[-1][-1], node):
                groups[-1].append(node)
            else:
                groups.append([node])
    return tuple(map(tuple, groups))


def _are_adjacent(placement: Placement, one: Node, other: Node) -> bool:
    if one.kind != other.kind or not (
        _aligns(placement, one) and _aligns(placement, other)
    ):
        return False
    rows = placement.rows
    return all(
        rows[quantity, first][1] == rows[quantity, second][0]
        for quantity, first, second in (
            ("value", one.inputs[0].node, other.inputs[0].node),
            ("value", one, other),
            ("local", one, other),
        )
    )


def _aligns(placement: Placement, node: Node) -> bool:
    return placement.is_whole(node, node.inputs[0])


def _local_op(memory: Memory, group: tuple[Node, ...]) -> Op:
    first, last = group[0], group[-1]
    placement, tape = memory.placement, memory.tape
    kind = placement.kinds[first]
    if _aligns(placement, first):
        z = tape.block("value", first.inputs[0].node, last.inputs[0].node)
        a, df = (tape.block(quantity, first, last) for quantity in ("value", "local"))
    else:
        z = memory.value(first.inputs[0])
        a, df = (tape.view(quantity, first) for quantity in ("value", "local"))
    o = Operands()
    o.inputs, o.value, o.local = (z,), a, df
    o.t = memory.t[: a.size].reshape(a.shape)
    layer = first.site if first is last else None
    words = ("local", layer, f"{kind.name} derivative", kind.latex_local)
    return Op(*words, kind.local(o), (local_refs, (group,)), kind.numpy_local)

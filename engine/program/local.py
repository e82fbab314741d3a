"""Local derivatives: f'(z), in one op for nodes of one name that have the same f.

Their z, a and f' are one block of memory each, or are at equal distances.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise, starmap

from engine.arrays import Array
from engine.functions.kinds.kind import Operands
from engine.graph import Node
from engine.program.memory import Memory
from engine.program.op import Op
from engine.program.placement import Placement
from engine.program.refs import local_refs
from engine.program.spacing import spaced

__all__ = ["local_ops"]

Spans = tuple[tuple[int, int], ...]
"""The first row of z, a and f' each in the tape, and the one after the last."""


def local_ops(memory: Memory) -> list[Op]:
    """Return the ops that compute the derivatives that the way back needs."""
    return [_local_op(memory, group) for group in _groups(memory.placement)]


@lru_cache(maxsize=256)
def _groups(placement: Placement) -> tuple[tuple[Node, ...], ...]:
    """Return the nodes whose derivatives one op computes."""
    groups: list[list[Node]] = []
    latest: dict[str, list[Node]] = {}
    for node in placement.placed:
        if placement.computes("local", node):
            group = latest.get(node.name)
            if group and _belongs(placement, group, node):
                group.append(node)
            else:
                latest[node.name] = [node]
                groups.append(latest[node.name])
    return tuple(map(tuple, groups))


def _belongs(placement: Placement, group: list[Node], node: Node) -> bool:
    """Return whether a node goes on with the block or the distances of a group."""
    if group[-1].kind != node.kind:
        return False
    *before, one, two = (_spans(placement, each) for each in (*group[-2:], node))
    if _are_adjacent(one, two):
        return not before or _are_adjacent(before[0], one)
    steps = _steps(one, two)
    if min(steps) <= 0 or _sizes(one) != _sizes(two):
        return False
    return not before or _steps(before[0], one) == steps


def _spans(placement: Placement, node: Node) -> Spans:
    """Return the rows of z, a and f', with the extra rows where blocks align."""
    edge, rows = node.inputs[0], placement.rows
    extra = placement.extra[node] if _aligns(placement, node) else 0
    starts = (
        rows["value", edge.node][0] + edge.span[0],
        rows["value", node][0],
        rows["local", node][0],
    )
    return tuple((start, start + node.n_rows + extra) for start in starts)


def _are_adjacent(one: Spans, two: Spans) -> bool:
    return all(stop == start for (_, stop), (start, _) in zip(one, two, strict=True))


def _steps(one: Spans, two: Spans) -> list[int]:
    return [second - first for (first, _), (second, _) in zip(one, two, strict=True)]


def _sizes(spans: Spans) -> list[int]:
    return [stop - start for start, stop in spans]


def _aligns(placement: Placement, node: Node) -> bool:
    return placement.is_whole(node, node.inputs[0])


def _arrays(memory: Memory, group: tuple[Node, ...]) -> list[Array]:
    """Return z, a and f' of a group: flat if they are blocks, else (T, n_rows, B)."""
    matrix, spans = memory.tape.matrix, [_spans(memory.placement, n) for n in group]
    if all(starmap(_are_adjacent, pairwise(spans))):
        is_flat = len(group) > 1 or _aligns(memory.placement, group[0])
        ends = zip(spans[0], spans[-1], strict=True)
        blocks = [matrix[start:stop] for (start, _), (_, stop) in ends]
        return [block.reshape(-1) if is_flat else block for block in blocks]
    found = []
    for rows in zip(*spans, strict=True):
        start, stop = rows[0]
        array = spaced(matrix, [first for first, _ in rows], stop - start)
        assert array is not None
        found.append(array)
    return found


def _local_op(memory: Memory, group: tuple[Node, ...]) -> Op:
    first, last = group[0], group[-1]
    kind = memory.placement.kinds[first]
    z, a, df = _arrays(memory, group)
    o = Operands()
    o.inputs, o.value, o.local = (z,), a, df
    o.t = memory.t[: a.size].reshape(a.shape)
    layer = first.site if first is last else None
    words = ("local", layer, f"{kind.name} derivative", kind.latex_local)
    return Op(*words, kind.local(o), (local_refs, (group,)), kind.numpy_local)

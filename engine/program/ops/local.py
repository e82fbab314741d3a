"""Local derivatives: f'(z), in one op for nodes of one name that have the same f.

Their z, a and f' are one block of memory each, or are at equal distances.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise, starmap

from engine.arrays import Array
from engine.functions.kinds.kind import Operands
from engine.graph import Node
from engine.program.memory.memory import Memory
from engine.program.memory.placement import Placement
from engine.program.memory.spacing import spaced
from engine.program.ops.op import Op
from engine.program.ops.refs import local_refs

__all__ = ["local_ops"]

Spans = tuple[tuple[int, int], ...]
"""The first row of z, a and f' each in the tape, and the one after the last."""
Group = tuple[tuple[Node, ...], tuple[Spans, ...]]


def local_ops(memory: Memory) -> list[Op]:
    """Return the ops that compute the derivatives that the way back needs."""
    return [_local_op(memory, *group) for group in _groups(memory.placement)]


@lru_cache(maxsize=256)
def _groups(placement: Placement) -> tuple[Group, ...]:
    """Return the nodes whose derivatives one op computes, with the rows of each."""
    found: list[tuple[list[Node], list[Spans]]] = []
    latest: dict[str, tuple[list[Node], list[Spans]]] = {}
    for node in placement.placed:
        if not placement.computes("local", node):
            continue
        spans, group = _spans(placement, node), latest.get(node.name)
        if group and group[0][-1].kind == node.kind and _goes_on(group[1], spans):
            group[0].append(node)
            group[1].append(spans)
        else:
            latest[node.name] = [node], [spans]
            found.append(latest[node.name])
    return tuple((tuple(nodes), tuple(spans)) for nodes, spans in found)


def _goes_on(before: list[Spans], spans: Spans) -> bool:
    """Return whether spans go on with the block or the distances of those before."""
    last, earlier = before[-1], before[-2:-1]
    if _are_adjacent(last, spans):
        return not earlier or _are_adjacent(earlier[0], last)
    steps = _steps(last, spans)
    if min(steps) <= 0 or _sizes(last) != _sizes(spans):
        return False
    return not earlier or _steps(earlier[0], last) == steps


def _spans(placement: Placement, node: Node) -> Spans:
    """Return the rows of z, a and f', with the extra rows where blocks align."""
    edge, rows = node.inputs[0], placement.rows
    extra = placement.extra[node] if _aligns(placement, node) else 0
    (z, _), (a, _), (df, _) = (
        rows["value", edge.node],
        rows["value", node],
        rows["local", node],
    )
    if edge.rows is not None:
        z += edge.rows[0]
    n_rows = node.n_rows + extra
    return (z, z + n_rows), (a, a + n_rows), (df, df + n_rows)


def _are_adjacent(one: Spans, two: Spans) -> bool:
    (_, z), (_, a), (_, df) = one
    return (z, a, df) == (two[0][0], two[1][0], two[2][0])


def _steps(one: Spans, two: Spans) -> list[int]:
    return [second - first for (first, _), (second, _) in zip(one, two, strict=True)]


def _sizes(spans: Spans) -> list[int]:
    return [stop - start for start, stop in spans]


def _aligns(placement: Placement, node: Node) -> bool:
    return placement.is_whole(node, node.inputs[0])


def _arrays(memory: Memory, spans: tuple[Spans, ...], *, is_flat: bool) -> list[Array]:
    """Return z, a and f' of a group: flat if they are blocks, else (T, n_rows, B)."""
    matrix = memory.tape.matrix
    if all(starmap(_are_adjacent, pairwise(spans))):
        ends = zip(spans[0], spans[-1], strict=True)
        blocks = [matrix[start:stop] for (start, _), (_, stop) in ends]
        return [block.reshape(-1) for block in blocks] if is_flat else blocks
    found = []
    for rows in zip(*spans, strict=True):
        start, stop = rows[0]
        array = spaced(matrix, [first for first, _ in rows], stop - start)
        assert array is not None
        found.append(array)
    return found


def _local_op(memory: Memory, group: tuple[Node, ...], spans: tuple[Spans, ...]) -> Op:
    first, last = group[0], group[-1]
    kind = memory.placement.kinds[first]
    is_flat = len(group) > 1 or _aligns(memory.placement, first)
    z, a, df = _arrays(memory, spans, is_flat=is_flat)
    o = Operands()
    o.inputs, o.value, o.local = (z,), a, df
    o.t = memory.t[: a.size].reshape(a.shape)
    layer = first.site if first is last else None
    words = ("local", layer, f"{kind.name} derivative", kind.latex_local)
    return Op(*words, kind.local(o), (local_refs, (group,)), kind.numpy_local)

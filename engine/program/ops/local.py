"""Local derivatives: f'(z), in one part for nodes of one name that have the same f.

Their z, a and f' are one block of memory each, or are at equal distances.
"""

from __future__ import annotations

from functools import lru_cache

from engine.arrays import Array
from engine.functions.kinds.kind import Operands
from engine.graph import Node
from engine.program.memory.memory import Memory
from engine.program.memory.placement import Placement
from engine.program.memory.spacing import spaced
from engine.program.ops.described import local_op
from engine.program.ops.op import Part

__all__ = ["local_parts"]

Rows = tuple[int, int, int, int]
"""The first rows of z, a and f' in the tape, and how many each of them has."""
Group = tuple[list[Node], list[Rows]]


def local_parts(memory: Memory) -> list[Part]:
    """Return the parts that compute the derivatives that the backward pass needs."""
    return [_part(memory, *group) for group in _groups(memory.placement)]


@lru_cache(maxsize=256)
def _groups(placement: Placement) -> list[Group]:
    """Return the nodes whose derivatives one part computes, with the rows of each."""
    found: list[Group] = []
    latest: dict[str, Group] = {}
    kinds, passed = placement.kinds, placement.passed
    for node in placement.placed:
        if not kinds[node].has_local or node not in passed:
            continue
        rows, group = _rows(placement, node), latest.get(node.name)
        if group and group[0][-1].kind == node.kind and _goes_on(group[1], rows):
            group[0].append(node)
            group[1].append(rows)
        else:
            group = latest[node.name] = [node], [rows]
            found.append(group)
    return found


def _goes_on(before: list[Rows], rows: Rows) -> bool:
    """Return whether rows go on with the block or the distances of those before."""
    last = before[-1]
    if _are_adjacent(last, rows):
        return len(before) == 1 or _are_adjacent(before[-2], last)
    steps = _steps(last, rows)
    if min(steps) <= 0 or last[3] != rows[3]:
        return False
    return len(before) == 1 or _steps(before[-2], last) == steps


def _rows(placement: Placement, node: Node) -> Rows:
    """Return the rows of z, a and f', with the extra rows where blocks align."""
    edge, values = node.inputs[0], placement.rows["value"]
    z, a, df = values[edge[0]][0], values[node][0], placement.rows["local"][node][0]
    if placement.is_whole(node, edge):
        return z, a, df, node.n_rows + placement.extra[node]
    return z + edge.span[0], a, df, node.n_rows


def _are_adjacent(one: Rows, two: Rows) -> bool:
    z, a, df, n = one
    return (z + n, a + n, df + n) == two[:3]


def _steps(one: Rows, two: Rows) -> list[int]:
    return [two[k] - one[k] for k in range(3)]


def _part(memory: Memory, nodes: list[Node], rows: list[Rows]) -> Part:
    first, o = nodes[0], Operands()
    if len(rows) == 1 or _are_adjacent(*rows[:2]):
        is_flat = len(rows) > 1 or memory.placement.is_whole(first, first.inputs[0])
        z, a, df = _blocks(memory, rows, is_flat=is_flat)
    else:
        z, a, df = _spaced(memory, rows)
    o.inputs, o.value, o.local = (z,), a, df
    o.t = memory.t[: a.size].reshape(a.shape)
    calls = memory.placement.kinds[first].local(o)
    return first, calls, local_op, (tuple(nodes),)


def _blocks(memory: Memory, rows: list[Rows], *, is_flat: bool) -> list[Array]:
    """Return z, a and f' of adjacent rows, as flat blocks or as matrices."""
    n = rows[-1][0] + rows[-1][3] - rows[0][0]
    blocks = [memory.tape.matrix[start : start + n] for start in rows[0][:3]]
    return [block.reshape(-1) for block in blocks] if is_flat else blocks


def _spaced(memory: Memory, rows: list[Rows]) -> list[Array]:
    """Return z, a and f' of rows at equal distances, (T, n_rows, B)."""
    found = []
    for k in range(3):
        array = spaced(memory.tape.matrix, [each[k] for each in rows], rows[0][3])
        assert array is not None
        found.append(array)
    return found

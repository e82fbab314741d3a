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
Group = tuple[tuple[Node, ...], tuple[Rows, ...]]


def local_parts(memory: Memory) -> list[Part]:
    """Return the parts that compute the derivatives that the way back needs."""
    return [_part(memory, *group) for group in _groups(memory.placement)]


@lru_cache(maxsize=256)
def _groups(placement: Placement) -> tuple[Group, ...]:
    """Return the nodes whose derivatives one part computes, with the rows of each."""
    found: list[tuple[list[Node], list[Rows]]] = []
    latest: dict[str, tuple[list[Node], list[Rows]]] = {}
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
    return tuple([(tuple(nodes), tuple(rows)) for nodes, rows in found])


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
    (source, some, _), extra = node.inputs[0], placement.extra
    values, n_rows = placement.rows["value"], node.n_rows
    z, a, df = values[source][0], values[node][0], placement.rows["local"][node][0]
    if some is not None:
        return z + some[0], a, df, n_rows
    return z, a, df, n_rows + (extra[node] if extra[node] == extra[source] else 0)


def _are_adjacent(one: Rows, two: Rows) -> bool:
    z, a, df, n = one
    return (z + n, a + n, df + n) == two[:3]


def _steps(one: Rows, two: Rows) -> list[int]:
    return [two[k] - one[k] for k in range(3)]


def _aligns(placement: Placement, node: Node) -> bool:
    return placement.is_whole(node, node.inputs[0])


def _arrays(memory: Memory, group: tuple[Rows, ...], *, is_flat: bool) -> list[Array]:
    """Return z, a and f' of a group: flat if they are blocks, else (T, n_rows, B)."""
    matrix, (*firsts, n_rows), last = memory.tape.matrix, group[0], group[-1]
    if len(group) == 1 or _are_adjacent(*group[:2]):
        blocks = [matrix[firsts[k] : last[k] + last[3]] for k in range(3)]
        return [block.reshape(-1) for block in blocks] if is_flat else blocks
    found = []
    for k in range(3):
        array = spaced(matrix, [rows[k] for rows in group], n_rows)
        assert array is not None
        found.append(array)
    return found


def _part(memory: Memory, group: tuple[Node, ...], rows: tuple[Rows, ...]) -> Part:
    first = group[0]
    is_flat = len(group) > 1 or _aligns(memory.placement, first)
    z, a, df = _arrays(memory, rows, is_flat=is_flat)
    o = Operands()
    o.inputs, o.value, o.local = (z,), a, df
    o.t = memory.t[: a.size].reshape(a.shape)
    calls = memory.placement.kinds[first].local(o)
    return first, calls, local_op, (group,)

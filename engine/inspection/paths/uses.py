"""Uses: what a weight multiplies, and which weight a path goes through.

A weight of a filter multiplies a number at every place of the picture.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.functions.kinds.kind import Kind
from engine.graph import Node
from engine.inspection.explanation.terms import operand_of, read_at

__all__ = ["uses_of", "weight_at"]


def uses_of(
    kind: Kind, node: Node, row: int, column: int
) -> Iterator[tuple[int, tuple[Node, int] | None]]:
    """Yield the rows of a map to which a weight leads, and what it multiplies there.

    ``column`` is that of the block; a bias multiplies nothing.
    """
    assert node.parameter is not None
    is_bias = column == node.parameter.fan_in
    if kind.places is None:
        yield row, None if is_bias else read_at(node, 0, column)
        return
    (rows, _), (members, _) = (kind.places(node, name, 1) for name in ("grad", 0))
    pairs = zip(rows[row].ravel(), members[column].ravel(), strict=True)
    for z, member in pairs:
        yield int(z), None if is_bias else (node.inputs[0].node, int(member))


def weight_at(node: Node, k: int, row: int, column: int) -> tuple[int, int]:
    """Return the place in the block of the weight from a number of input k to a row."""
    first, _ = node.inputs[k].span
    if node.patches is None:
        return row, operand_of(node, k)[1] + column - first
    n_positions = node.patches.n_positions
    members = node.patches.members().reshape(-1, n_positions)
    found = (members[:, row % n_positions] == column).argmax()
    return row // n_positions, int(found)

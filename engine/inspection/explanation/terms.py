"""Terms: the products whose sum is an element of a multilinear value or gradient."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, product

from engine.functions.kinds.kind import Term
from engine.graph import Node
from engine.inspection.explanation.cells import Cells

__all__ = [
    "Elements",
    "Indices",
    "gathered_products",
    "operand_of",
    "products",
    "read_at",
    "rows_of",
]

Indices = tuple[int, ...]
Elements = list[tuple[str | int, Indices]]
"""Elements of operands, to be multiplied: ``W``, ``mask``, ``grad`` or the index of an
input, each with its row and column; ``share`` without any."""


def rows_of(node: Node, k: int) -> tuple[int, int]:
    """Return the rows of input k that a node reads, from and to."""
    return node.inputs[k].span


def operand_of(node: Node, k: int) -> tuple[int, int]:
    """Return the operand that input k is, and the first of its rows there.

    All inputs of a map or a join are one operand, the first on top.
    """
    if not node.joins_inputs:
        return k, 0
    return 0, sum(edge.n_rows for edge in node.inputs[:k])


def read_at(node: Node, operand: int, row: int) -> tuple[Node, int]:
    """Return the node, and the row of its value, that is a row of an operand."""
    k = operand
    if node.joins_inputs:
        *starts, _ = accumulate((edge.n_rows for edge in node.inputs), initial=0)
        k = bisect_right(starts, row) - 1
        row -= starts[k]
    return node.inputs[k].node, node.inputs[k].span[0] + row


def products(
    node: Node,
    term: Term,
    target: str | int | None,
    place: Indices,
    n_columns: int = 0,
) -> Iterator[Elements]:
    """Yield the products whose sum is the element at a place.

    Parameters
    ----------
    target : str, int or None
        The operand whose gradient is meant; None means the value.
    n_columns : int
        B, over which the gradient of W is a sum.
    """
    operands, own = _operands(term, target)
    known = dict(zip(own, place, strict=True))
    free = {
        letter: size
        for name, its in operands
        for letter, size in zip(its, _shape(node, name, n_columns), strict=True)
        if letter not in known
    }
    for at in _counted(known, free):
        found = [(name, tuple(at[letter] for letter in its)) for name, its in operands]
        yield [each for each in found if not _is_one(node, *each)]


def gathered_products(
    node: Node,
    term: Term,
    target: str | int | None,
    place: Indices,
    cells: Cells,
    *,
    sample: int | None = None,
) -> Iterator[Elements]:
    """Yield the same of a kind whose letters are not rows and columns.

    Parameters
    ----------
    sample : int or None
        What the value's last letter is to be, if not all that it can be.
    """
    operands, own = _operands(term, target)
    sizes = {
        letter: size
        for name, its in operands
        for letter, size in zip(its, cells.shape(name), strict=True)
    }
    last = {} if sample is None else {term[0][-1]: sample}
    for counted in cells.counted("grad" if target is None else target, place):
        known = dict(zip(own, counted, strict=True)) | last
        free = {letter: sizes[letter] for letter in sizes if letter not in known}
        for at in _counted(known, free):
            found = [
                (name, cells.at(name, tuple(at[letter] for letter in its)))
                for name, its in operands
            ]
            yield [each for each in found if not _is_one(node, *each)]


def _operands(
    term: Term, target: str | int | None
) -> tuple[list[tuple[str | int, str]], str]:
    """Return the operands of a sum of products with their letters, and the target's."""
    (left, out), names = term[0].split("->"), term[1]
    letters: dict[str | int | None, str]
    letters = dict(zip(names, left.split(","), strict=True))
    operands = [
        ("grad", out) if name == target else (name, letters[name]) for name in names
    ]
    return operands, letters.get(target, out)


def _counted(known: dict[str, int], free: dict[str, int]) -> Iterator[dict[str, int]]:
    """Yield a number for each letter, the free ones counting up."""
    for values in product(*map(range, free.values())):
        yield known | dict(zip(free, values, strict=True))


def _shape(node: Node, operand: str | int, n_columns: int) -> Indices:
    """Return the shape of an operand, an input with its row of ones."""
    if operand == "W":
        assert node.parameter is not None
        return node.parameter.shape
    if not isinstance(operand, int):
        return (node.n_rows, n_columns)
    return (_n_rows(node, operand) + node.reads_ones, n_columns)


def _n_rows(node: Node, operand: int) -> int:
    """Return the rows of an operand, without the row of ones."""
    edges = node.inputs if node.parameter is not None else (node.inputs[operand],)
    return sum(edge.n_rows for edge in edges)


def _is_one(node: Node, operand: str | int, place: Indices) -> bool:
    """Return whether an element is in the row of ones below an input."""
    if not isinstance(operand, int):
        return False
    return place[0] == _n_rows(node, operand)

"""Terms: the products whose sum is an element of a multilinear value or gradient."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from engine.functions.kinds.kind import Term
from engine.graph import Node

__all__ = ["Elements", "Place", "products", "rows_of"]

Place = tuple[int, ...]
Elements = list[tuple[str | int, Place]]
"""Elements of operands, to be multiplied: ``W``, ``mask``, ``grad`` or the index of an
input, each with its row and column."""


def rows_of(node: Node, k: int) -> tuple[int, int]:
    """Return the rows of input k that a node reads, from and to."""
    edge = node.inputs[k]
    return edge.rows or (0, edge.node.n_rows)


def products(
    node: Node,
    term: Term,
    target: str | int | None,
    place: Place,
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
    (left, out), names = term[0].split("->"), term[1]
    letters: dict[str | int | None, str]
    letters = dict(zip(names, left.split(","), strict=True))
    known = dict(zip(letters.get(target, out), place, strict=True))
    operands = [
        ("grad", out) if name == target else (name, letters[name]) for name in names
    ]
    free = {
        letter: size
        for name, own in operands
        for letter, size in zip(own, _shape(node, name, n_columns), strict=True)
        if letter not in known
    }
    for values in product(*map(range, free.values())):
        at = known | dict(zip(free, values, strict=True))
        found = [(name, tuple(at[letter] for letter in own)) for name, own in operands]
        yield [each for each in found if not _is_one(node, *each)]


def _shape(node: Node, operand: str | int, n_columns: int) -> Place:
    """Return the shape of an operand, an input with its row of ones."""
    if operand == "W":
        assert node.parameter is not None
        return node.parameter.shape
    if not isinstance(operand, int):
        return (node.n_rows, n_columns)
    start, stop = rows_of(node, operand)
    return (stop - start + node.reads_ones, n_columns)


def _is_one(node: Node, operand: str | int, place: Place) -> bool:
    """Return whether an element is in the row of ones below an input."""
    if not isinstance(operand, int):
        return False
    start, stop = rows_of(node, operand)
    return place[0] == stop - start

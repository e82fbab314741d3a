"""Sums: the products behind the numbers of one step, whatever a kind's letters are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.arrays import Array
from engine.functions.kinds.kind import Kind, Term
from engine.graph import Node, Ref
from engine.inspection.explanation.cells import Cells
from engine.inspection.explanation.factor import Factor
from engine.inspection.explanation.terms import (
    Elements,
    Indices,
    gathered_products,
    products,
)
from engine.program.memory.placement import Placement

__all__ = ["Sums", "from_below", "gradient_row", "letter", "total"]


class Sums:
    """The sums of products of one step of a graph.

    Parameters
    ----------
    placement : Placement
    array : callable
        Ref -> Array: the array of a quantity.
    """

    def __init__(self, placement: Placement, array: Callable[[Ref], Array]) -> None:
        self._placement, self._array = placement, array

    def products(
        self, node: Node, term: Term, target: str | int | None, place: Indices
    ) -> Iterator[Elements]:
        """Return the products of an element; see `terms`."""
        cells = self._cells(node)
        if cells is None:
            return products(node, term, target, place)
        return gathered_products(node, term, target, place, cells)

    def of_share(self, node: Node, place: Indices, n: int) -> list[Elements]:
        """Return the products of sample n in the sum that dL/dw is.

        It is one, or one for every position of a filter.
        """
        term, cells = self._placement.kinds[node].terms[0], self._cells(node)
        if cells is None:
            (first,) = products(node, term, "W", place, 1)
            return [[(name, (at, n)) for name, (at, _) in first]]
        return list(gathered_products(node, term, "W", place, cells, sample=n))

    def _cells(self, node: Node) -> Cells | None:
        places = self._placement.kinds[node].places
        if places is None:
            return None
        return Cells(node, places, self._array(Ref("value", node)).shape[1])


def from_below(elements: Elements, k: int) -> str:
    """Return in words what the k-th product of a value has from below."""
    rows = [place[0] for name, place in elements if isinstance(name, int)]
    return f"from unit {(rows[0] if rows else k) + 1} below"


def gradient_row(elements: Elements) -> int:
    """Return the row of the gradient among the elements of a product."""
    (row,) = (place[0] for name, place in elements if name == "grad")
    return row


def letter(node: Node, name: str | int) -> str:
    """Return the letter of an operand in the formula of a product."""
    if name == "grad":
        return r"\delta" if node.name == "z" else "da"
    return {"W": "w", "mask": r"\tfrac{m}{1-p}"}.get(str(name), "a")


def total(given: Factor, parts: list[Factor], kind: Kind, formula: str) -> Factor:
    """Return the sum of parts; of a kind without a sum, its one product."""
    if kind.is_elementwise and len(parts) == 1 and parts[0].operation == "product":
        (only,) = parts
        operation, factors = only.operation, only.factors
    else:
        operation, factors = "sum", tuple(parts)
    return replace(given, operation=operation, formula=formula, factors=factors)

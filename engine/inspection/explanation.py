r"""Explanation: any number of a step, from the numbers that it was computed from.

A multilinear kind explains itself by its terms: an element of its value is a sum of
products, ``"oi,in->on"`` being :math:`z_{on} = \sum_i W_{oi} x_{in}`, and with the
gradient of the value in the place of an operand the same string is that operand's
gradient.  For f' there is one product; everything else is computed again by the calls
of training.  So no formula is written here that a kind has.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from engine.arrays import Array
from engine.functions.kinds import Kind
from engine.graph import Node, Parameter, Ref
from engine.inspection.factor import Factor
from engine.inspection.naming import Naming
from engine.inspection.recomputed import (
    gradient_function,
    loss_function,
    value_function,
)
from engine.inspection.terms import Elements, Place, products, rows_of
from engine.program.placement import Placement

__all__ = ["Explanation"]


class Explanation:
    """Explains the numbers of one step of a graph; all indices count from 0.

    ``row`` is a unit, ``n`` a sample of the batch; ``depth`` is the number of maps with
    parameters to go through, back to the inputs or on to the loss, before numbers are
    taken as given.

    Parameters
    ----------
    placement : Placement
    array : callable
        Ref -> Array: the array of a quantity.
    naming : Naming
    """

    def __init__(
        self, placement: Placement, array: Callable[[Ref], Array], naming: Naming
    ) -> None:
        self._placement, self._array, self._naming = placement, array, naming

    def value(self, node: Node, row: int, n: int, depth: int = 1) -> Factor:
        """Return an element of a node's value."""
        given = Factor(
            symbol=self._naming.value(node, row),
            value=self._number("value", node, row, n),
            origin=self._naming.origin_of_value(node, row, n),
        )
        if depth < 1 or not node.inputs:
            return given
        kind = self._placement.kinds[node]
        if not kind.terms:
            return self._recomputed_value(given, node, row, n, depth)
        below = depth - (node.parameter is not None)
        parts = [
            self._multiplied(node, elements, below, origin=f"from unit {k + 1} below")
            for term in kind.terms
            for k, elements in enumerate(products(node, term, None, (row, n)))
        ]
        return _total(given, parts, kind, kind.latex)

    def gradient(self, node: Node, row: int, n: int, depth: int = 1) -> Factor:
        """Return an element of the gradient of a node's value."""
        given = Factor(
            symbol=self._naming.gradient(node, row),
            value=self._number("grad", node, row, n),
            origin=f"backward phase, {self._naming.where(node, row, n)}",
        )
        if depth < 1:
            return given
        parts = [
            part
            for user, k in self._placement.contributions[node]
            if (part := self._contribution(given, user, k, row, n, depth))
        ]
        if len(parts) == 1:
            return parts[0]
        factors = tuple(replace(part, value=part.derived()) for part in parts)
        return replace(given, operation="sum", formula=r"\sum", factors=factors)

    def parameter(
        self, parameter: Parameter, row: int, column: int | None, depth: int = 1
    ) -> Factor:
        """Return dL/dw of a weight, or dL/db where ``column`` is None."""
        fan_in = sum(length for _, length in parameter.columns)
        place = (row, fan_in if column is None else column)
        users = self._placement.graph.users[parameter]
        kinds = self._placement.kinds
        n_columns = self._array(Ref("value", users[0])).shape[1]
        parts = [
            self._multiplied(
                node, elements, depth, origin=f"sample {n + 1} of the batch"
            )
            for node in users
            if node in self._placement.contributions
            for n, elements in enumerate(
                products(node, kinds[node].terms[0], "W", place, n_columns)
            )
        ]
        many = f", all {n_columns} samples of the batch" if n_columns > 1 else ""
        symbol = self._naming.weight(parameter, row, column)
        return Factor(
            symbol=rf"\frac{{\partial L}}{{\partial {symbol}}}",
            value=self._number("dW", parameter, *place),
            origin=f"backward phase, {parameter.name}{many}",
            operation="sum",
            formula=kinds[users[0]].latex_gradient,
            factors=tuple(parts),
        )

    # ---- sums of products ------------------------------------------------------------

    def _multiplied(
        self, node: Node, elements: Elements, depth: int, *, origin: str
    ) -> Factor:
        """Return the product of elements; of one element, that alone.

        ``depth`` is for its value or its gradient; beside a gradient a value is given.
        """
        is_gradient = any(name == "grad" for name, _ in elements)
        both = [
            self._element(
                node, name, place, 0 if is_gradient and name != "grad" else depth
            )
            for name, place in elements
        ]
        if len(both) == 1:
            return both[0]
        return Factor(
            symbol=" ".join(factor.symbol for factor in both),
            value=math.prod(factor.value for factor in both),
            origin=origin,
            operation="product",
            formula=r" \cdot ".join(self._letter(node, name) for name, _ in elements),
            factors=tuple(both),
        )

    def _element(self, node: Node, name: str | int, place: Place, depth: int) -> Factor:
        """Return an element of an operand."""
        row, last = place
        if isinstance(name, int):
            row += rows_of(node, name)[0]
            return self.value(node.inputs[name].node, row, last, depth)
        if name == "grad":
            return self.gradient(node, row, last, depth)
        if name == "W":
            return self._weight(node, row, last)
        return Factor(
            symbol=self._letter(node, name),
            value=self._number("mask", node, row, last),
            origin=f"dropout mask, {self._naming.where(node, row, last)}",
        )

    def _weight(self, node: Node, row: int, column: int) -> Factor:
        parameter = node.parameter
        assert parameter is not None
        is_bias = column == sum(length for _, length in parameter.columns)
        index = None if is_bias else column
        return Factor(
            symbol=self._naming.weight(parameter, row, index),
            value=self._number("W", parameter, row, column),
            origin=self._naming.origin_of_weight(parameter, index),
        )

    def _letter(self, node: Node, name: str | int) -> str:
        if name == "grad":
            return r"\delta" if node.name == "z" else "da"
        return {"W": "w", "mask": r"\tfrac{m}{1-p}"}.get(str(name), "a")

    # ---- gradients -------------------------------------------------------------------

    def _contribution(
        self, given: Factor, user: Node, k: int, row: int, n: int, depth: int
    ) -> Factor | None:
        """Return what a node passes to an element of its input; None of other rows."""
        start, stop = rows_of(user, k)
        if not start <= row < stop:
            return None
        row -= start
        kind = self._placement.kinds[user]
        if user is self._placement.loss:
            return self._recomputed_loss(given, user, row, n)
        if kind.has_local:
            da = self.gradient(user, row, n, depth)
            factors = (da, self._local(user, row, n))
            made = replace(given, operation="product", formula=kind.latex_backward)
            return replace(made, factors=factors)
        if not kind.terms:
            return self._recomputed_gradient(given, user, row, n, depth)
        below = depth - (user.parameter is not None)
        (term,) = (term for term in kind.terms if k in term[1])
        parts = [
            self._multiplied(user, elements, below, origin=self._by_way_of(user, o))
            for o, elements in enumerate(products(user, term, k, (row, n)))
        ]
        return _total(given, parts, kind, kind.latex_backward)

    def _by_way_of(self, node: Node, row: int) -> str:
        layer = "" if node.site is None else f" of layer {node.site + 1}"
        return f"by way of unit {row + 1}{layer}"

    def _local(self, node: Node, row: int, n: int) -> Factor:
        z = self.value(node.inputs[0].node, row + rows_of(node, 0)[0], n, 0)
        where = self._naming.where(node, row, n)
        return Factor(
            symbol=self._naming.local(node, row),
            value=self._number("local", node, row, n),
            origin=f"{node.kind}'s derivative at z = {z.value:.4g}, {where}",
        )

    def _number(self, quantity: str, of: Node | Parameter, *place: int) -> float:
        return float(self._array(Ref(quantity, of))[place])

    # ---- computed again by the calls of training -------------------------------------

    def _recomputed_value(
        self, given: Factor, node: Node, row: int, n: int, depth: int
    ) -> Factor:
        kind, (start, stop) = self._placement.kinds[node], rows_of(node, 0)
        first, count = (row, 1) if kind.is_elementwise else (0, stop - start)
        rows = range(start + first, start + first + count)
        source = node.inputs[0].node
        return replace(
            given,
            operation="function",
            formula=kind.latex,
            factors=tuple(self.value(source, r, n, depth) for r in rows),
            function=value_function(kind, count, row - first),
        )

    def _recomputed_gradient(
        self, given: Factor, user: Node, row: int, n: int, depth: int
    ) -> Factor:
        kind, rows = self._placement.kinds[user], range(user.n_rows)
        a = (self.value(user, r, n, 0) for r in rows)
        da = (self.gradient(user, r, n, depth) for r in rows)
        return replace(
            given,
            operation="function",
            formula=kind.latex_backward,
            factors=(*a, *da),
            function=gradient_function(kind, user.n_rows, row),
        )

    def _recomputed_loss(self, given: Factor, loss: Node, row: int, n: int) -> Factor:
        kind, targets = self._placement.kinds[loss], self._array(Ref("y", loss))
        target = Factor(
            symbol=f"y_{{{row + 1}}}",
            value=float(targets[row, n]),
            origin=f"target of {self._naming.sample(n)}",
        )
        return replace(
            given,
            operation="function",
            formula=kind.latex_backward,
            factors=(self.value(loss.inputs[-1].node, row, n, 0), target),
            function=loss_function(kind, targets.shape, row),
        )


def _total(given: Factor, parts: list[Factor], kind: Kind, formula: str) -> Factor:
    """Return the sum of parts; of a kind without a sum, its one product."""
    if kind.is_elementwise and len(parts) == 1 and parts[0].operation == "product":
        (only,) = parts
        operation, factors = only.operation, only.factors
    else:
        operation, factors = "sum", tuple(parts)
    return replace(given, operation=operation, formula=formula, factors=factors)

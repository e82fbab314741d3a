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
from functools import cache

from engine.arrays import Array
from engine.graph import JOIN, Node, Parameter, Ref
from engine.inspection.explanation.factor import Factor
from engine.inspection.explanation.kind_naming import naming_of
from engine.inspection.explanation.leaves import Leaves
from engine.inspection.explanation.naming import Naming
from engine.inspection.explanation.recomputed_factors import (
    recomputed_gradient,
    recomputed_loss_gradient,
    recomputed_value,
)
from engine.inspection.explanation.sums import (
    Sums,
    from_below,
    gradient_row,
    letter,
    total,
)
from engine.inspection.explanation.terms import (
    Elements,
    Indices,
    operand_of,
    read_at,
    rows_of,
)
from engine.program.memory.placement import Placement
from engine.program.trace import Trace

__all__ = ["Explanation", "explained"]


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
    n_columns : int or None
        The columns over which the loss is a mean, if not all that the arrays have.
    most : int or None
        The number of factors of all that is explained, from which on it is refused.

    Attributes
    ----------
    leaves : Leaves
        The numbers that are taken as given.
    """

    def __init__(
        self,
        placement: Placement,
        array: Callable[[Ref], Array],
        naming: Naming,
        *,
        n_columns: int | None = None,
        most: int | None = None,
    ) -> None:
        self._placement, self._array, self._naming = placement, array, naming
        self._n_columns = n_columns
        self.leaves = Leaves(array, naming, most)
        self._sums = Sums(placement, array)

    def value(self, node: Node, row: int, n: int, depth: int = 1) -> Factor:
        """Return an element of a node's value."""
        if depth < 1 or not node.inputs:
            return self.leaves.value(node, row, n)
        return self.opened(node, row, n, depth - (node.parameter is not None))

    def opened(self, node: Node, row: int, n: int, depth: int) -> Factor:
        """Return an element of a value by its operation on inputs of a depth."""
        if node.kind == JOIN:
            return self.value(*read_at(node, 0, row), n, depth)
        given, kind = self.leaves.value(node, row, n), self._placement.kinds[node]
        if not kind.terms:
            return recomputed_value(self, given, node, row, n, depth)
        parts = [
            self._multiplied(node, elements, depth, origin=from_below(elements, k))
            for term in kind.terms
            for k, elements in enumerate(
                self._sums.products(node, term, None, (row, n))
            )
        ]
        return total(given, parts, kind, kind.latex)

    def gradient(self, node: Node, row: int, n: int, depth: int = 1) -> Factor:
        """Return an element of the gradient of a node's value."""
        given = self.leaves.gradient(node, row, n)
        if depth < 1:
            return given
        parts = [
            (user, part)
            for user, k in self._placement.contributions[node]
            if (part := self._contribution(given, user, k, row, n, depth))
        ]
        if len(parts) == 1:
            return parts[0][1]
        factors = tuple(self._one_of_many(given, user, part) for user, part in parts)
        return replace(given, operation="sum", formula=r"\sum", factors=factors)

    def _one_of_many(self, given: Factor, user: Node, part: Factor) -> Factor:
        """Return a contribution to a gradient, which the step does not store."""
        part = replace(part, value=part.derived())
        if part.ref != given.ref:  # that of another value, passed on as it is
            return part
        symbol = self._naming.contribution(given.symbol, user)
        return replace(part, symbol=symbol, ref=None)

    def parameter(
        self, parameter: Parameter, row: int, column: int | None, depth: int = 1
    ) -> Factor:
        """Return dL/dw of a weight, or dL/db where ``column`` is None."""
        place, users = parameter.place(row, column), self._users(parameter)
        n_columns = self._array(Ref("value", users[0])).shape[1]
        parts = [
            self._share(node, place, n, depth)
            for node in users
            if node in self._placement.contributions
            for n in range(n_columns)
        ]
        many = f", all {n_columns} samples of the batch" if n_columns > 1 else ""
        return replace(
            self.leaves.parameter_gradient(parameter, row, column),
            origin=f"backward phase, {parameter.name}{many}",
            operation="sum",
            formula=self._placement.kinds[users[0]].latex_gradient,
            factors=tuple(parts),
        )

    def share(
        self, parameter: Parameter, row: int, column: int | None, n: int, depth: int = 0
    ) -> Factor:
        """Return what sample n adds to dL/dw, of a parameter that one node uses."""
        (node,) = self._users(parameter)
        return self._share(node, parameter.place(row, column), n, depth)

    def _users(self, parameter: Parameter) -> list[Node]:
        return self._placement.graph.users[parameter]

    def _share(self, node: Node, place: Indices, n: int, depth: int) -> Factor:
        """Return what sample n adds: a product, or the sum of one per position."""
        origin = f"sample {n + 1} of the batch"
        first, *others = self._sums.of_share(node, place, n)
        if not others:
            return self._multiplied(node, first, depth, origin=origin)
        parts = tuple(
            self._multiplied(node, elements, depth, origin=f"position {p + 1}")
            for p, elements in enumerate([first, *others])
        )
        return Factor(
            symbol=r"\sum_p",
            value=math.fsum(part.value for part in parts),
            origin=origin,
            operation="sum",
            formula=r"\sum_p",
            factors=parts,
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
        self.leaves.count()
        return Factor(
            symbol=" ".join(factor.symbol for factor in both),
            value=math.prod(factor.value for factor in both),
            origin=origin,
            operation="product",
            formula=r" \cdot ".join(letter(node, name) for name, _ in elements),
            factors=tuple(both),
        )

    def _element(
        self, node: Node, name: str | int, place: Indices, depth: int
    ) -> Factor:
        """Return an element of an operand."""
        if name == "share":
            return self.leaves.share(self._placement.kinds[node], node)
        row, last = place
        if isinstance(name, int):
            return self.value(*read_at(node, name, row), last, depth)
        if name == "grad":
            return self.gradient(node, row, last, depth)
        if name == "W":
            return self._weight(node, row, last)
        return self.leaves.mask(node, row, last)

    def _weight(self, node: Node, row: int, column: int) -> Factor:
        parameter = node.parameter
        assert parameter is not None
        is_bias = column == parameter.fan_in
        return self.leaves.weight(parameter, row, None if is_bias else column)

    # ---- gradients -------------------------------------------------------------------

    def _contribution(
        self, given: Factor, user: Node, k: int, row: int, n: int, depth: int
    ) -> Factor | None:
        """Return what a node passes to an element of its input; None of other rows."""
        start, stop = rows_of(user, k)
        if not start <= row < stop:
            return None
        row -= start
        operand, above = operand_of(user, k)
        if user.kind == JOIN:
            return self.gradient(user, row + above, n, depth)
        kind = self._placement.kinds[user]
        if user is self._placement.loss:
            n_outputs, n_columns = self._array(Ref("y", user)).shape
            shape = n_outputs, self._n_columns or n_columns
            return recomputed_loss_gradient(self, given, user, row, n, shape)
        if kind.has_local:
            da = self.gradient(user, row, n, depth)
            factors = (da, self.local(user, row, n))
            made = replace(given, operation="product", formula=kind.latex_backward)
            return replace(made, factors=factors)
        if not kind.terms:
            return recomputed_gradient(self, given, user, row, n, depth)
        below = depth - (user.parameter is not None)
        (term,) = (term for term in kind.terms if operand in term[1])
        place = row + above, n
        parts = [
            self._multiplied(
                user,
                each,
                below,
                origin=self._naming.by_way_of(user, gradient_row(each)),
            )
            for each in self._sums.products(user, term, operand, place)
        ]
        latex, _ = kind.words_back(k)
        return total(given, parts, kind, latex) if parts else None

    def local(self, node: Node, row: int, n: int) -> Factor:
        """Return f'(z)."""
        z = self.value(node.inputs[0].node, row + rows_of(node, 0)[0], n, 0)
        return self.leaves.local(node, row, n, z.value)


def explained(
    trace: Trace, *, n_columns: int | None = None, most: int | None = None
) -> Explanation:
    """Return the explanation of a traced step; see `Explanation`."""
    return Explanation(
        trace.placement,
        cache(trace.array),
        naming_of(trace),
        n_columns=n_columns,
        most=most,
    )

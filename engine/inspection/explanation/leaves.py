"""Leaves: the numbers of a step as factors that are taken as given."""

from __future__ import annotations

from collections.abc import Callable

from engine.arrays import Array
from engine.functions.kinds.kind import Kind
from engine.graph import Node, Parameter, Ref
from engine.inspection.explanation.factor import Factor, TooManyFactorsError
from engine.inspection.explanation.naming import Naming

__all__ = ["Leaves"]


class Leaves:
    """The numbers of one step of a graph; all indices count from 0.

    Parameters
    ----------
    array : callable
        Ref -> Array: the array of a quantity.
    naming : Naming
    most : int or None
        The number of factors of an explanation from which on it is refused.
    """

    def __init__(
        self, array: Callable[[Ref], Array], naming: Naming, most: int | None = None
    ) -> None:
        self._array, self._naming = array, naming
        self._most, self._n_factors = most, 0

    def count(self) -> None:
        """Count a factor.

        Raises
        ------
        TooManyFactorsError
        """
        self._n_factors += 1
        if self._most is not None and self._n_factors > self._most:
            raise TooManyFactorsError(self._most)

    def number(self, quantity: str, of: Node | Parameter, *place: int) -> float:
        """Return a number alone."""
        self.count()
        return float(self._array(Ref(quantity, of))[place])

    def value(self, node: Node, row: int, n: int) -> Factor:
        """Return an element of a node's value."""
        return Factor(
            symbol=self._naming.value(node, row, n),
            value=self.number("value", node, row, n),
            origin=self._naming.origin_of_value(node, row, n),
            ref=self._naming.ref("value", node, row, n),
        )

    def gradient(self, node: Node, row: int, n: int) -> Factor:
        """Return an element of the gradient of a node's value."""
        return Factor(
            symbol=self._naming.gradient(node, row, n),
            value=self.number("grad", node, row, n),
            origin=f"backward phase, {self._naming.where(node, row, n)}",
            ref=self._naming.ref("grad", node, row, n),
        )

    def no_gradient(self, node: Node, row: int, n: int) -> Factor:
        """Return the gradient of a value that the backward pass does not reach: 0."""
        where = self._naming.where(node, row, n)
        return Factor(
            symbol=self._naming.gradient(node, row, n),
            value=0.0,
            origin=f"{where}, behind a wall of truncation",
            ref=self._naming.ref("grad", node, row, n),
        )

    def local(self, node: Node, row: int, n: int, z: float) -> Factor:
        """Return f'(z)."""
        where = self._naming.where(node, row, n)
        return Factor(
            symbol=self._naming.local(node, row, n),
            value=self.number("local", node, row, n),
            origin=f"{node.kind}'s derivative at z = {z:.4g}, {where}",
            ref=self._naming.ref("local", node, row, n),
        )

    def mask(self, node: Node, row: int, n: int) -> Factor:
        """Return an element of a dropout mask, already divided by 1 - p."""
        return Factor(
            symbol=self._naming.mask(node, row),
            value=self.number("mask", node, row, n),
            origin=f"dropout mask, {self._naming.where(node, row, n)}",
            ref=self._naming.ref("mask", node, row, n),
        )

    def share(self, kind: Kind, node: Node) -> Factor:
        """Return the constant of a kind's terms."""
        assert kind.share is not None
        self.count()
        value = kind.share(node)
        origin = f"{kind.name}, constant"
        return Factor(symbol=f"{value:.4g}", value=value, origin=origin)

    def target(self, loss: Node, row: int, n: int) -> Factor:
        """Return what an output should be."""
        return Factor(
            symbol=self._naming.target(row, n),
            value=self.number("y", loss, row, n),
            origin=f"target of {self._naming.sample(n)}",
            ref=self._naming.ref("y", loss, row, n),
        )

    def weight(self, parameter: Parameter, row: int, column: int | None) -> Factor:
        """Return a weight, or a bias where ``column`` is None, before the update."""
        return Factor(
            symbol=self._naming.weight(parameter, row, column),
            value=self.number("W", parameter, *parameter.place(row, column)),
            origin=self._naming.origin_of_weight(parameter, column),
            ref=self._naming.parameter_ref("W", parameter, row, column),
        )

    def parameter_gradient(
        self, parameter: Parameter, row: int, column: int | None
    ) -> Factor:
        """Return dL/dw of a weight, or dL/db where ``column`` is None."""
        symbol = self._naming.weight(parameter, row, column)
        return Factor(
            symbol=rf"\frac{{\partial L}}{{\partial {symbol}}}",
            value=self.number("dW", parameter, *parameter.place(row, column)),
            origin=f"backward phase, {parameter.name}",
            ref=self._naming.parameter_ref("dW", parameter, row, column),
        )

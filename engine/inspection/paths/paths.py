r"""Paths: the gradient of one weight for one sample, as a sum over paths to the loss.

A weight w of a layer reaches the loss by every sequence of units of the layers after
it.  The product of the local derivatives on a path, times the input that the weight
multiplies, is what the path adds to dL/dw; their sum is :math:`\delta\, a`.
Backpropagation gets the sum without the paths, because it adds up at every unit what
all paths from there have in common.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.graph import JOIN, Node, Parameter
from engine.inspection.explanation.factor import Factor
from engine.inspection.explanation.kind_naming import naming_of
from engine.inspection.explanation.leaves import Leaves
from engine.inspection.explanation.naming import Naming
from engine.inspection.explanation.shares import shares_of
from engine.inspection.operations.jacobian import Arrays
from engine.inspection.paths.path_sums import Hop, PathSums
from engine.inspection.paths.uses import uses_of, weight_at
from engine.inspection.prediction.uphill import ParameterPlace
from engine.limits import checked_index, checked_parameter
from engine.program.memory.placement import Placement

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["MOST", "Path", "Paths", "largest_share", "paths", "paths_of"]

MOST = 5
"""How many of the largest paths are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One way from a weight to the loss.

    Attributes
    ----------
    product : float
        What it adds to the gradient.
    factors : tuple of Factor
        The numbers that are multiplied, from the weight on.
    weights : tuple of ParameterPlace
        The weights on the way, the weight itself first.
    """

    product: float
    factors: tuple[Factor, ...]
    weights: tuple[ParameterPlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """All paths from one weight to the loss, for one sample.

    Attributes
    ----------
    n_paths : int
    n_active : int or None
        Those whose product has no factor that is 0; None while a derivative is not
        computed yet.
    n_derivatives : int
        The local derivatives of which all products are made, each counted once.
    total : float
        The sum of all products; NaN while a derivative is not computed yet.
    gradient : float
        What backpropagation computed: delta times input.
    largest : tuple of Path
        The largest in size; empty while a derivative is not computed yet.
    """

    n_paths: int
    n_active: int | None
    n_derivatives: int
    total: float
    gradient: float
    largest: tuple[Path, ...]


def paths(
    trace: Trace, layer: int, row: int, column: int | None, *, sample: int
) -> Paths:
    """Return the paths from a weight, or a bias where ``column`` is None, to the loss.

    ``sample`` is the position in the batch.  As in the batch's gradient, the numbers
    of a sample contain the factor 1/B.

    Raises
    ------
    ExperimentError
        If there is no such parameter or sample.
    """
    checked_parameter(trace.layout.pairs(trace.gradient), layer, row, column)
    checked_index("sample", sample, trace.batch_size)
    parameter = trace.placement.graph.parameters[layer]
    place = (row, parameter.fan_in if column is None else column)
    return paths_of(
        trace.placement, trace.array, naming_of(trace), parameter, place, sample
    )


def largest_share(trace: Trace, layer: int, row: int, column: int | None) -> int:
    """Return which sample of the batch has the largest share in a gradient.

    It is the first one as long as no share is computed.

    Raises
    ------
    ExperimentError
        If there is no such parameter.
    """
    checked_parameter(trace.layout.pairs(trace.gradient), layer, row, column)
    parameter = trace.placement.graph.parameters[layer]
    shares = shares_of(trace, parameter, row, column).products
    return int(np.argmax(np.abs(np.nan_to_num(shares))))


def paths_of(
    placement: Placement,
    array: Arrays,
    naming: Naming,
    parameter: Parameter,
    place: tuple[int, int],
    n: int,
) -> Paths:
    """Return the paths from an element of ``[W | b]`` to the loss, for sample n."""
    sums = PathSums(placement, array, n, MOST)
    made = _Factors(placement, array, naming, n)
    starts = [
        start
        for node in _users(placement, parameter)
        for start in made.starts(node, place)
    ]
    sources = [(start.node, start.row) for start in starts]
    is_known = sums.is_known and not any(math.isnan(each.value) for each in starts)
    products = [
        (start.value * product, start, rank)
        for start in starts
        for rank, product in enumerate(sums.products(start.node, start.row))
    ]
    products.sort(key=lambda each: -abs(each[0]))
    active = [sums.active(start.node, start.row) for start in starts if start.value]
    return Paths(
        n_paths=sum(sums.count(*source) for source in sources),
        n_active=sum(active) if is_known else None,
        n_derivatives=sums.n_edges(sources) + len(starts),
        total=math.fsum(s.value * sums.total(s.node, s.row) for s in starts),
        gradient=math.fsum(s.value * s.gradient for s in starts),
        largest=tuple(
            made.path(start, product, sums.path(start.node, start.row, rank))
            for product, start, rank in (products[:MOST] if is_known else ())
        ),
    )


def _users(placement: Placement, parameter: Parameter) -> list[Node]:
    """Return the nodes that use a parameter and pass a gradient to it."""
    users = placement.graph.users[parameter]
    return [node for node in users if node in placement.contributions]


@dataclass(frozen=True, slots=True)
class _Start:
    """One use of the weight: what it is multiplied by, and where it leads to."""

    node: Node
    row: int
    value: float
    gradient: float
    factors: tuple[Factor, ...]
    weight: ParameterPlace


class _Factors:
    """Makes the factors of paths of one sample."""

    def __init__(
        self, placement: Placement, array: Arrays, naming: Naming, n: int
    ) -> None:
        self._placement, self._naming = placement, naming
        self._leaves = Leaves(array, naming)
        self._n_positions = placement.graph.n_positions
        self._first = n * self._n_positions

    def starts(self, node: Node, place: tuple[int, int]) -> Iterator[_Start]:
        """Yield the inputs that a weight multiplies, and the gradients of the sums.

        There is one for each place of a filter, and for each position.
        """
        assert node.parameter is not None
        (row, column), parameter = place, node.parameter
        weight = self._place(parameter, row, column)
        for z, source in uses_of(self._placement.kinds[node], node, row, column):
            for t in range(self._n_positions):
                gradient = self._leaves.gradient(node, z, self._first + t).value
                factors: tuple[Factor, ...] = ()
                if source is not None:
                    factors = (self._leaves.value(*source, self._first + t),)
                value = math.prod(factor.value for factor in factors)
                at = z * self._n_positions + t
                yield _Start(node, at, value, gradient, factors, weight)

    def path(self, start: _Start, product: float, hops: tuple[Hop, ...]) -> Path:
        """Return a path that goes on from the use of a weight."""
        factors = [self._factor(hop) for hop in hops if not self._passes(hop)]
        weights = [
            self._weight(hop, hop.node.parameter)
            for hop in hops
            if hop.node.parameter is not None
        ]
        return Path(
            product=product,
            factors=(*start.factors, *factors),
            weights=(start.weight, *weights),
        )

    def _place(self, parameter: Parameter, row: int, column: int) -> ParameterPlace:
        layer = self._placement.graph.parameters.index(parameter)
        return ParameterPlace(
            layer, row, None if column == parameter.fan_in else column
        )

    def _passes(self, hop: Hop) -> bool:
        is_part = hop.node.kind == JOIN
        return is_part or self._placement.kinds[hop.node].passes(hop.k)

    def _weight(self, hop: Hop, parameter: Parameter) -> ParameterPlace:
        """Return the weight that a path goes through."""
        (row, _), (column, _) = map(self._at, (hop.row, hop.column))
        return self._place(parameter, *weight_at(hop.node, hop.k, row, column))

    def _at(self, number: int) -> tuple[int, int]:
        """Return the row of a number, and its column in the batch."""
        row, position = divmod(number, self._n_positions)
        return row, self._first + position

    def _factor(self, hop: Hop) -> Factor:
        """Return the local derivative that a path goes through."""
        node, kind, leaves = hop.node, self._placement.kinds[hop.node], self._leaves
        source = node.inputs[hop.k].node
        above, below = self._at(hop.row), self._at(hop.column)
        if node is self._placement.loss:
            return leaves.gradient(source, *below)
        if node.parameter is not None:
            row, column = weight_at(node, hop.k, above[0], below[0])
            bias = node.parameter.fan_in
            place = row, None if column == bias else column
            return leaves.weight(node.parameter, *place)
        if kind.has_local:
            z = leaves.value(source, *below).value
            return leaves.local(node, *above, z)
        if kind.is_masked:
            return leaves.mask(node, *above)
        other = self._other(node, hop.k, above)
        if other is not None:
            return other
        symbols = self._naming.value(node, *above), self._naming.value(source, *below)
        return Factor(
            symbol=rf"\frac{{\partial {symbols[0]}}}{{\partial {symbols[1]}}}",
            value=hop.value,
            origin=f"{node.kind}'s derivative by unit {below[0] + 1}",
        )

    def _other(self, node: Node, k: int, above: tuple[int, int]) -> Factor | None:
        """Return the other factor of a product of two numbers."""
        if node.kind != "product":
            return None
        other = node.inputs[1 - k]
        return self._leaves.value(other.node, other.span[0] + above[0], above[1])

r"""Paths: the gradient of one weight for one sample, as a sum over paths to the loss.

A weight w of a layer reaches the loss by every sequence of units of the layers after
it.  The product of the local derivatives on a path, times the input that the weight
multiplies, is what the path adds to dL/dw; their sum is :math:`\delta\, a`.
Backpropagation gets the sum without the paths, because it adds up at every unit what
all paths from there have in common.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.graph import JOIN, Node, Parameter, Ref
from engine.inspection.explanation.factor import Factor
from engine.inspection.explanation.leaves import Leaves
from engine.inspection.explanation.naming import Naming
from engine.inspection.explanation.shares import shares_of
from engine.inspection.explanation.terms import operand_of, products, read_at
from engine.inspection.operations.jacobian import Arrays
from engine.inspection.paths.ways import Hop, Ways
from engine.inspection.prediction.against import Place
from engine.limits import checked_index, checked_parameter
from engine.program.memory.placement import Placement

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["MOST", "Path", "Paths", "hardest", "paths", "paths_of"]

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
    weights : tuple of Place
        The weights on the way, the weight itself first.
    """

    product: float
    factors: tuple[Factor, ...]
    weights: tuple[Place, ...]


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
    trace.layout.require_layers()
    checked_parameter(trace.layout.pairs(trace.gradient), layer, row, column)
    checked_index("sample", sample, trace.batch_size)
    parameter = trace.placement.graph.parameters[layer]
    place = (row, parameter.fan_in if column is None else column)
    return paths_of(
        trace.placement, trace.array, Naming.of(trace), parameter, place, sample
    )


def hardest(trace: Trace, layer: int, row: int, column: int | None) -> int:
    """Return which sample of the batch has the largest share in a gradient.

    It is the first one as long as no share is computed.

    Raises
    ------
    ExperimentError
        If there is no such parameter.
    """
    trace.layout.require_layers()
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
    ways = Ways(placement, array, n, MOST)
    made = _Factors(placement, array, naming, n)
    starts = [made.start(node, place) for node in _users(placement, parameter)]
    sources = [(start.node, start.row) for start in starts]
    is_known = ways.is_known and not any(math.isnan(each.value) for each in starts)
    largest = [
        made.path(start, way)
        for start in starts
        for way in ways.largest(start.node, start.row)
    ]
    largest.sort(key=lambda path: -abs(path.product))
    active = [ways.active(start.node, start.row) for start in starts if start.value]
    return Paths(
        n_paths=sum(ways.count(*source) for source in sources),
        n_active=sum(active) if is_known else None,
        n_derivatives=ways.n_edges(sources) + len(starts),
        total=math.fsum(s.value * ways.total(s.node, s.row) for s in starts),
        gradient=math.fsum(s.value * s.gradient for s in starts),
        largest=tuple(largest[:MOST]) if is_known else (),
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
    weight: Place


class _Factors:
    """Makes the factors of paths of one sample."""

    def __init__(
        self, placement: Placement, array: Arrays, naming: Naming, n: int
    ) -> None:
        self._placement, self._naming, self._n = placement, naming, n
        self._leaves = Leaves(array, naming)
        self._n_columns = array(Ref("y", placement.loss)).shape[1]

    def start(self, node: Node, place: tuple[int, int]) -> _Start:
        """Return the input that a weight multiplies, and the gradient of its sum."""
        term = self._placement.kinds[node].terms[0]
        elements = list(products(node, term, "W", place, self._n_columns))[self._n]
        (row,) = (at[0] for name, at in elements if name == "grad")
        factors = [
            self._leaves.value(*read_at(node, k, at[0]), self._n)
            for k, at in elements
            if isinstance(k, int)
        ]
        gradient = self._leaves.gradient(node, row, self._n).value
        value = math.prod(factor.value for factor in factors)
        assert node.parameter is not None
        weight = self._place(node.parameter, *place)
        return _Start(node, row, value, gradient, tuple(factors), weight)

    def path(self, start: _Start, way: tuple[float, tuple[Hop, ...]]) -> Path:
        """Return a path that goes on from the use of a weight."""
        product, hops = way
        factors = [self._factor(hop) for hop in hops if not self._passes(hop)]
        weights = [
            self._place(hop.node.parameter, hop.row, _column(hop))
            for hop in hops
            if hop.node.parameter is not None
        ]
        return Path(
            product=start.value * product,
            factors=(*start.factors, *factors),
            weights=(start.weight, *weights),
        )

    def _place(self, parameter: Parameter, row: int, column: int) -> Place:
        layer = self._placement.graph.parameters.index(parameter)
        return Place(layer, row, None if column == parameter.fan_in else column)

    def _passes(self, hop: Hop) -> bool:
        is_part = hop.node.kind == JOIN
        return is_part or self._placement.kinds[hop.node].passes(hop.k)

    def _factor(self, hop: Hop) -> Factor:
        """Return the local derivative that a path goes through."""
        node, kind, leaves = hop.node, self._placement.kinds[hop.node], self._leaves
        source = node.inputs[hop.k].node
        if node is self._placement.loss:
            return leaves.gradient(source, hop.column, self._n)
        if node.parameter is not None:
            return leaves.weight(node.parameter, hop.row, _column(hop))
        if kind.has_local:
            z = leaves.value(source, hop.column, self._n).value
            return leaves.local(node, hop.row, self._n, z)
        if kind.is_masked:
            return leaves.mask(node, hop.row, self._n)
        above = self._naming.value(node, hop.row)
        below = self._naming.value(source, hop.column)
        return Factor(
            symbol=rf"\frac{{\partial {above}}}{{\partial {below}}}",
            value=hop.value,
            origin=f"{node.kind}'s derivative by unit {hop.column + 1}",
        )


def _column(hop: Hop) -> int:
    """Return which column of the weights a path goes through."""
    first, _ = hop.node.inputs[hop.k].span
    return operand_of(hop.node, hop.k)[1] + hop.column - first

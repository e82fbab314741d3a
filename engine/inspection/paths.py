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

from engine.graph import Node, Parameter, Ref
from engine.inspection.jacobian import Arrays
from engine.inspection.naming import Naming
from engine.inspection.terms import products, rows_of
from engine.inspection.ways import Hop, Ways
from engine.limits import checked_index, checked_parameter
from engine.program.placement import Placement

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["MOST", "Path", "PathFactor", "Paths", "paths", "paths_of"]

MOST = 5
"""How many of the largest paths are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFactor:
    """One number of the product of a path.

    Attributes
    ----------
    symbol : str
        LaTeX, with layers and units counted from 1.
    value : float
    ref : Ref or None
        The quantity that the number is an element of; None of an entry of a Jacobian.
    row, column : int
        The element; ``column`` is the input of a weight, or the sample of the batch.
    """

    symbol: str
    value: float
    ref: Ref | None
    row: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One way from a weight to the loss.

    Attributes
    ----------
    product : float
        What it adds to the gradient.
    factors : tuple of PathFactor
        The numbers that are multiplied, from the weight on.
    weights : tuple of (Parameter, int, int)
        The weights on the way, as row and column, the weight itself first.
    """

    product: float
    factors: tuple[PathFactor, ...]
    weights: tuple[tuple[Parameter, int, int], ...]


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
    graph = trace.placement.graph
    naming = Naming(graph, trace.batch_indices, trace.experiment.input_names)
    parameter = list(graph.users)[layer]
    fan_in = trace.layout.layers[layer].fan_in
    place = (row, fan_in if column is None else column)
    return paths_of(trace.placement, trace.array, naming, parameter, place, sample)


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
    factors: tuple[PathFactor, ...]
    weight: tuple[Parameter, int, int]


class _Factors:
    """Makes the factors of paths of one sample."""

    def __init__(
        self, placement: Placement, array: Arrays, naming: Naming, n: int
    ) -> None:
        self._placement, self._array, self._naming = placement, array, naming
        self._n = n

    def start(self, node: Node, place: tuple[int, int]) -> _Start:
        """Return the input that a weight multiplies, and the gradient of its sum."""
        term = self._placement.kinds[node].terms[0]
        n_columns = self._array(Ref("grad", node)).shape[1]
        elements = list(products(node, term, "W", place, n_columns))[self._n]
        (row,) = (at[0] for name, at in elements if name == "grad")
        factors = [
            self._input(node, name, at[0])
            for name, at in elements
            if isinstance(name, int)
        ]
        gradient = float(self._array(Ref("grad", node))[row, self._n])
        value = math.prod(factor.value for factor in factors)
        assert node.parameter is not None
        weight = (node.parameter, *place)
        return _Start(node, row, value, gradient, tuple(factors), weight)

    def path(self, start: _Start, way: tuple[float, tuple[Hop, ...]]) -> Path:
        """Return a path that goes on from the use of a weight."""
        product, hops = way
        factors = [self._hop(hop) for hop in hops if not self._passes(hop)]
        weights = [
            (hop.node.parameter, hop.row, hop.column - rows_of(hop.node, hop.k)[0])
            for hop in hops
            if hop.node.parameter is not None
        ]
        return Path(
            product=start.value * product,
            factors=(*start.factors, *factors),
            weights=(start.weight, *weights),
        )

    def _input(self, node: Node, k: int, row: int) -> PathFactor:
        source, row = node.inputs[k].node, row + rows_of(node, k)[0]
        symbol, ref = self._naming.value(source, row), Ref("value", source)
        value = float(self._array(ref)[row, self._n])
        return PathFactor(symbol=symbol, value=value, ref=ref, row=row, column=self._n)

    def _passes(self, hop: Hop) -> bool:
        return self._placement.kinds[hop.node].passes(hop.k)

    def _hop(self, hop: Hop) -> PathFactor:
        """Return the local derivative that a path goes through."""
        node, kind, source = hop.node, self._placement.kinds[hop.node], hop.node.inputs
        row, column, ref = hop.row, self._n, None
        if node is self._placement.loss:
            symbol = self._naming.gradient(source[hop.k].node, hop.column)
            row, ref = hop.column, Ref("grad", source[hop.k].node)
        elif node.parameter is not None:
            column = hop.column - rows_of(node, hop.k)[0]
            symbol = self._naming.weight(node.parameter, row, column)
            ref = Ref("W", node.parameter)
        elif kind.has_local:
            symbol, ref = self._naming.local(node, row), Ref("local", node)
        elif kind.is_masked:
            symbol, ref = r"\tfrac{m}{1-p}", Ref("mask", node)
        else:
            above = self._naming.value(node, row)
            below = self._naming.value(source[hop.k].node, hop.column)
            symbol = rf"\frac{{\partial {above}}}{{\partial {below}}}"
        return PathFactor(
            symbol=symbol, value=hop.value, ref=ref, row=row, column=column
        )

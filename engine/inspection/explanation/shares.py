r"""Shares: the products whose sum is the gradient of one parameter.

dL/dw is a sum of products, delta times input: over the nodes that use w, over the
places of a filter in the picture, over the positions of a sequence, and over the
samples.  The sum over all of these but one is what each of that one adds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.arrays import Array
from engine.graph import Node, Parameter, Ref
from engine.inspection.explanation.terms import read_at

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["Products", "Shares", "Terms", "products_of", "shares_of", "terms_of"]


class Products(NamedTuple):
    """The products of one use of a parameter.

    Attributes
    ----------
    deltas : Array
        (n_places, B, n_positions): the gradients of what the parameter leads to; places
        are those of a filter, else one.
    inputs : Array or None
        The same of what the weight multiplies; None of a bias.
    """

    deltas: Array
    inputs: Array | None

    @property
    def terms(self) -> Array:
        """The products."""
        if self.inputs is None:
            return self.deltas
        with np.errstate(all="ignore"):
            terms: Array = self.deltas * self.inputs
        return terms


class Shares(NamedTuple):
    """One share per sample, in the order of the batch; together they are the gradient.

    Attributes
    ----------
    products : Array
        (B,)
    deltas, inputs : Array or None
        (B,): the factors of each share, if it is one product; no inputs of a bias.
    """

    products: Array
    deltas: Array | None
    inputs: Array | None


class Terms(NamedTuple):
    """The numbers that a gradient is the sum of.

    Attributes
    ----------
    along : str
        What there is one for: ``sites`` that use the parameter, places of a filter in
        the picture, which are a ``grid``, ``positions`` or ``samples``.
    values : Array
        (n_terms,)
    deltas, inputs : Array or None
        (n_terms,): the factors of each, if it is one product; no inputs of a bias.
    sites : tuple of int or None
        The site of each, along sites.
    grid : (int, int) or None
        Rows and columns of the places, along a grid.
    """

    along: str
    values: Array
    deltas: Array | None = None
    inputs: Array | None = None
    sites: tuple[int, ...] | None = None
    grid: tuple[int, int] | None = None


def products_of(
    trace: Trace, parameter: Parameter, row: int, column: int | None
) -> Iterator[Products]:
    """Yield the products of each use; ``column`` None means the bias.

    Where no gradient reaches a use, its deltas are 0.
    """
    n_positions = trace.placement.graph.n_positions
    for node in trace.placement.graph.users[parameter]:
        rows, above = _rows(trace, node, row, column)
        shape = len(rows), -1, n_positions
        if node in trace.placement.contributions:
            deltas = trace.array(Ref("grad", node))[rows]
        else:
            deltas = np.zeros((len(rows), trace.x.shape[1]))
        inputs = None
        if column is not None:
            source, first = read_at(node, 0, 0 if node.patches else column)
            inputs = trace.array(Ref("value", source))[above + first].reshape(shape)
        yield Products(deltas.reshape(shape), inputs)


def _rows(
    trace: Trace, node: Node, row: int, column: int | None
) -> tuple[Array, Array]:
    """Return the rows of the deltas, and those of the inputs after the first."""
    kind = trace.placement.kinds[node]
    if kind.places is None:
        return np.array([row]), np.array([0])
    (rows, _), (members, _) = (kind.places(node, name, 1) for name in ("grad", 0))
    return rows[row].ravel(), members[column or 0].ravel()


def shares_of(
    trace: Trace,
    parameter: Parameter,
    row: int,
    column: int | None,
) -> Shares:
    """Return the shares in dL/dw, or in dL/db where ``column`` is None."""
    uses = list(products_of(trace, parameter, row, column))
    first = uses[0]
    if len(uses) == 1 and first.deltas[:, 0].size == 1:
        inputs = None if first.inputs is None else first.inputs.ravel()
        return Shares(first.terms.ravel(), first.deltas.ravel(), inputs)
    with np.errstate(all="ignore"):
        sums = [use.terms.sum(axis=(0, 2)) for use in uses]
    return Shares(np.sum(sums, axis=0), None, None)


def terms_of(
    trace: Trace,
    parameter: Parameter,
    row: int,
    column: int | None,
) -> Terms:
    """Return the terms of dL/dw in a step, or of dL/db where ``column`` is None.

    A step of one sample, see `engine.program.one_sample`, has that sample's.
    """
    users = trace.placement.graph.users[parameter]
    uses = list(products_of(trace, parameter, row, column))
    _, n_samples, n_positions = uses[0].deltas.shape
    if len(users) > 1:
        found = _summed("sites", uses, (0, 1, 2), n_samples)
        return found._replace(sites=tuple(node.site or 0 for node in users))
    patches = users[0].patches
    if patches is not None:
        return _summed("grid", uses, (1, 2), n_samples)._replace(grid=patches.grid)
    if n_positions > 1:
        return _summed("positions", uses, (0, 1), n_samples)
    return _summed("samples", uses, (0, 2), 1)


def _summed(
    along: str, uses: list[Products], axes: tuple[int, ...], n_samples: int
) -> Terms:
    """Return the sums of products over some axes; of one sample also the factors."""
    with np.errstate(all="ignore"):
        values = np.concatenate([use.terms.sum(axis=axes).ravel() for use in uses])
    if n_samples > 1:
        return Terms(along, values)
    deltas = np.concatenate([use.deltas.ravel() for use in uses])
    inputs = [use.inputs.ravel() for use in uses if use.inputs is not None]
    return Terms(along, values, deltas, np.concatenate(inputs) if inputs else None)

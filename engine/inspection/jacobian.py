r"""Jacobian: the local derivatives of one operation of a graph, for one sample.

Row r of the Jacobian is what `Kind.backward` makes of a gradient that is 1 at r and 0
elsewhere.  So the sample is copied, once for each number of the value, into a batch of
its own, and the gradients of that batch are the unit vectors.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.arrays import Array, execute
from engine.functions.kinds import Kind, Operands
from engine.graph import Node, Ref
from engine.inspection.terms import rows_of
from engine.program.placement import Placement

__all__ = ["Arrays", "connected", "jacobian", "loss_gradient"]

Arrays = Callable[[Ref], Array]
"""Ref -> Array: the array of a quantity."""


def connected(placement: Placement, node: Node, k: int) -> Array:
    """Return which numbers of input k each number of a value depends on.

    Returns
    -------
    Array
        Of bool, (n_rows, rows of the input that are read).
    """
    start, stop = rows_of(node, k)
    shape = (node.n_rows, stop - start)
    if placement.kinds[node].is_elementwise:
        return np.eye(*shape, dtype=bool)
    return np.ones(shape, dtype=bool)


def jacobian(placement: Placement, array: Arrays, node: Node, k: int, n: int) -> Array:
    """Return the derivatives of a value by input k, for sample n of the batch.

    Returns
    -------
    Array
        (n_rows, rows of the input that are read); NaN where it is not computed yet.
    """
    kind, size = placement.kinds[node], node.n_rows
    start, stop = rows_of(node, k)
    if kind.passes(k):
        return np.eye(size)
    o = _operands(kind, array, node, n)
    o.k, o.grad = k, np.eye(size)
    o.out = np.empty((stop - start + node.reads_ones, size))
    o.t = np.empty_like(o.grad)
    with np.errstate(all="ignore"):
        execute(kind.backward(o))
    found: Array = o.out[: stop - start].T
    return np.where(connected(placement, node, k), found, 0.0)


def _operands(kind: Kind, array: Arrays, node: Node, n: int) -> Operands:
    """Return what the backward function of a kind reads, with a column per row."""

    def columns(quantity: str) -> Array:
        return np.repeat(array(Ref(quantity, node))[:, [n]], node.n_rows, axis=1)

    o = Operands()
    if node.parameter is not None:
        o.W = array(Ref("W", node.parameter))
    elif kind.has_local:
        o.local = columns("local")
    elif kind.is_masked:
        o.mask = columns("mask")
    else:
        o.value = columns("value")
    return o


def loss_gradient(placement: Placement, array: Arrays, n: int) -> Array:
    """Return the derivatives of the loss by what it is taken of, (n_outputs,).

    They contain the 1/B of the batch.
    """
    loss = placement.loss
    assert loss is not None
    o = Operands()
    o.inputs = tuple(array(Ref("value", edge.node)) for edge in loss.inputs)
    o.y = array(Ref("y", loss))
    o.out, o.t = np.empty_like(o.inputs[0]), np.empty_like(o.inputs[0])
    with np.errstate(all="ignore"):
        execute(placement.kinds[loss].backward(o))
    found: Array = o.out[:, n]
    return found

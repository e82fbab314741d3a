r"""Jacobian: the local derivatives of one operation of a graph, for one sample.

Row r of the Jacobian is what `Kind.backward` makes of a gradient that is 1 at r and 0
elsewhere.  So the sample is copied, once for each number of the value, into a batch of
its own, and the gradients of that batch are the unit vectors.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.arrays import Array, execute
from engine.functions.kinds.kind import Kind, Operands
from engine.graph import JOIN, Node, Ref
from engine.inspection.explanation.terms import operand_of, rows_of
from engine.program.memory.placement import Placement

__all__ = ["Arrays", "connected", "jacobian", "loss_gradient", "own_derivatives"]

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
    if node.kind == JOIN:
        return np.eye(*shape, k=-operand_of(node, k)[1], dtype=bool)
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
    if placement.kinds[node].is_elementwise:
        return np.diag(own_derivatives(placement, array, node, k, n))
    return _backward(placement.kinds[node], array, node, k, n, np.eye(node.n_rows)).T


def own_derivatives(
    placement: Placement, array: Arrays, node: Node, k: int, n: int
) -> Array:
    """Return the diagonal of the Jacobian of an elementwise operation, (n_rows,).

    No number of the value depends on another row, so one sample with a gradient of 1 in
    all rows has all derivatives.
    """
    kind, ones = placement.kinds[node], np.ones((node.n_rows, 1))
    if kind.passes(k):
        return ones[:, 0]
    return _backward(kind, array, node, k, n, ones)[:, 0]


def _backward(
    kind: Kind, array: Arrays, node: Node, k: int, n: int, grad: Array
) -> Array:
    """Return what the backward function makes of gradients, a column for each."""
    o = _operands(kind, array, node, n, grad.shape[1])
    o.k, o.grad, n_rows = k, grad, node.inputs[k].n_rows
    is_map = node.parameter is not None
    n_read = sum(edge.n_rows for edge in node.inputs) if is_map else n_rows
    o.out = np.empty((n_read + node.reads_ones, grad.shape[1]))
    o.t = np.empty_like(grad)
    with np.errstate(all="ignore"):
        execute(kind.backward(o))
    above = operand_of(node, k)[1] if is_map else 0
    found: Array = o.out[above : above + n_rows]
    return found


def _operands(
    kind: Kind, array: Arrays, node: Node, n: int, n_columns: int
) -> Operands:
    """Return what the backward function of a kind reads, with equal columns."""

    def columns(quantity: str, of: Node = node) -> Array:
        return np.repeat(array(Ref(quantity, of))[:, [n]], n_columns, axis=1)

    o = Operands()
    if node.parameter is not None:
        o.W = array(Ref("W", node.parameter))
    elif kind.has_local:
        o.local = columns("local")
    elif kind.is_masked:
        o.mask = columns("mask")
    else:
        o.value = columns("value")
        o.inputs = tuple(
            columns("value", edge.node)[slice(*edge.span)] for edge in node.inputs
        )
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

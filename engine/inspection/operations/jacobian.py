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
from engine.patches import Patches
from engine.program.memory.placement import Placement

__all__ = [
    "Arrays",
    "connected",
    "gradient_of",
    "jacobian",
    "jacobian_over_positions",
    "joined",
    "loss_gradient",
    "own_derivatives",
]

Arrays = Callable[[Ref], Array]
"""Ref -> Array: the array of a quantity."""
Columns = slice | Array
"""Which columns of an array are read."""


def connected(placement: Placement, node: Node, k: int) -> Array:
    """Return which numbers of input k each number of a value depends on.

    Returns
    -------
    Array
        Of bool, (n_rows, rows of the input that are read); of an operation that mixes
        positions with T times as many of both.
    """
    start, stop = rows_of(node, k)
    shape = (node.n_rows, stop - start)
    if node.kind == JOIN:
        return np.eye(*shape, k=-operand_of(node, k)[1], dtype=bool)
    if placement.kinds[node].is_elementwise:
        return np.eye(*shape, dtype=bool)
    if node.patches is not None:
        return _in_patches(node, node.patches)
    if node.n_positions > 1:
        return _where_mixed(placement.kinds[node], node, k)
    return np.ones(shape, dtype=bool)


def _in_patches(node: Node, patches: Patches) -> Array:
    """Return which pixels are in the patch of each number; pooling is by channel."""
    found = np.zeros((node.n_rows, patches.n_rows), dtype=bool)
    members = patches.members()
    channels = np.arange(node.n_rows) // patches.n_positions
    by_channel = members.reshape(patches.channels, -1, patches.n_positions)
    everything = members.reshape(-1, patches.n_positions)
    for row, channel in enumerate(channels):
        read = everything if node.parameter is not None else by_channel[channel]
        found[row, read[:, row % patches.n_positions]] = True
    return found


def _where_mixed(kind: Kind, node: Node, k: int) -> Array:
    """Return where the derivatives are not 0 for operands without any 0."""
    T, rng = node.n_positions, np.random.default_rng(0)
    drawn = {Ref("value", node): rng.uniform(0.5, 1, (node.n_rows, T))}
    for edge in node.inputs:
        numbers = rng.uniform(0.5, 1, (edge.node.n_rows, T))
        drawn.setdefault(Ref("value", edge.node), numbers)
    found: Array = _over_positions(kind, drawn.__getitem__, node, k, 0) != 0
    return found


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


def jacobian_over_positions(
    placement: Placement, array: Arrays, node: Node, k: int, n: int
) -> Array:
    """Return the same of an operation that mixes the positions of a sample.

    Returns
    -------
    Array
        (n_rows T, rows of the input that are read T), positions innermost.
    """
    return _over_positions(placement.kinds[node], array, node, k, n)


def _over_positions(kind: Kind, array: Arrays, node: Node, k: int, n: int) -> Array:
    T, n_read = node.n_positions, node.inputs[k].n_rows
    size = node.n_rows * T
    o = _operands(kind, array, node, np.tile(np.arange(n * T, (n + 1) * T), size))
    grad = np.zeros((node.n_rows, size, T))
    rows, positions = np.divmod(np.arange(size), T)
    grad[rows, np.arange(size), positions] = 1.0
    o.k, o.grad = k, grad.reshape(node.n_rows, -1)
    o.out, o.t = np.empty((n_read, size * T)), np.empty_like(o.grad)
    with np.errstate(all="ignore"):
        execute(kind.backward(o))
    found: Array = o.out.reshape(n_read, size, T).swapaxes(0, 1).reshape(size, -1)
    return found


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
    o = _operands(kind, array, node, np.full(grad.shape[1], n))
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


def joined(array: Arrays, node: Node) -> Array:
    """Return the inputs of a map as one array, without a row of ones."""
    parts = [array(Ref("value", edge.node))[slice(*edge.span)] for edge in node.inputs]
    return parts[0] if len(parts) == 1 else np.vstack(parts)


def gradient_of(
    kind: Kind, array: Arrays, node: Node, columns: Columns, out: Array
) -> Array:
    """Fill ``out`` with what a map's columns add to the gradient of its parameter."""
    o = Operands()
    x = joined(array, node)[:, columns]
    ones = np.ones((int(node.reads_ones), x.shape[1]), x.dtype)
    o.W, o.inputs = array(Ref("W", node.parameter)), (np.vstack([x, ones]),)
    _keep(kind, o, node)
    o.grad, o.dW = array(Ref("grad", node))[:, columns], out
    execute(kind.gradient(o))
    return out


def _operands(kind: Kind, array: Arrays, node: Node, columns: Array) -> Operands:
    """Return what the backward function of a kind reads, but for gradients."""
    o = Operands()
    o.n_positions = node.n_positions
    if node.parameter is not None:
        o.W, o.patches = array(Ref("W", node.parameter)), node.patches or o.patches
    elif kind.has_local:
        o.local = array(Ref("local", node))[:, columns]
    elif kind.is_masked:
        o.mask = array(Ref("mask", node))[:, columns]
    else:
        o.value = np.ascontiguousarray(array(Ref("value", node))[:, columns])
        o.inputs = tuple(
            np.ascontiguousarray(
                array(Ref("value", edge.node))[slice(*edge.span), columns]
            )
            for edge in node.inputs
        )
        _keep(kind, o, node)
    return o


def _keep(kind: Kind, o: Operands, node: Node) -> None:
    """Compute what the forward function of a kind keeps for the backward pass."""
    if node.patches is None or kind.n_kept is None:
        return
    (x,), o.patches = o.inputs, node.patches
    o.kept = np.ones((kind.n_kept(node.patches), x.shape[1]), x.dtype)
    o.value = np.empty((node.n_rows, x.shape[1]), x.dtype)
    with np.errstate(all="ignore"):
        execute(kind.forward(o))


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

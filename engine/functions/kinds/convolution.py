r"""Convolution: filters of one small square that move over a picture.

Filter f multiplies every patch of the picture by the same kernel K_f, and adds b_f:

.. math:: z_{fp} = \sum_k K_{fk}\, x_{kp} + b_f

Here k is a member (channel, u, v) of a patch, p a position, and :math:`x_{kp}` the
pixel there; the rows of z are (filter, position).  The patches are written next to each
other first (Chellapilla, Puri and Simard, 2006), so that all filters are one product of
matrices, and :math:`dK_{fk} = \sum_p \delta_{fp}\, x_{kp}` is another.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.arrays import Array, Calls
from engine.functions.kinds.kind import Block, Kind, Operands, Places
from engine.graph import Node
from engine.patches import Patches

__all__ = ["CONVOLUTION", "CONVOLUTION_WITHOUT_BIAS"]


def _n_kept(patches: Patches) -> int:
    """Return the rows of all patches, and of a one below each."""
    return (patches.n_members + 1) * patches.n_positions


def _unfolded(o: Operands, W: Array) -> Array:
    """Return the patches as columns, (fan_in or fan_in + 1, n_positions B)."""
    n_rows: int = W.shape[1]
    columns: Array = o.kept.reshape(o.patches.n_members + 1, -1)
    return columns[:n_rows]


def _convolution(o: Operands) -> Calls:
    """Z = [K | b] [patches; 1]."""
    patches = o.patches
    view = patches.view(o.inputs[0])
    n_rows = patches.n_members * patches.n_positions
    return (
        (np.copyto, (o.kept[:n_rows].reshape(view.shape), view)),
        (o.W.dot, (_unfolded(o, o.W), o.value.reshape(len(o.W), -1))),
    )


def _convolution_gradient(o: Operands) -> Calls:
    """[dK | db] = delta [patches; 1]^T, a sum over positions and samples."""
    delta = o.grad.reshape(len(o.dW), -1)
    return ((delta.dot, (_unfolded(o, o.dW).T, o.dW)),)


def _convolution_backward(o: Operands) -> Calls:
    """Dx = delta, with a margin of zeros, convolved with the kernels turned around."""
    patches = o.patches
    channels, size, n_filters = patches.channels, patches.size, len(o.W)
    (down, across), margin, n_columns = patches.grid, size - 1, o.grad.shape[1]
    wide = Patches(n_filters, down + 2 * margin, across + 2 * margin, size)
    padded = np.zeros((wide.n_rows, n_columns), o.grad.dtype)
    inner = padded.reshape(n_filters, wide.rows, wide.columns, n_columns)
    inner = inner[:, margin : margin + down, margin : margin + across]
    view = wide.view(padded)
    unfolded = np.empty(view.shape, o.grad.dtype)
    kernels = o.W[:, : patches.n_members].reshape(n_filters, channels, size, size)
    turned = np.empty((channels, n_filters, size, size), o.W.dtype)
    flat = turned.reshape(channels, -1)
    return (
        (np.copyto, (inner, o.grad.reshape(inner.shape))),
        (np.copyto, (unfolded, view)),
        (np.copyto, (turned, kernels[:, :, ::-1, ::-1].swapaxes(0, 1))),
        (flat.dot, (unfolded.reshape(flat.shape[1], -1), o.out.reshape(channels, -1))),
    )


def _places(node: Node, operand: str | int, n_columns: int) -> Places:
    """Return the places of x_kpn, with a row of ones for b, or of z_fpn."""
    patches, samples = node.patches, np.arange(n_columns)
    assert patches is not None
    n_positions = patches.n_positions
    if operand != 0:
        return np.arange(node.n_rows).reshape(-1, n_positions, 1), samples
    members = patches.members().reshape(-1, n_positions)
    if node.parameter is not None and node.parameter.use_bias:
        ones = np.full((1, n_positions), patches.n_rows)
        members = np.concatenate([members, ones])
    return members[:, :, None], samples


_UNFOLD = (
    "u = {x}.reshape({channels}, {rows}, {columns}, -1)\n"
    "u = np.lib.stride_tricks.sliding_window_view(u, ({size}, {size}), (1, 2))\n"
    "u = u.transpose(0, 4, 5, 1, 2, 3).reshape({n_members}, -1)\n"
)

_ONES = "u = np.concatenate([u, np.ones_like(u[:1])])\n"
_OF_BLOCK = "{value} = {W}.dot(u).reshape(-1, {x}.shape[1])"
_GRADIENT_OF_BLOCK = "{dW} = {grad}.reshape(len({W}), -1).dot(u.T)"
_BACKWARD = (
    "margin = ({size} - 1, {size} - 1)\n"
    "u = {grad}.reshape(len({W}), *{grid}, -1)\n"
    "u = np.pad(u, ((0, 0), margin, margin, (0, 0)))\n"
    "u = np.lib.stride_tricks.sliding_window_view(u, ({size}, {size}), (1, 2))\n"
    "u = u.transpose(0, 4, 5, 1, 2, 3).reshape(len({W}) * {size} * {size}, -1)\n"
    "K = {W}[:, :{n_members}].reshape(-1, {channels}, {size}, {size})\n"
    "K = K[:, :, ::-1, ::-1].swapaxes(0, 1).reshape({channels}, -1)\n"
    "{out} = K.dot(u).reshape(-1, {grad}.shape[1])"
)
_TORCH = "nn.functional.conv2d({x}.reshape(-1, {channels}, {rows}, {columns}),"
_TORCH += " {W}.reshape(-1, {channels}, {size}, {size})"

CONVOLUTION = Kind(
    name="convolution",
    latex=r"z_{fp} = \sum_k K_{fk}\, x_{kp} + b_f",
    name_backward="pass back",
    latex_backward=r"dx_q = \sum_f \sum_{kp \to q} K_{fk}\, \delta_{fp}",
    latex_gradient=r"dK_{fk} = \sum_p \delta_{fp}\, x_{kp},"
    r"\quad db_f = \sum_p \delta_{fp}",
    numpy=_UNFOLD + "{value} = ({W} @ u + {b}).reshape(-1, {x}.shape[1])",
    numpy_backward=_BACKWARD,
    numpy_gradient=_UNFOLD
    + "u, d = u, {grad}.reshape(len({grad}) // {n_positions}, -1)\n"
    "{dW} = d @ u.T\n{db} = d.sum(axis=1, keepdims=True)",
    block=Block(
        _UNFOLD + _ONES + _OF_BLOCK, _BACKWARD, _UNFOLD + _ONES + _GRADIENT_OF_BLOCK
    ),
    torch=_TORCH + ", {b}).flatten(1)",
    forward=_convolution,
    backward=_convolution_backward,
    gradient=_convolution_gradient,
    terms=(("fk,kpn->fpn", ("W", 0)),),
    n_kept=_n_kept,
    places=_places,
)

CONVOLUTION_WITHOUT_BIAS = replace(
    CONVOLUTION,
    latex=r"z_{fp} = \sum_k K_{fk}\, x_{kp}",
    latex_gradient=r"dK_{fk} = \sum_p \delta_{fp}\, x_{kp}",
    numpy=_UNFOLD + "{value} = ({W} @ u).reshape(-1, {x}.shape[1])",
    numpy_gradient=_UNFOLD + "{dW} = {grad}.reshape(-1, u.shape[1]) @ u.T",
    block=Block(_UNFOLD + _OF_BLOCK, _BACKWARD, _UNFOLD + _GRADIENT_OF_BLOCK),
    torch=_TORCH + ").flatten(1)",
)

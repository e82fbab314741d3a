r"""Pooling: one number for each square of 2 by 2 pixels, channel by channel.

Max pooling hands on the largest member of a patch, and all of its gradient goes back to
that one.  Average pooling hands on the mean, and each member gets a quarter.  A row or
a column of pixels that is left over is not read, and its gradient is 0.

Both compare or add the two members of each column first, then what the two columns of a
patch have left.  Of equal largest members the left one counts, and the upper one.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Calls, constant, maximum
from engine.functions.kinds.kind import Kind, Operands, Places
from engine.graph import Node
from engine.patches import Patches

__all__ = ["AVERAGE_POOL", "MAX_POOL"]

SHARE = 0.25
"""The part of a member in the mean of its patch."""


def _n_kept(patches: Patches) -> int:
    """Return the rows of what the two columns of all patches have left."""
    return 2 * patches.channels * patches.n_positions


def _columns(o: Operands, kept: Array) -> Array:
    """Return what the columns have left, (channels, 2, positions ..., B)."""
    shape = (o.patches.channels, *o.patches.grid, 2, -1)
    return kept.reshape(shape).transpose(0, 3, 1, 2, 4)


def _pooled(o: Operands, array: Array) -> Array:
    """Return a value or its gradient, (channels, positions ..., B)."""
    return array.reshape(o.patches.channels, *o.patches.grid, -1)


def _max(o: Operands) -> Calls:
    members, columns = o.patches.view(o.inputs[0]), _columns(o, o.kept)
    return (
        maximum(members[:, 0], members[:, 1], columns),
        maximum(columns[:, 0], columns[:, 1], _pooled(o, o.value)),
    )


def _max_backward(o: Operands) -> Calls:
    """Pass a gradient to the member that is not smaller, first of two columns."""
    members, columns = o.patches.view(o.inputs[0]), _columns(o, o.kept)
    passed = _columns(o, np.empty_like(o.kept))
    return (
        *_left_over(o),
        *_to_the_larger(_pooled(o, o.grad), columns, passed),
        *_to_the_larger(passed, members, o.patches.view(o.out)),
    )


def _to_the_larger(grad: Array, pairs: Array, out: Array) -> Calls:
    """Return calls that pass each gradient to one of a pair; axis 1 is the pair."""
    is_first = np.empty_like(grad)
    return (
        (np.greater_equal, (pairs[:, 0], pairs[:, 1], is_first)),
        (np.multiply, (grad, is_first, out[:, 0])),
        (np.subtract, (grad, out[:, 0], out[:, 1])),
    )


def _left_over(o: Operands) -> Calls:
    """Return the call that clears the gradient, if not all pixels are in a patch."""
    if o.patches.n_members * o.patches.n_positions == o.patches.n_rows:
        return ()
    return ((np.copyto, (o.out, constant(0, o.out.dtype))),)


def _average(o: Operands) -> Calls:
    members, columns = o.patches.view(o.inputs[0]), _columns(o, o.kept)
    mean = _pooled(o, o.value)
    return (
        (np.add, (members[:, 0], members[:, 1], columns)),
        (np.add, (columns[:, 0], columns[:, 1], mean)),
        (np.multiply, (mean, constant(SHARE, mean.dtype), mean)),
    )


def _average_backward(o: Operands) -> Calls:
    """Pass a quarter of each gradient to every member."""
    quarter = np.empty_like(o.grad)
    return (
        *_left_over(o),
        (np.multiply, (o.grad, constant(SHARE, quarter.dtype), quarter)),
        (np.copyto, (o.patches.view(o.out), _pooled(o, quarter)[:, None, None])),
    )


def _places(node: Node, operand: str | int, n_columns: int) -> Places:
    """Return the places of x_mpn, m being u and v, or of a_pn, p with the channel."""
    samples = np.arange(n_columns)
    if operand != 0:
        return np.arange(node.n_rows)[:, None], samples
    assert node.patches is not None
    members = node.patches.members().reshape(node.patches.channels, 4, -1)
    return members.swapaxes(0, 1).reshape(4, -1, 1), samples


_MEMBERS = (
    "u = {x}.reshape({channels}, {rows}, {columns}, -1)\n"
    "u = np.lib.stride_tricks.sliding_window_view(u, (2, 2), (1, 2))[:, ::2, ::2]\n"
)

_PADDED = (
    "d = np.pad(d, ((0, 0), (0, {rows} % 2), (0, {columns} % 2), (0, 0)))\n"
    "{out} = d.reshape(-1, {grad}.shape[1])"
)
_PICTURE = "{x}.reshape(-1, {channels}, {rows}, {columns})"
_GRAD = "{grad}.reshape({channels}, *{grid}, -1)"

MAX_POOL = Kind(
    name="max pool",
    latex=r"a_p = \max_m x_{mp}",
    name_backward="pass back",
    latex_backward=r"dx_{mp} = da_p \text{ if } x_{mp} = a_p \text{, else } 0",
    numpy=_MEMBERS + "{value} = u.max(axis=(4, 5)).reshape(-1, {x}.shape[1])",
    numpy_backward=_MEMBERS + "u = u.swapaxes(4, 5).reshape(*u.shape[:4], 4)\n"
    "u = (u.argmax(axis=4)[..., None] == np.arange(4)).reshape(*u.shape[:4], 2, 2)\n"
    f"d = ({_GRAD}[..., None, None] * u).transpose(0, 1, 5, 2, 4, 3)\n"
    "d = d.reshape({channels}, 2 * {grid}[0], 2 * {grid}[1], -1)\n" + _PADDED,
    torch=f"nn.functional.max_pool2d({_PICTURE}, 2).flatten(1)",
    forward=_max,
    backward=_max_backward,
    needs_input=True,
    n_kept=_n_kept,
    places=_places,
)

AVERAGE_POOL = Kind(
    name="average pool",
    latex=r"a_p = \tfrac14 \sum_m x_{mp}",
    name_backward="pass back",
    latex_backward=r"dx_{mp} = \tfrac14\, da_p",
    numpy=_MEMBERS + "u = u[..., 0, :] + u[..., 1, :]\n"
    "{value} = ((u[..., 0] + u[..., 1]) * 0.25).reshape(-1, {x}.shape[1])",
    numpy_backward=f"d = np.repeat(np.repeat({_GRAD} * 0.25, 2, 1), 2, 2)\n{_PADDED}",
    torch=f"nn.functional.avg_pool2d({_PICTURE}, 2).flatten(1)",
    forward=_average,
    backward=_average_backward,
    terms=((",mpn->pn", ("share", 0)),),
    share=lambda _: SHARE,
    n_kept=_n_kept,
    places=_places,
)

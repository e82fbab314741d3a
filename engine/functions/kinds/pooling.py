r"""Pooling: one number for each square of 2 by 2 pixels, channel by channel.

Max pooling hands on the largest member of a patch, and all of its gradient goes back to
that one.  Average pooling hands on the mean, and each member gets a quarter.  A row or
a column of pixels that is left over is not read, and its gradient is 0.

The members of all patches are written next to each other first, member by member, so
that every call but the first and the last works on blocks of memory.  Both kinds
compare or add the two members of each column first, then what the two columns of a
patch have left.  Of equal largest members the left one counts, and the upper one.
"""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np

from engine.arrays import Array, Call, Calls, constant, frozen, maximum
from engine.functions.kinds.bounds import of_largest
from engine.functions.kinds.kind import Kind, Operands, Places
from engine.graph import Node
from engine.patches import Patches

__all__ = ["AVERAGE_POOL", "MAX_POOL"]

SHARE = 0.25
"""The part of a member in the mean of its patch."""


def _n_kept(patches: Patches) -> int:
    """Return the rows of the members of all patches, and of what columns have left."""
    return 6 * patches.channels * patches.n_positions


@lru_cache(maxsize=64)
def _members(patches: Patches) -> Array:
    """Return the pixel of each member: row by row, column by column, all patches."""
    return frozen(patches.members().transpose(1, 2, 0, 3, 4).reshape(-1))


@lru_cache(maxsize=64)
def _places_of_pixels(patches: Patches, starts: tuple[int, ...], rest: int) -> Array:
    """Return where the gradient of each pixel is, (n_rows,).

    Parameters
    ----------
    patches : Patches
    starts : tuple of int
        Where those of the four members of all patches begin.
    rest : int
        Where that of a pixel is that no patch has.
    """
    found = np.full(patches.n_rows, rest)
    members = _members(patches).reshape(4, -1)
    for start, pixels in zip(starts, members, strict=True):
        found[pixels] = start + np.arange(len(pixels))
    return frozen(found)


def _rows(array: Array, places: Array, out: Array) -> Call:
    """Return the call that copies rows of an array, which are all in it."""
    return (partial(np.ndarray.take, mode="clip"), (array, places, 0, out))


def _columns(o: Operands) -> tuple[Array, Array, Array]:
    """Return the upper members of all columns, the lower ones, and what is left.

    Each of them is (2 N, B) of `Operands.kept`: N left columns above N right ones.
    """
    n = 2 * len(o.value)
    return o.kept[:n], o.kept[n : 2 * n], o.kept[2 * n :]


def _max(o: Operands) -> Calls:
    (upper, lower, columns), n = _columns(o), len(o.value)
    return (
        _rows(o.inputs[0], _members(o.patches), o.kept[: 4 * n]),
        maximum(upper, lower, columns),
        maximum(columns[:n], columns[n:], o.value),
    )


def _max_backward(o: Operands) -> Calls:
    """Pass a gradient to the member that is not smaller, first of two columns.

    What is 1 for the left column, and for the upper member, is in memory where their
    gradients come; the gradients of the members of all patches, member by member, are
    those of the lower ones, the upper ones, then a row of zeros.
    """
    (upper, lower, columns), n = _columns(o), len(o.value)
    work = np.zeros((6 * n + 1, o.grad.shape[1]), o.grad.dtype)
    to_lower, to_upper = work[: 2 * n], work[2 * n : 4 * n]
    to_left, to_right = work[4 * n : 5 * n], work[5 * n : 6 * n]
    to_columns, is_first = work[4 * n : 6 * n], work[2 * n : 5 * n]
    are_first = np.empty(is_first.shape, bool)
    starts = 2 * n, 3 * n, 0, n
    places = _places_of_pixels(o.patches, starts, 6 * n)
    return (
        (np.greater_equal, (upper, lower, are_first[: 2 * n])),
        (np.greater_equal, (columns[:n], columns[n:], are_first[2 * n :])),
        (np.copyto, (is_first, are_first)),
        (np.multiply, (o.grad, to_left, to_left)),
        (np.subtract, (o.grad, to_left, to_right)),
        (np.multiply, (to_columns, to_upper, to_upper)),
        (np.subtract, (to_columns, to_upper, to_lower)),
        _rows(work, places, o.out),
    )


def _average(o: Operands) -> Calls:
    (upper, lower, columns), n = _columns(o), len(o.value)
    return (
        _rows(o.inputs[0], _members(o.patches), o.kept[: 4 * n]),
        (np.add, (upper, lower, columns)),
        (np.add, (columns[:n], columns[n:], o.value)),
        (np.multiply, (o.value, constant(SHARE, o.value.dtype), o.value)),
    )


def _average_backward(o: Operands) -> Calls:
    """Pass a quarter of each gradient to every member."""
    n = len(o.grad)
    work = np.zeros((n + 1, o.grad.shape[1]), o.grad.dtype)
    places = _places_of_pixels(o.patches, (0, 0, 0, 0), n)
    return (
        (np.multiply, (o.grad, constant(SHARE, work.dtype), work[:n])),
        _rows(work, places, o.out),
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
    bound=of_largest,
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
    bound=of_largest,
)

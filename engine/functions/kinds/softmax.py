"""Softmax of each column."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Calls
from engine.functions.kinds.bounds import of_shares
from engine.functions.kinds.kind import Kind, Operands

__all__ = ["SOFTMAX", "softmax_calls"]


def softmax_calls(z: Array, a: Array, t: Array) -> Calls:
    """Return calls for ``a = softmax(z)``, column by column; ``t`` is scratch.

    The largest z of each column is subtracted first, so nothing overflows.
    """
    n_outputs, n_columns = z.shape
    row = np.empty((1, n_columns), z.dtype)
    ones = np.ones((1, n_outputs), z.dtype)
    return (
        (np.maximum.reduce, (z, 0, None, row, True)),
        (np.subtract, (z, row, t)),
        (np.exp, (t, t)),
        (ones.dot, (t, row)),
        (np.divide, (t, row, a)),
    )


def _softmax_backward(o: Operands) -> Calls:
    """Delta = a (da - sum_k a_k da_k), the softmax Jacobian."""
    n_outputs, n_columns = o.value.shape
    row = np.empty((1, n_columns), o.value.dtype)
    ones = np.ones((1, n_outputs), o.value.dtype)
    return (
        (np.multiply, (o.value, o.grad, o.t)),
        (ones.dot, (o.t, row)),
        (np.subtract, (o.grad, row, o.t)),
        (np.multiply, (o.value, o.t, o.out)),
    )


SOFTMAX = Kind(
    name="softmax",
    latex=r"a_k = e^{z_k} / \sum_j e^{z_j}",
    name_backward="delta",
    latex_backward=r"\delta = a \odot (da - \sum_k a_k\, da_k)",
    numpy="u = np.exp({x} - {x}.max(axis=0))\n"
    "{value} = u / np.ones((1, len(u))).dot(u)",
    numpy_backward="{out} = {value}"
    " * ({grad} - np.ones((1, len({grad}))).dot({value} * {grad}))",
    torch="torch.softmax({x}, dim=1)",
    forward=lambda o: softmax_calls(o.inputs[0], o.value, o.t),
    backward=_softmax_backward,
    is_activation=True,
    low=0.0,
    high=1.0,
    bound=of_shares,
)

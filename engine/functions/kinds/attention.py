r"""Attention: the operations by which the positions of a sequence read each other.

A sample is T adjacent columns, one for each position.  The query of a position is
compared with the key of every position, a softmax makes weights of these scores, and
the output is the mean of the values by these weights (Vaswani et al. 2017, "Attention
Is All You Need"):

.. math:: S = K^T Q / \sqrt d, \quad A = \mathrm{softmax}(S), \quad C = V A

Scores and weights (n_heads T, B T) have a row for each head and key, and a column for
each sample and query, so the weights of a query are a column.  The rows of Q, K, V and
C are the d rows of the first head, then those of the next.

Every array (n_rows, B T) is read head by head and sample by sample, as a view
(n_heads, B, rows of a head, T), which BLAS multiplies and fills without a copy.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from engine.arrays import Array, Call, Calls, constant
from engine.functions.kinds.bounds import of_product, of_products, of_shares
from engine.functions.kinds.kind import Kind, Operands, Places
from engine.graph import Node

__all__ = ["ATTENTION", "CAUSAL_ATTENTION", "SCORES", "WEIGHTED_VALUES"]

_HEADS = ".reshape({H}, {d}, -1, {T}).swapaxes(1, 2)"
_WEIGHTS = ".reshape({H}, {T}, -1, {T}).swapaxes(1, 2)"
_TORCH = "{x}.reshape(-1, {T}, {H}, {d})"
_BACK = "{out} = u.swapaxes(1, 2).reshape(-1, {grad}.shape[1])"


def _by_head(x: Array, n_heads: int, n_positions: int) -> Array:
    """Return the view (n_heads, B, rows of a head, T) of an array (n_rows, B T)."""
    return x.reshape(n_heads, len(x) // n_heads, -1, n_positions).swapaxes(1, 2)


def _places(node: Node, operand: str | int, n_columns: int) -> Places:
    """Return the places of the letters of `_by_head`, with samples before positions."""
    weights = node.n_rows if node.kind == "scores" else node.inputs[0].n_rows
    n_rows = node.inputs[operand].n_rows if isinstance(operand, int) else node.n_rows
    rows = np.arange(n_rows).reshape(weights // node.n_positions, -1, 1, 1)
    return rows, np.arange(n_columns).reshape(-1, node.n_positions)


# ---- scores --------------------------------------------------------------------------


def _share(node: Node) -> float:
    """Return 1 / sqrt(d); d is the number of rows of a head."""
    return math.sqrt(node.n_rows / (node.n_positions * node.inputs[0].n_rows))


def _scaled(o: Operands, scores: Array, out: Array) -> Call:
    """Return the call ``out = scores / sqrt(d)``."""
    d = len(o.inputs[0]) * o.n_positions // len(scores)
    return (np.multiply, (scores, constant(1 / math.sqrt(d), scores.dtype), out))


def _scores(o: Operands) -> Calls:
    """S = K^T Q / sqrt(d)."""
    n_heads = len(o.value) // o.n_positions
    queries, keys, out = (
        _by_head(x, n_heads, o.n_positions) for x in (*o.inputs, o.value)
    )
    product = (np.matmul, (keys.swapaxes(2, 3), queries, out))
    return (product, _scaled(o, o.value, o.value))


def _scores_backward(o: Operands) -> Calls:
    """DQ = K dS / sqrt(d), or dK = Q dS^T / sqrt(d)."""
    n_heads = len(o.grad) // o.n_positions
    queries, keys, t, out = (
        _by_head(x, n_heads, o.n_positions) for x in (*o.inputs, o.t, o.out)
    )
    factors = (queries, t.swapaxes(2, 3)) if o.k else (keys, t)
    return (_scaled(o, o.grad, o.t), (np.matmul, (*factors, out)))


_SCALED = "u = ({grad} * (1 / np.sqrt({d})))" + _WEIGHTS + "\n"

SCORES = Kind(
    name="scores",
    latex=r"S = K^T Q / \sqrt d",
    name_backward="pass back",
    numpy="u = {x1}" + _HEADS + ".swapaxes(2, 3)\n"
    "u = u @ {x}" + _HEADS + "\n"
    "{value} = u.swapaxes(1, 2).reshape(-1, {x}.shape[1]) * (1 / np.sqrt({d}))",
    by_input=(
        (
            r"dQ = K\, dS / \sqrt d",
            _SCALED + "u = {x1}" + _HEADS + " @ u\n" + _BACK,
        ),
        (
            r"dK = Q\, dS^T / \sqrt d",
            _SCALED + "u = {x}" + _HEADS + " @ u.swapaxes(2, 3)\n" + _BACK,
        ),
    ),
    torch=f"torch.einsum('bqhd,bkhd->bqhk', {_TORCH}, {_TORCH.replace('{x}', '{x1}')})"
    ".reshape(-1, {H} * {T}) / {d}**0.5",
    forward=_scores,
    backward=_scores_backward,
    terms=((",hdbk,hdbq->hkbq", ("share", 1, 0)),),
    share=_share,
    places=_places,
    bound=of_products,
)


# ---- weights -------------------------------------------------------------------------


def _by_key(x: Array, n_positions: int) -> Array:
    """Return the view (n_heads, T, B T) of scores or weights."""
    return x.reshape(-1, n_positions, x.shape[1])


def _sum_over_keys(x: Array, n_positions: int) -> tuple[Call, Array]:
    """Return the call that sums weights over the keys, and the sums (n_heads, 1, B T).

    One product by a matrix of ones and zeros sums the rows of each head.
    """
    n_heads = len(x) // n_positions
    ones = np.kron(np.eye(n_heads, dtype=x.dtype), np.ones((1, n_positions), x.dtype))
    sums = np.empty((n_heads, x.shape[1]), x.dtype)
    return (ones.dot, (x, sums)), sums[:, None]


def _softmax(o: Operands, scores: Array) -> Calls:
    """Softmax: A = exp(S) / sum_k exp(S_k), over the keys of each head."""
    t, value = (_by_key(x, o.n_positions) for x in (o.t, o.value))
    scores = _by_key(scores, o.n_positions)
    total, sums = _sum_over_keys(o.t, o.n_positions)
    return (
        (np.maximum.reduce, (scores, 1, None, sums, True)),
        (np.subtract, (scores, sums, t)),
        (np.exp, (o.t, o.t)),
        total,
        (np.divide, (t, sums, value)),
    )


def _causal_softmax(o: Operands) -> Calls:
    """Softmax of S + M; M is -inf where the key comes after the query, else 0."""
    n_heads, n_samples = (size // o.n_positions for size in o.value.shape)
    later = np.tri(o.n_positions, k=-1, dtype=bool)
    mask = np.where(np.tile(later, (n_heads, n_samples)), -math.inf, 0.0)
    masked = (np.add, (o.inputs[0], mask.astype(o.value.dtype), o.t))
    return (masked, *_softmax(o, o.t))


def _attention_backward(o: Operands) -> Calls:
    """DS = A (dA - sum_k A_k dA_k), which is 0 where A is, and sums to 0 over k."""
    t, grad = (_by_key(x, o.n_positions) for x in (o.t, o.grad))
    total, sums = _sum_over_keys(o.t, o.n_positions)
    return (
        (np.multiply, (o.value, o.grad, o.t)),
        total,
        (np.subtract, (grad, sums, t)),
        (np.multiply, (o.value, o.t, o.out)),
    )


_KEYS = ".reshape(-1, {T}, {x}.shape[1])"
_SUM = "np.kron(np.eye({H}), np.ones((1, {T})))"

ATTENTION = Kind(
    name="attention",
    latex=r"A_{kq} = e^{S_{kq}} / \sum_j e^{S_{jq}}",
    name_backward="pass back",
    latex_backward=r"dS = A \odot (dA - \sum_k A_k\, dA_k)",
    numpy="u = {x}" + _KEYS + "\n"
    "u = np.exp(u - u.max(axis=1, keepdims=True)).reshape({x}.shape)\n"
    "r = " + _SUM + ".dot(u)[:, None]\n"
    "{value} = (u" + _KEYS + " / r).reshape({x}.shape)",
    numpy_backward="u = " + _SUM + ".dot({value} * {grad})[:, None]\n"
    "{out} = {value} * ({grad}" + _KEYS + " - u).reshape({x}.shape)",
    torch="torch.softmax({x}.reshape(-1, {H}, {T}), 2).reshape({x}.shape)",
    forward=lambda o: _softmax(o, o.inputs[0]),
    backward=_attention_backward,
    low=0.0,
    high=1.0,
    bound=of_shares,
)

CAUSAL_ATTENTION = replace(
    ATTENTION,
    name="causal attention",
    latex=r"A_{kq} = e^{S_{kq}} / \sum_{j \le q} e^{S_{jq}},\quad A_{kq} = 0 \;(k > q)",
    numpy="u = np.tile(np.tri({T}, k=-1), ({H}, {x}.shape[1] // {T}))\n"
    "u = np.where(u, -np.inf, {x})" + _KEYS + "\n" + ATTENTION.numpy.split("\n", 1)[1],
    torch="torch.softmax({x}.reshape(-1, {T}, {H}, {T})"
    " + torch.full(({T}, {T}), -torch.inf).triu(1)[:, None], 3).reshape({x}.shape)",
    forward=_causal_softmax,
)


# ---- output --------------------------------------------------------------------------


def _weighted_values(o: Operands) -> Calls:
    """C = V A."""
    n_heads = len(o.inputs[0]) // o.n_positions
    weights, values, out = (
        _by_head(x, n_heads, o.n_positions) for x in (*o.inputs, o.value)
    )
    return ((np.matmul, (values, weights, out)),)


def _weighted_values_backward(o: Operands) -> Calls:
    """DA = V^T dC, or dV = dC A^T."""
    n_heads = len(o.inputs[0]) // o.n_positions
    weights, values, grad, out = (
        _by_head(x, n_heads, o.n_positions) for x in (*o.inputs, o.grad, o.out)
    )
    if o.k:
        return ((np.matmul, (grad, weights.swapaxes(2, 3), out)),)
    return ((np.matmul, (values.swapaxes(2, 3), grad, out)),)


WEIGHTED_VALUES = Kind(
    name="weighted values",
    latex=r"C = V A",
    name_backward="pass back",
    numpy="u = {x1}" + _HEADS + " @ {x}" + _WEIGHTS + "\n"
    "{value} = u.swapaxes(1, 2).reshape({x1}.shape)",
    by_input=(
        (
            r"dA = V^T dC",
            "u = {x1}" + _HEADS + ".swapaxes(2, 3)\n"
            "u = u @ {grad}" + _HEADS + "\n" + _BACK,
        ),
        (
            r"dV = dC\, A^T",
            "u = {x}" + _WEIGHTS + ".swapaxes(2, 3)\n"
            "u = {grad}" + _HEADS + " @ u\n" + _BACK,
        ),
    ),
    torch="torch.einsum('bqhk,bkhd->bqhd', {x}.reshape(-1, {T}, {H}, {T}),"
    f" {_TORCH.replace('{x}', '{x1}')}).reshape({{x1}}.shape)",
    forward=_weighted_values,
    backward=_weighted_values_backward,
    terms=(("hkbq,hdbk->hdbq", (0, 1)),),
    places=_places,
    bound=of_product,
)

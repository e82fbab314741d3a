r"""Penalties: terms and bounds that keep weights and gradients small.

Biases are never penalized.  The ops run in the update phase, between backpropagation
and the optimizer:

    l2      :math:`L + \tfrac{\lambda_2}{2} \sum w^2`, so :math:`g = dW + \lambda_2 w`
    l1      :math:`L + \lambda_1 \sum |w|`, so
            :math:`g = dW + \lambda_1\,\mathrm{sign}\,w`
    max-norm  after the update, a unit's incoming weights longer than c are scaled to c

Dropout acts on activations: see `engine.functions.kinds.dropout`.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Call, Calls, constant, execute, maximum, minimum
from engine.layout import ParameterLayout

__all__ = [
    "CLIP_NUMPY",
    "MAX_NORM_NUMPY",
    "clip_calls",
    "l1_calls",
    "l2_calls",
    "max_norm_calls",
    "norm_of",
    "penalty_value",
]

MAX_NORM_NUMPY = (
    "lengths = np.sqrt(({W} * {W}).dot(np.ones(({W}.shape[1], 1))))\n"
    "{W} *= np.minimum(1, max_norm / np.maximum(lengths, 1e-300))"
)
"""`max_norm_calls` as plain NumPy statements for one layer."""
CLIP_NUMPY = (
    "largest = max(np.abs(g).max(), 1e-300)\n"
    "norm = np.sqrt((g / largest).dot(g / largest)) * largest\n"
    "g = g * np.minimum(1, clip_norm / max(norm, 1e-300))"
)
"""`clip_calls` as plain NumPy statements; no square overflows."""


def l2_calls(
    layout: ParameterLayout, l2: float, *, gradient: Array, parameters: Array, g: Array
) -> Calls:
    """Return calls that fill ``g`` with ``gradient`` and the term of the L2 penalty."""
    strengths, t = l2 * layout.weight_mask().astype(g.dtype), np.empty_like(g)
    return (
        (np.multiply, (parameters, strengths, t)),
        (np.add, (gradient, t, g)),
    )


def l1_calls(
    layout: ParameterLayout, l1: float, *, gradient: Array, parameters: Array, g: Array
) -> Calls:
    """Return calls that fill ``g`` with ``gradient`` and the term of the L1 penalty."""
    strengths, t = l1 * layout.weight_mask().astype(g.dtype), np.empty_like(g)
    return (
        (np.sign, (parameters, t)),
        (np.multiply, (t, strengths, t)),
        (np.add, (gradient, t, g)),
    )


def clip_calls(source: Array, g: Array, clip_norm: float) -> tuple[Call, ...]:
    r"""Return calls that fill ``g`` with ``source``, at most ``clip_norm`` long.

    g = source min(1, c / |source|), all layers together (Pascanu, Mikolov and Bengio,
    2013), so the direction does not change.  The norm is computed from
    source / max|source|, which cannot overflow.
    """
    norm, one = np.empty((), g.dtype), constant(1, g.dtype)
    return (
        *_norm_calls(source, norm),
        (np.divide, (constant(clip_norm, g.dtype), norm, norm)),
        minimum(norm, one, norm),
        (np.multiply, (source, norm, g)),
    )


def _norm_calls(source: Array, norm: Array) -> tuple[Call, ...]:
    """Return calls that fill ``norm``, a 0-d array, with the length of a vector."""
    t, largest = np.empty_like(source), np.empty((), source.dtype)
    tiny = constant(np.finfo(np.float64).tiny, source.dtype)
    return (
        (np.abs, (source, t)),
        (np.maximum.reduce, (t, 0, None, largest)),
        maximum(largest, tiny, largest),
        (np.divide, (source, largest, t)),
        (t.dot, (t, norm)),
        (np.sqrt, (norm, norm)),
        (np.multiply, (norm, largest, norm)),
    )


def norm_of(vector: Array) -> float:
    """Return the length of a vector, as clipping computes it."""
    norm = np.empty((), vector.dtype)
    execute(_norm_calls(vector, norm))
    return float(norm)


def penalty_value(
    layout: ParameterLayout, parameters: Array, *, l1: float, l2: float
) -> float:
    """Return the penalties' terms of the loss."""
    w = parameters * layout.weight_mask()
    return float(l1 * np.abs(w).sum() + l2 / 2 * w.dot(w))


def max_norm_calls(
    layout: ParameterLayout, parameters: Array, max_norm: float
) -> tuple[Call, ...]:
    """Return calls that bound every unit's incoming weight vector."""
    calls: list[Call] = []
    for W, _ in layout.pairs(parameters):
        fan_out, fan_in = W.shape
        square = np.empty((fan_out, fan_in), W.dtype)
        ones = np.ones((fan_in, 1), W.dtype)
        scale = np.empty((fan_out, 1), W.dtype)
        one = np.ones_like(scale)
        calls += [
            (np.multiply, (W, W, square)),
            (square.dot, (ones, scale)),
            (np.sqrt, (scale, scale)),
            (np.divide, (constant(max_norm, W.dtype), scale, scale)),
            minimum(scale, one, scale),
            (np.multiply, (W, scale, W)),
        ]
    return tuple(calls)

"""Affine: z = W x + b, with and without b."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.arrays import Calls
from engine.functions.kinds.kind import Block, Kind, Operands

__all__ = ["AFFINE", "AFFINE_WITHOUT_BIAS"]


def _affine(o: Operands) -> Calls:
    """z = [W | b] [x; 1]."""
    return ((o.W.dot, (o.inputs[0], o.value)),)


def _affine_gradient(o: Operands) -> Calls:
    """[dW | db] = delta [x; 1]^T."""
    return ((o.grad.dot, (o.inputs[0].T, o.dW)),)


def _affine_gradients(o: Operands) -> Calls:
    """[dW | db] = delta [x; 1]^T of each of several nodes."""
    return ((np.matmul, (o.grad, o.inputs[0].transpose(0, 2, 1), o.dW)),)


def _affine_backward(o: Operands) -> Calls:
    """Dx = W^T delta; with biases one more row, the gradient of the ones, unused."""
    return ((o.W.T.dot, (o.grad, o.out)),)


AFFINE = Kind(
    name="affine",
    latex=r"z = W a_{prev} + b",
    name_backward="pass back",
    latex_backward=r"da_{prev} = W^T \delta",
    latex_gradient=r"dW = \delta\, a_{prev}^T,\quad db = \sum \delta",
    numpy="{value} = {W} @ {x} + {b}",
    numpy_backward="{out} = {W}.T @ {grad}",
    numpy_gradient="{dW} = {grad} @ {x}.T\n{db} = {grad}.sum(axis=1, keepdims=True)",
    block=Block(
        "{value} = {W}.dot({x})",
        "{out} = {W}.T.dot({grad})",
        "{dW} = {grad}.dot({x}.T)",
        "{dW} = {grad} @ {x}.T",
    ),
    torch="nn.functional.linear({x}, {W}, {b})",
    forward=_affine,
    backward=_affine_backward,
    gradient=_affine_gradient,
    gradients=_affine_gradients,
    terms=(("oi,in->on", ("W", 0)),),
)

AFFINE_WITHOUT_BIAS = replace(
    AFFINE,
    latex=r"z = W a_{prev}",
    latex_gradient=r"dW = \delta\, a_{prev}^T",
    numpy="{value} = {W} @ {x}",
    numpy_gradient="{dW} = {grad} @ {x}.T",
    torch="nn.functional.linear({x}, {W})",
)

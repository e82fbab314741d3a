"""Recomputed: functions of a few numbers, made of the calls that training uses.

A number of a node that reads patches is a function of one patch, so it is computed by
the calls for a picture that is this patch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from engine.arrays import Array, Calls, execute
from engine.functions.kinds.kind import Kind, Operands
from engine.functions.losses import Loss
from engine.patches import Patches

__all__ = [
    "FIRST",
    "Function",
    "SequencePosition",
    "gradient_function",
    "local_function",
    "loss_function",
    "output_gradient_function",
    "patch_function",
    "patch_gradient_function",
    "value_function",
]

Function = Callable[..., float]


class SequencePosition(NamedTuple):
    """A column of a sample that has several.

    What is computed from a column depends on no other, but on where it is.
    """

    n_positions: int
    position: int


FIRST = SequencePosition(1, 0)


def value_function(
    kind: Kind, n_rows: int, row: int, at: SequencePosition = FIRST
) -> Function:
    """Return the function from all rows of an input to one row of the value."""

    def function(*inputs: float) -> float:
        o = _operands(n_rows, at)
        o.inputs = (_columns(inputs, at),)
        _run(kind.forward(o))
        return float(o.value[row, at.position])

    return function


def local_function(kind: Kind) -> Function:
    """Return the function from z and a to f'(z)."""

    def function(z: float, a: float) -> float:
        o = Operands()
        o.inputs, o.value = (_column((z,)),), _column((a,))
        o.local, o.t = np.empty((1, 1)), np.empty((1, 1))
        _run(kind.local(o))
        return float(o.local[0, 0])

    return function


def gradient_function(
    kind: Kind, n_rows: int, row: int, at: SequencePosition = FIRST
) -> Function:
    """Return the function from all a, then all da, to the gradient of one input row.

    Of a kind that needs its input, that comes in the place of a.
    """

    def function(*numbers: float) -> float:
        o = _operands(n_rows, at)
        first, o.grad = _columns(numbers[:n_rows], at), _columns(numbers[n_rows:], at)
        if kind.needs_input:
            o.inputs = (first,)
            _run(kind.forward(o))
        else:
            o.value = first
        _run(kind.backward(o))
        return float(o.out[row, at.position])

    return function


def _operands(n_rows: int, at: SequencePosition) -> Operands:
    """Return operands with memory for a sample."""
    o, shape = Operands(), (n_rows, at.n_positions)
    o.n_positions = at.n_positions
    o.value, o.out, o.t = (np.empty(shape) for _ in range(3))
    return o


def patch_function(kind: Kind) -> Function:
    """Return the function from a patch of one channel to its value."""

    def function(*members: float) -> float:
        return float(_of_patch(kind, members).value[0, 0])

    return function


def patch_gradient_function(kind: Kind, member: int) -> Function:
    """Return the function from a patch, then da, to the gradient of a member."""

    def function(*numbers: float) -> float:
        *members, da = numbers
        o = _of_patch(kind, members)
        o.grad, o.out = _column((da,)), np.empty((len(members), 1))
        _run(kind.backward(o))
        return float(o.out[member, 0])

    return function


def _of_patch(kind: Kind, members: Sequence[float]) -> Operands:
    """Return the operands of a picture that is one patch, after the forward calls."""
    o, size = Operands(), math.isqrt(len(members))
    o.patches = Patches(1, size, size, size, size)
    assert kind.n_kept is not None
    o.inputs, o.value = (_column(members),), np.empty((1, 1))
    o.kept = np.ones((kind.n_kept(o.patches), 1))
    _run(kind.forward(o))
    return o


def output_gradient_function(loss: Loss, shape: tuple[int, ...], row: int) -> Function:
    """Return the function from an output and its target to dL/da."""
    make = loss.output_gradient
    assert make is not None

    def function(a: float, y: float) -> float:
        outputs, targets = np.full(shape, 0.5), np.zeros(shape)
        out, t = np.empty(shape), np.empty(shape)
        outputs[row, 0], targets[row, 0] = a, y
        _run(make(outputs, targets, out, t))
        return float(out[row, 0])

    return function


def loss_function(kind: Kind, shape: tuple[int, ...], row: int) -> Function:
    """Return the function from an output and its target to the gradient there.

    ``shape`` is that of the targets, (n_outputs, B), which a mean divides by.
    """

    def function(a: float, y: float) -> float:
        o = Operands()
        o.y, o.out, o.t, outputs = (np.zeros(shape) for _ in range(4))
        outputs[row, 0], o.y[row, 0] = a, y
        o.inputs = (outputs, outputs)
        _run(kind.backward(o))
        return float(o.out[row, 0])

    return function


def _column(numbers: Sequence[float]) -> Array:
    return np.array(numbers)[:, None]


def _columns(numbers: Sequence[float], at: SequencePosition) -> Array:
    """Return a sample with the same numbers at each position."""
    return np.repeat(_column(numbers), at.n_positions, axis=1)


def _run(calls: Calls) -> None:
    with np.errstate(all="ignore"):
        execute(calls)

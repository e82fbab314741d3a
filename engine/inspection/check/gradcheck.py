r"""Gradient check: backpropagation's dW and a finite difference of the loss.

The numeric derivative is the central difference

.. math:: \frac{\partial L}{\partial w} \approx \frac{L(w + h) - L(w - h)}{2h}

of the loss of the traced batch, with the weights before the update and the same
dropout masks.  Its error is about h^2 by the formula, and 1e-16/h by rounding.  It
means nothing where a kink of an activation or of the loss is between the two points:
there the curve has two slopes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrays import Array, execute
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.graph import Node
from engine.limits import checked_parameter
from engine.program.evaluator import Evaluator

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = [
    "BatchLoss",
    "Checker",
    "GradientCheck",
    "Kink",
    "gradcheck",
    "relative_error",
]

AGREES = 1e-6
"""The largest relative error of two numbers that agree."""
ROUNDING = 100
"""How many times the rounding error of one loss that of a difference may be."""
LARGEST = "max pool"
"""The kind of nodes whose derivative jumps where another number is the largest."""
WIDE = 1e-4
"""The step above which the curve itself bends between the two points."""
MAX_KINKS = 3

Slopes = tuple[Node, bool, Array]
"""A node, whether it is the loss that reads it, and derivatives (n_rows, n_columns)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kink:
    """A number whose derivative jumps between the two points, and for which sample.

    Attributes
    ----------
    node : str
        The name of the node whose number it is.
    layer, row : int
        The site of the node, which is the layer of a dense network, and the row.
    column : int
        Its sample's number in the batch.
    of_loss : bool
        Whether it is the loss that has the kink, at an output.
    """

    node: str
    layer: int
    row: int
    column: int
    of_loss: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientCheck:
    """Both derivatives of one parameter.

    Attributes
    ----------
    value : float
        The parameter before the update.
    backprop, numeric : float
        Its gradient by backpropagation and by difference.
    h : float
        The step of the difference.
    loss_plus, loss_minus : float
        The loss at value + h and at value - h.
    error : float
        ``|backprop - numeric| / (|backprop| + |numeric|)``; 0 where both are 0.
    resolution : float
        What rounding of the loss adds to the difference.
    n_kinks : int
    kinks : tuple of Kink
        The first `MAX_KINKS` of them.
    verdict : str
        ``agrees``; ``zero``, if both are exactly 0; ``kink``, ``rounding`` or ``wide``,
        which are why the difference is wrong; ``pending``, if the step has not computed
        the gradient yet; else ``differs``.
    """

    value: float
    backprop: float
    numeric: float
    h: float
    loss_plus: float
    loss_minus: float
    error: float
    resolution: float
    n_kinks: int
    kinks: tuple[Kink, ...]
    verdict: str


def relative_error(a: Array, b: Array) -> float:
    """Return ``||a - b|| / (||a|| + ||b||)``, 0 where both are 0."""
    size = float(np.linalg.norm(a) + np.linalg.norm(b))
    return float(np.linalg.norm(a - b)) / size if size else 0.0


class BatchLoss:
    """The loss of a traced batch as a function of the parameter vector.

    ``BatchLoss(trace)(vector)`` takes parameters (P,) in ``dtype`` and returns L; in
    complex128 its imaginary part carries complex-step derivatives.
    """

    def __init__(self, trace: Trace, *, dtype: Any = np.float64) -> None:
        self._evaluator = Evaluator(
            trace.placement.graph,
            trace.layout,
            trace.x,
            dtype=dtype,
            masks=trace.masks,
        )
        self._loss, self._y = LOSSES[trace.experiment.loss], trace.y
        self._output = trace.placement.graph.nodes[-1].inputs[-1].node

    def __call__(self, vector: Array) -> complex:
        """Return the loss at a parameter vector (P,)."""
        a = self._evaluator.evaluate(vector)
        with np.errstate(all="ignore"):
            return self._loss.value(self._evaluator.output_z, a, self._y)

    def slopes(self) -> list[Slopes]:
        """Return the derivatives that can jump, at the last vector."""
        memory = self._evaluator.memory
        found: list[Slopes] = []
        for node in memory.placement.placed:
            f = ACTIVATIONS.get(node.kind)
            if node.kind == LARGEST or (f is not None and not f.smooth):
                found.append((node, False, self._slope(node)))
        if not self._loss.smooth:
            a = self._evaluator.output
            out, t = np.empty_like(a), np.empty_like(a)
            execute(self._loss.gradient(a, self._y, out, t))
            found.append((self._output, True, out))
        return found

    def _slope(self, node: Node) -> Array:
        """Return f', or what pooling passes of a 1 to each number that it reads."""
        memory = self._evaluator.memory
        kind, o = memory.placement.kinds[node], memory.operands(node)
        o.local, o.t = np.empty_like(o.value), np.empty_like(o.value)
        if kind.has_local:
            execute(kind.local(o))
            return o.local
        o.grad, o.out = np.ones_like(o.value), np.empty_like(o.inputs[0])
        execute(kind.backward(o))
        return o.out


class Checker:
    """Checks any parameters of one traced step.

    Parameters
    ----------
    trace : Trace
        A step that has begun need not be complete: gradients are NaN until computed.
    """

    def __init__(self, trace: Trace) -> None:
        self._trace, self._loss = trace, BatchLoss(trace)
        self._vector = trace.before[0].copy()
        self._pairs = trace.layout.pairs(self._vector)
        self._gradients = trace.layout.pairs(trace.gradient)

    def value(self, place: tuple[int, int, int | None]) -> float:
        """Return a parameter before the update."""
        target, index = self._element(*place)
        return float(target[index])

    def loss_at(self, place: tuple[int, int, int | None], value: float) -> float:
        """Return the loss with another value of one parameter."""
        target, index = self._element(*place)
        before = target[index]
        target[index] = value
        loss = self._loss(self._vector).real
        target[index] = before
        return loss

    def check(
        self, layer: int, row: int, column: int | None, *, h: float = 1e-5
    ) -> GradientCheck:
        """Check one parameter; see `gradcheck`."""
        target, index = self._element(layer, row, column)
        value = float(target[index])
        found = self._gradients[layer][0 if column is not None else 1]
        backprop = float("nan") if found is None else float(found[index])
        step = h * max(1.0, abs(value))
        place = layer, row, column
        plus, above = self.loss_at(place, value + step), value + step
        slopes = self._loss.slopes()
        minus, below = self.loss_at(place, value - step), value - step
        n_positions = self._trace.placement.graph.n_positions
        kinks = _kinks(slopes, self._loss.slopes(), n_positions)
        numeric = (plus - minus) / (above - below)
        size = abs(backprop) + abs(numeric)
        check = GradientCheck(
            value=value,
            backprop=backprop,
            numeric=numeric,
            h=step,
            loss_plus=plus,
            loss_minus=minus,
            error=abs(backprop - numeric) / size if size else 0.0,
            resolution=float(np.finfo(float).eps) * max(abs(plus), abs(minus)) / step,
            n_kinks=len(kinks),
            kinks=tuple(kinks[:MAX_KINKS]),
            verdict="",
        )
        return replace(check, verdict=_verdict(check))

    def _element(
        self, layer: int, row: int, column: int | None
    ) -> tuple[Array, tuple[int, int]]:
        """Return the array of a parameter, and its place there."""
        target = checked_parameter(self._pairs, layer, row, column)
        return target, (row, column or 0)


def gradcheck(
    trace: Trace, layer: int, row: int, column: int | None, *, h: float = 1e-5
) -> GradientCheck:
    """Check one weight of a traced step, or a bias where ``column`` is None.

    ``h`` is relative to the parameter's size where that is above 1.

    Raises
    ------
    ExperimentError
        If there is no such parameter.
    """
    return Checker(trace).check(layer, row, column, h=h)


def _kinks(above: list[Slopes], below: list[Slopes], n_positions: int) -> list[Kink]:
    return [
        Kink(
            node=node.name,
            layer=node.site or 0,
            row=row,
            column=column // n_positions,
            of_loss=of_loss,
        )
        for (node, of_loss, one), (_, _, other) in zip(above, below, strict=True)
        for row, column in np.argwhere(one != other).tolist()
    ]


def _verdict(check: GradientCheck) -> str:
    off = abs(check.backprop - check.numeric)
    if not np.isfinite(off):
        return "pending"
    if check.backprop == check.numeric == 0:
        return "zero"
    if check.error <= AGREES:
        return "agrees"
    if check.n_kinks:
        return "kink"
    if off <= ROUNDING * check.resolution:
        return "rounding"
    return "wide" if check.h > WIDE else "differs"

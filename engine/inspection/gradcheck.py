r"""Gradient check: backpropagation's dW and a finite difference of the loss.

The numeric derivative is the central difference

.. math:: \frac{\partial L}{\partial w} \approx \frac{L(w + h) - L(w - h)}{2h}

of the loss of the traced batch, with the weights before the update and the same
dropout masks.  Its error is about h^2 by the formula, and 1e-16/h by rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrays import Array
from engine.functions.losses import LOSSES
from engine.limits import checked_parameter
from engine.program.evaluator import Evaluator

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["BatchLoss", "GradientCheck", "gradcheck", "relative_error"]


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
    """

    value: float
    backprop: float
    numeric: float
    h: float
    loss_plus: float
    loss_minus: float
    error: float


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
            trace.layout, trace.x, dtype=dtype, masks=trace.masks
        )
        self._loss = LOSSES[trace.experiment.loss]
        self._y = trace.y

    def __call__(self, vector: Array) -> complex:
        """Return the loss at a parameter vector (P,)."""
        a = self._evaluator.evaluate(vector)
        with np.errstate(all="ignore"):
            return self._loss.value(self._evaluator.z[-1], a, self._y)


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
    vector = trace.before[0].copy()
    target = checked_parameter(trace.layout.pairs(vector), layer, row, column)
    place = (row, column or 0)
    value = float(target[place])
    found = trace.layout.pairs(trace.gradient)[layer][0 if column is not None else 1]
    backprop = float(np.nan if found is None else found[place])
    step = h * max(1.0, abs(value))
    loss = BatchLoss(trace)
    target[place] = value + step
    plus, above = loss(vector).real, float(target[place])
    target[place] = value - step
    minus, below = loss(vector).real, float(target[place])
    numeric = (plus - minus) / (above - below)
    size = abs(backprop) + abs(numeric)
    return GradientCheck(
        value=value,
        backprop=backprop,
        numeric=numeric,
        h=step,
        loss_plus=plus,
        loss_minus=minus,
        error=abs(backprop - numeric) / size if size else 0.0,
    )

r"""Losses: the value of L, and its gradient with respect to the output.

A loss is the mean over the B samples of a batch.  Over the outputs of one sample it
is a sum, except for ``mse``, which takes the mean there too, as PyTorch does.  The
factor 1/B is applied in the gradients of this module and nowhere else in the engine.

``gradient(a, y, out, t)``
    Return calls for ``out = dL/da``, or for ``out = dL/dz`` where `Loss.wrt` is z; all
    arrays (n_outputs, B); ``t`` is scratch.
``each(z, a, y)``
    Return the term of each sample, a column, in B times the loss, from buffers that a
    forward pass filled: (rows, B) with one or more rows.  It is stable for any z, and
    analytic in z, so complex-step derivatives can be taken through it.

For sigmoid with binary cross-entropy and for softmax with cross-entropy dL/dz collapses
to ``(a - y) / B``, which is both shorter and stable where ``dL/da`` is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, Calls, constant, maximum, minimum

__all__ = [
    "LOSSES",
    "Loss",
]

HUBER_DELTA = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loss:
    """One loss function.

    Attributes
    ----------
    numpy, numpy_gradient : str
        `each`, and the gradient of L, as plain NumPy statements on {z}, {a}, {y}, {out}
        and B, with u as scratch; each without the other, in the order of the calls.
    torch : str
        L as an expression of PyTorch on z, a and y, whose rows are samples; empty where
        none has the same numbers.
    outputs : tuple of str
        The output activations that it can be combined with; the first is its
        default for classes.
    wrt : str
        What its gradient is taken with respect to: the output's a, or its z.
    classes_only : bool
        Whether it needs class targets.
    averages_outputs : bool
        Whether it is a mean over the outputs of a sample, and not a sum.
    smooth : bool
        Whether its gradient is continuous, so that finite differences hold everywhere.
    output_gradient, latex_output_gradient : callable or None, str
        Calls like those of ``gradient`` for dL/da where ``wrt`` is z, and the formula.
        No step uses them: they have no number where an output is 0 or 1.
    """

    name: str
    label: str
    help: str
    latex: str
    latex_gradient: str
    numpy: str
    numpy_gradient: str
    outputs: tuple[str, ...]
    each: Callable[[Array, Array, Array], Array]
    gradient: Callable[[Array, Array, Array, Array], Calls]
    torch: str = ""
    wrt: str = "a"
    classes_only: bool = False
    averages_outputs: bool = False
    smooth: bool = True
    output_gradient: Callable[[Array, Array, Array, Array], Calls] | None = None
    latex_output_gradient: str = ""

    def value(self, z: Array, a: Array, y: Array) -> complex:
        """Return L for one batch; all arrays (n_outputs, B)."""
        return complex(np.add.reduce(self.each(z, a, y), axis=None) / a.shape[1])


def _scaled_residual(a: Array, y: Array, out: Array, t: Array, scale: float) -> Calls:
    return (
        (np.subtract, (a, y, t)),
        (np.multiply, (t, constant(scale, a.dtype), out)),
    )


def _residual(a: Array, y: Array, out: Array, t: Array) -> Calls:
    """Out = (a - y) / B."""
    return _scaled_residual(a, y, out, t, 1 / a.shape[1])


def _squared_error(z: Array, a: Array, y: Array) -> Array:  # noqa: ARG001
    return _squared(a, y, 0.5)


def _mse_gradient(a: Array, y: Array, out: Array, t: Array) -> Calls:
    return _scaled_residual(a, y, out, t, 2 / a.size)


def _mse(z: Array, a: Array, y: Array) -> Array:  # noqa: ARG001
    return _squared(a, y, 1 / a.shape[0])


def _squared(a: Array, y: Array, scale: float) -> Array:
    e: Array = a - y
    e *= e
    e *= scale
    return e


def _huber_gradient(a: Array, y: Array, out: Array, t: Array) -> Calls:
    bound = np.full_like(t, HUBER_DELTA)
    return (
        (np.subtract, (a, y, t)),
        minimum(t, bound, t),
        maximum(t, -bound, t),
        (np.multiply, (t, constant(1 / a.shape[1], a.dtype), out)),
    )


def _huber(z: Array, a: Array, y: Array) -> Array:  # noqa: ARG001
    e = a - y
    size = np.maximum(e, -e)
    inside = size.real <= HUBER_DELTA
    each: Array = np.where(inside, e * e / 2, HUBER_DELTA * (size - HUBER_DELTA / 2))
    return each


def _hinge_gradient(a: Array, y: Array, out: Array, t: Array) -> Calls:
    return (
        (np.multiply, (a, y, t)),
        (np.subtract, (constant(1, a.dtype), t, t)),
        (np.heaviside, (t, constant(0, a.dtype), t)),
        (np.multiply, (t, y, t)),
        (np.multiply, (t, constant(-1 / a.shape[1], a.dtype), out)),
    )


def _hinge(z: Array, a: Array, y: Array) -> Array:  # noqa: ARG001
    each: Array = np.maximum(1 - a * y, 0)
    return each


def _binary_cross_entropy(z: Array, a: Array, y: Array) -> Array:  # noqa: ARG001
    """-y ln a - (1-y) ln(1-a), written in z: max(z, 0) - z y + ln(1 + exp(-|z|))."""
    each: Array = np.maximum(z, 0) - z * y + np.log1p(np.exp(np.minimum(z, -z)))
    return each


def _binary_output_gradient(a: Array, y: Array, out: Array, t: Array) -> Calls:
    """Out = (a - y) / (a (1 - a)) / B."""
    return (
        (np.subtract, (constant(1, a.dtype), a, t)),
        (np.multiply, (a, t, t)),
        (np.subtract, (a, y, out)),
        (np.divide, (out, t, out)),
        (np.multiply, (out, constant(1 / a.shape[1], a.dtype), out)),
    )


def _softmax_output_gradient(a: Array, y: Array, out: Array, t: Array) -> Calls:
    """Out = -y / a / B."""
    return (
        (np.divide, (y, a, t)),
        (np.multiply, (t, constant(-1 / a.shape[1], a.dtype), out)),
    )


def _softmax_cross_entropy(z: Array, a: Array, y: Array) -> Array:  # noqa: ARG001
    """-sum y ln softmax(z), written in z: ln sum exp z - sum y z, per sample."""
    top = np.maximum.reduce(z, axis=0, keepdims=True)
    sums = np.add.reduce(np.exp(z - top), axis=0, keepdims=True)
    each: Array = np.log(sums) + np.add.reduce((top - z) * y, axis=0, keepdims=True)
    return each


LOSSES: dict[str, Loss] = {
    entry.name: entry
    for entry in (
        Loss(
            name="squared_error",
            label="squared error",
            help="Half the squared distance between output and target, summed over the"
            " outputs; the classic of textbooks.",
            latex=r"L = \frac{1}{B}\sum_n \tfrac12 \sum_k (a_k - y_k)^2",
            latex_gradient=r"\frac{\partial L}{\partial a} = \frac{1}{B}(a - y)",
            numpy="each = ({a} - {y}) ** 2 / 2",
            numpy_gradient="{out} = ({a} - {y}) * (1 / B)",
            torch="((a - y) ** 2).sum() / 2 / len(y)",
            outputs=("tanh", "sigmoid", "linear", "softmax"),
            each=_squared_error,
            gradient=_residual,
        ),
        Loss(
            name="mse",
            label="mean squared error",
            help="The squared distance, averaged over the outputs as well.",
            latex=r"L = \frac{1}{BK}\sum_n \sum_k (a_k - y_k)^2",
            latex_gradient=r"\frac{\partial L}{\partial a} = \frac{2}{BK}(a - y)",
            numpy="each = ({a} - {y}) ** 2 * (1 / len({a}))",
            numpy_gradient="{out} = ({a} - {y}) * (2 / {a}.size)",
            torch="nn.functional.mse_loss(a, y)",
            outputs=("tanh", "sigmoid", "linear", "softmax"),
            each=_mse,
            gradient=_mse_gradient,
            averages_outputs=True,
        ),
        Loss(
            name="binary_cross_entropy",
            label="binary cross-entropy",
            help="Surprise at the right answer; with a sigmoid output the derivative"
            " f' cancels, so a confident mistake still learns.",
            latex=r"L = -\frac{1}{B}\sum_n \sum_k y_k \ln a_k + (1 - y_k) \ln(1 - a_k)",
            latex_gradient=r"\frac{\partial L}{\partial z} = \frac{1}{B}(a - y)",
            numpy="each = np.maximum(0, {z}) - {z} * {y}"
            " + np.log1p(np.exp(-np.abs({z})))",
            numpy_gradient="{out} = ({a} - {y}) * (1 / B)",
            torch="nn.functional.binary_cross_entropy_with_logits(z, y) * len(y.T)",
            outputs=("sigmoid",),
            each=_binary_cross_entropy,
            gradient=_residual,
            output_gradient=_binary_output_gradient,
            latex_output_gradient=r"\frac{\partial L}{\partial a} ="
            r" \frac{1}{B}\,\frac{a - y}{a (1 - a)}",
            wrt="z",
            classes_only=True,
        ),
        Loss(
            name="softmax_cross_entropy",
            label="softmax cross-entropy",
            help="One probability per class, and the surprise at the right one.",
            latex=r"L = -\frac{1}{B}\sum_n \sum_k y_k \ln a_k",
            latex_gradient=r"\frac{\partial L}{\partial z} = \frac{1}{B}(a - y)",
            numpy="u = {z} - {z}.max(axis=0)\n"
            "each = np.log(np.exp(u).sum(axis=0, keepdims=True))"
            " - (u * {y}).sum(axis=0, keepdims=True)",
            numpy_gradient="{out} = ({a} - {y}) * (1 / B)",
            torch="nn.functional.cross_entropy(z, y)",
            outputs=("softmax",),
            each=_softmax_cross_entropy,
            gradient=_residual,
            output_gradient=_softmax_output_gradient,
            latex_output_gradient=r"\frac{\partial L}{\partial a} ="
            r" -\frac{1}{B}\,\frac{y}{a}",
            wrt="z",
            classes_only=True,
        ),
        Loss(
            name="huber",
            label="Huber",
            help="Squared error near the target, absolute error beyond a distance of"
            " 1, so outliers pull less.",
            latex=r"L = \frac{1}{B}\sum_n\sum_k \begin{cases}\tfrac12 e_k^2 & |e_k|"
            r" \le 1\\ |e_k| - \tfrac12 & \text{else}\end{cases},\ e = a - y",
            latex_gradient=r"\frac{\partial L}{\partial a} ="
            r" \frac{1}{B}\max(-1, \min(1, a - y))",
            numpy="u = np.abs({a} - {y})\n"
            "each = np.where(u <= 1, u * u / 2, u - 1 / 2)",
            numpy_gradient="{out} = np.clip({a} - {y}, -1, 1) * (1 / B)",
            torch="nn.functional.huber_loss(a, y) * len(y.T)",
            outputs=("tanh", "sigmoid", "linear", "softmax"),
            each=_huber,
            gradient=_huber_gradient,
        ),
        Loss(
            name="hinge",
            label="hinge",
            help="Nothing once a sample is on the right side by a margin of 1.",
            latex=r"L = \frac{1}{B}\sum_n\sum_k \max(0, 1 - a_k y_k)",
            latex_gradient=r"\frac{\partial L}{\partial a} ="
            r" -\frac{1}{B}\,y\,[a y < 1]",
            numpy="each = np.maximum(0, 1 - {a} * {y})",
            numpy_gradient="{out} = ({a} * {y} < 1) * {y} * (-1 / B)",
            torch="torch.relu(1 - a * y).sum() / len(y)",
            outputs=("linear", "tanh"),
            each=_hinge,
            gradient=_hinge_gradient,
            classes_only=True,
            smooth=False,
        ),
    )
}

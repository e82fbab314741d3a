r"""Activations: f and its derivative f', side by side.

Every entry returns the NumPy calls of two maps:

``forward(z, a, t)``
    ``a = f(z)``; ``t`` is scratch of the same shape.
``local(z, a, df, t)``
    ``df = f'(z)``, read from whichever of ``z`` and ``a`` is cheaper.

All arrays have the shape (fan_out, B); the same calls also work on flat stretches of
memory that hold several layers.  To add an activation, add one entry to
`ACTIVATIONS`; menus, documentation and the gradient tests read that table.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, Call, Calls, constant, maximum, minimum

__all__ = ["ACTIVATIONS", "MANY", "Activation", "sigmoid_calls"]

LEAK = 0.01
GELU_SCALE = math.sqrt(2 / math.pi)
GELU_CUBIC = 0.044715
MANY = 1024
"""Numbers from which on two calls that have vector code are faster than `np.sign`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Activation:
    """One activation function.

    Attributes
    ----------
    numpy, numpy_df : str
        Both maps as plain NumPy statements on {z}, {a} and {df}, with u as scratch; in
        the order of the calls, so that they give the same bits.
    torch : str
        f as an expression of PyTorch on z; empty where none has the same numbers.
    low, high : float
        The range of f; infinite where it has no bound.
    saturation : float
        A unit is saturated on a sample where f'(z) is at most this.
    smooth : bool
        Whether f' is continuous, so that finite differences hold everywhere.
    steepest : float
        The largest f'(z) of all z.
    scaled : (float, callable) or None
        A number s and a function (s z, a) -> calls for a = f(z), where both may share
        memory: fewer passes through it, and precise enough for a picture.
    """

    name: str
    label: str
    help: str
    latex: str
    latex_df: str
    numpy: str
    numpy_df: str
    low: float
    high: float
    saturation: float
    smooth: bool
    forward: Callable[[Array, Array, Array], Calls]
    local: Callable[[Array, Array, Array, Array], Calls]
    steepest: float = 1.0
    torch: str = ""
    scaled: tuple[float, Callable[[Array, Array], Calls]] | None = None


def sigmoid_calls(z: Array, a: Array, t: Array) -> Calls:
    """Return calls for ``a = 1 / (1 + exp(-z))``.

    ``exp`` may overflow to infinity for very negative z; the result is then the
    exact limit 0.
    """
    return (
        (np.negative, (z, t)),
        (np.exp, (t, t)),
        (np.add, (t, constant(1, z.dtype), t)),
        (np.reciprocal, (t, a)),
    )


def _sigmoid_local(z: Array, a: Array, df: Array, t: Array) -> Calls:  # noqa: ARG001
    return ((np.multiply, (a, a, df)), (np.subtract, (a, df, df)))


def _sigmoid_of_half(half_z: Array, a: Array) -> Calls:
    """Return calls for ``a = (1 + tanh(z/2)) / 2``."""
    half = constant(0.5, a.dtype)
    return (
        (np.tanh, (half_z, a)),
        (np.multiply, (a, half, a)),
        (np.add, (a, half, a)),
    )


def _tanh(z: Array, a: Array, t: Array) -> Calls:  # noqa: ARG001
    return ((np.tanh, (z, a)),)


def _tanh_local(z: Array, a: Array, df: Array, t: Array) -> Calls:  # noqa: ARG001
    one = constant(1, a.dtype)
    return ((np.multiply, (a, a, df)), (np.subtract, (one, df, df)))


def _relu(z: Array, a: Array, t: Array) -> Calls:  # noqa: ARG001
    return (maximum(z, np.zeros_like(z), a),)


def _relu_local(z: Array, a: Array, df: Array, t: Array) -> Calls:  # noqa: ARG001
    if a.size < MANY:
        return ((np.sign, (a, df)),)
    is_on = np.empty(a.shape, bool)
    return ((np.greater, (a, constant(0, a.dtype), is_on)), (np.copyto, (df, is_on)))


def _leaky_relu(z: Array, a: Array, t: Array) -> Calls:
    return ((np.multiply, (z, constant(LEAK, z.dtype), t)), maximum(z, t, a))


def _leaky_relu_local(z: Array, a: Array, df: Array, t: Array) -> Calls:  # noqa: ARG001
    return (
        (np.heaviside, (z, constant(0, z.dtype), df)),
        (np.multiply, (df, constant(1 - LEAK, z.dtype), df)),
        (np.add, (df, constant(LEAK, z.dtype), df)),
    )


def _elu(z: Array, a: Array, t: Array) -> Calls:
    zeros = np.zeros_like(z)
    return (
        minimum(z, zeros, t),
        (np.expm1, (t, t)),
        maximum(z, zeros, a),
        (np.add, (a, t, a)),
    )


def _elu_local(z: Array, a: Array, df: Array, t: Array) -> Calls:  # noqa: ARG001
    return (
        minimum(a, np.zeros_like(a), df),
        (np.add, (df, constant(1, a.dtype), df)),
    )


def _gelu_tanh(z: Array, t: Array) -> Calls:
    """Return calls for ``t = tanh(c (z + k z^3))``."""
    return (
        (np.multiply, (z, z, t)),
        (np.multiply, (t, constant(GELU_CUBIC, z.dtype), t)),
        (np.add, (t, constant(1, z.dtype), t)),
        (np.multiply, (t, z, t)),
        (np.multiply, (t, constant(GELU_SCALE, z.dtype), t)),
        (np.tanh, (t, t)),
    )


def _gelu(z: Array, a: Array, t: Array) -> Calls:
    return (
        *_gelu_tanh(z, t),
        (np.add, (t, constant(1, z.dtype), t)),
        (np.multiply, (t, z, t)),
        (np.multiply, (t, constant(0.5, z.dtype), a)),
    )


def _gelu_local(z: Array, a: Array, df: Array, t: Array) -> Calls:  # noqa: ARG001
    """f' = (1 + t)/2 + z (1 - t^2) c (1 + 3 k z^2)/2 with t = tanh(c (z + k z^3))."""
    one, half = constant(1, z.dtype), constant(0.5, z.dtype)
    inner = np.empty_like(z)
    steps: tuple[Call, ...] = (
        (np.multiply, (z, z, inner)),
        (np.multiply, (inner, constant(3 * GELU_CUBIC, z.dtype), inner)),
        (np.add, (inner, one, inner)),
        (np.multiply, (inner, z, inner)),
        (np.multiply, (inner, constant(GELU_SCALE, z.dtype), inner)),
        (np.multiply, (t, t, df)),
        (np.subtract, (one, df, df)),
        (np.multiply, (df, inner, df)),
        (np.add, (df, t, df)),
        (np.add, (df, one, df)),
        (np.multiply, (df, half, df)),
    )
    return (*_gelu_tanh(z, t), *steps)


def _silu(z: Array, a: Array, t: Array) -> Calls:
    return (*sigmoid_calls(z, t, t), (np.multiply, (z, t, a)))


def _silu_local(z: Array, a: Array, df: Array, t: Array) -> Calls:
    """f' = s + a (1 - s) with s = sigmoid(z)."""
    return (
        *sigmoid_calls(z, t, t),
        (np.multiply, (a, t, df)),
        (np.subtract, (a, df, df)),
        (np.add, (df, t, df)),
    )


def _softplus(z: Array, a: Array, t: Array) -> Calls:
    return (
        (np.negative, (z, t)),
        minimum(z, t, t),
        (np.exp, (t, t)),
        (np.log1p, (t, t)),
        maximum(z, np.zeros_like(z), a),
        (np.add, (a, t, a)),
    )


def _softplus_local(z: Array, a: Array, df: Array, t: Array) -> Calls:  # noqa: ARG001
    return sigmoid_calls(z, df, t)


def _linear(z: Array, a: Array, t: Array) -> Calls:  # noqa: ARG001
    return ((np.copyto, (a, z)),)


def _linear_local(z: Array, a: Array, df: Array, t: Array) -> Calls:  # noqa: ARG001
    df.fill(1)
    return ()


_INF = math.inf

ACTIVATIONS: dict[str, Activation] = {
    entry.name: entry
    for entry in (
        Activation(
            name="tanh",
            label="tanh",
            help="Squeezes z into -1 to 1; its derivative is 1 at 0 and nears 0 at both"
            " ends.",
            latex=r"a = \tanh z",
            latex_df=r"f'(z) = 1 - a^2",
            numpy="{a} = np.tanh({z})",
            numpy_df="{df} = 1 - {a} * {a}",
            torch="torch.tanh(z)",
            low=-1,
            high=1,
            saturation=0.05,
            smooth=True,
            forward=_tanh,
            local=_tanh_local,
        ),
        Activation(
            name="sigmoid",
            label="sigmoid",
            help="Squeezes z into 0 to 1; its derivative is never above 1/4, so"
            " gradients shrink at every layer they pass.",
            latex=r"a = \frac{1}{1 + e^{-z}}",
            latex_df=r"f'(z) = a (1 - a)",
            numpy="{a} = 1 / (1 + np.exp(-{z}))",
            numpy_df="{df} = {a} - {a} * {a}",
            torch="torch.sigmoid(z)",
            low=0,
            high=1,
            saturation=0.0125,
            smooth=True,
            forward=sigmoid_calls,
            local=_sigmoid_local,
            steepest=0.25,
            scaled=(0.5, _sigmoid_of_half),
        ),
        Activation(
            name="relu",
            label="ReLU",
            help="Passes positive z unchanged and stops the rest; its derivative is 1"
            " or 0, and a unit that is off for every sample no longer learns.",
            latex=r"a = \max(0, z)",
            latex_df=r"f'(z) = [z > 0]",
            numpy="{a} = np.maximum(0, {z})",
            numpy_df="{df} = np.where({z} > 0, 1.0, 0.0)",
            torch="torch.relu(z)",
            low=0,
            high=_INF,
            saturation=0,
            smooth=False,
            forward=_relu,
            local=_relu_local,
        ),
        Activation(
            name="leaky_relu",
            label="leaky ReLU",
            help="ReLU with a derivative of 0.01 on the negative side, so no"
            " unit dies.",
            latex=r"a = \max(0.01 z, z)",
            latex_df=r"f'(z) = 0.01 + 0.99 [z > 0]",
            numpy="{a} = np.maximum(0.01 * {z}, {z})",
            numpy_df="{df} = np.where({z} > 0, 1.0, 0.01)",
            torch="nn.functional.leaky_relu(z, 0.01)",
            low=-_INF,
            high=_INF,
            saturation=LEAK,
            smooth=False,
            forward=_leaky_relu,
            local=_leaky_relu_local,
        ),
        Activation(
            name="elu",
            label="ELU",
            help="Linear for positive z, bends smoothly to -1 for negative z.",
            latex=r"a = \max(0, z) + \min(0, e^z - 1)",
            latex_df=r"f'(z) = 1 + \min(0, a)",
            numpy="{a} = np.maximum(0, {z}) + np.expm1(np.minimum(0, {z}))",
            numpy_df="{df} = 1 + np.minimum(0, {a})",
            torch="nn.functional.elu(z)",
            low=-1,
            high=_INF,
            saturation=0.05,
            smooth=True,
            forward=_elu,
            local=_elu_local,
        ),
        Activation(
            name="gelu",
            label="GELU",
            help="A smooth gate used in transformers, in its tanh form.",
            latex=r"a = \tfrac{z}{2} \left(1 + \tanh\left(\sqrt{2/\pi}"
            r"\,(z + 0.044715 z^3)\right)\right)",
            latex_df=r"f'(z) = \tfrac{1+t}{2} + \tfrac{z}{2} (1 - t^2)"
            r"\sqrt{2/\pi}\,(1 + 0.134145 z^2)",
            numpy="u = np.tanh((1 + 0.044715 * {z}**2) * {z} * np.sqrt(2 / np.pi))\n"
            "{a} = (1 + u) * {z} / 2",
            numpy_df="u = np.tanh((1 + 0.044715 * {z}**2) * {z} * np.sqrt(2 / np.pi))\n"
            "{df} = (1 + 3 * 0.044715 * {z}**2) * {z} * np.sqrt(2 / np.pi)\n"
            "{df} = ((1 - u * u) * {df} + u + 1) / 2",
            torch='nn.functional.gelu(z, approximate="tanh")',
            low=-0.17005,
            high=_INF,
            saturation=0.05,
            smooth=True,
            forward=_gelu,
            local=_gelu_local,
            steepest=1.12899,
        ),
        Activation(
            name="silu",
            label="SiLU (swish)",
            help="z times its own sigmoid: a smooth ReLU with a small dip.",
            latex=r"a = z\,\sigma(z)",
            latex_df=r"f'(z) = \sigma(z) + a (1 - \sigma(z))",
            numpy="{a} = {z} * (1 / (1 + np.exp(-{z})))",
            numpy_df="u = 1 / (1 + np.exp(-{z}))\n{df} = {a} - {a} * u + u",
            torch="nn.functional.silu(z)",
            low=-0.27847,
            high=_INF,
            saturation=0.05,
            smooth=True,
            forward=_silu,
            local=_silu_local,
            steepest=1.09984,
        ),
        Activation(
            name="softplus",
            label="softplus",
            help="A smooth ReLU that never reaches 0; its derivative is the sigmoid.",
            latex=r"a = \ln(1 + e^z)",
            latex_df=r"f'(z) = \sigma(z)",
            numpy="{a} = np.maximum(0, {z}) + np.log1p(np.exp(-np.abs({z})))",
            numpy_df="{df} = 1 / (1 + np.exp(-{z}))",
            torch="nn.functional.softplus(z, threshold=50)",
            low=0,
            high=_INF,
            saturation=0.05,
            smooth=True,
            forward=_softplus,
            local=_softplus_local,
        ),
        Activation(
            name="linear",
            label="linear",
            help="Passes z unchanged: any number of linear layers is one linear layer.",
            latex=r"a = z",
            latex_df=r"f'(z) = 1",
            numpy="{a} = {z}",
            numpy_df="{df} = np.ones_like({z})",
            torch="z",
            low=-_INF,
            high=_INF,
            saturation=-1,
            smooth=True,
            forward=_linear,
            local=_linear_local,
        ),
    )
}

r"""RMS norm: each column divided by its root mean square (Zhang and Sennrich 2019).

There is no gain: the map that reads the value has one in its weights.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Calls, constant
from engine.functions.kinds.bounds import of_norm
from engine.functions.kinds.kind import Kind, Operands

__all__ = ["RMS_NORM"]

EPS = 1e-5
"""Added to the mean square, so that a column of zeros stays one."""


def _means(x: Array) -> tuple[Array, Array]:
    """Return what a product with x needs to be its means per column, and memory."""
    n_rows, n_columns = x.shape
    mean = np.full((1, n_rows), 1 / n_rows, x.dtype)
    return mean, np.empty((1, n_columns), x.dtype)


def _root_calls(x: Array, t: Array, root: Array, mean: Array) -> Calls:
    """Return calls for the root mean square of each column of x, (1, B)."""
    return (
        (np.multiply, (x, x, t)),
        (mean.dot, (t, root)),
        (np.add, (root, constant(EPS, x.dtype), root)),
        (np.sqrt, (root, root)),
    )


def _rms_norm(o: Operands) -> Calls:
    """Y = x / sqrt(mean(x^2) + eps)."""
    (x,) = o.inputs
    mean, root = _means(x)
    return (*_root_calls(x, o.t, root, mean), (np.divide, (x, root, o.value)))


def _rms_norm_backward(o: Operands) -> Calls:
    """Dx = (dy - y mean(y dy)) / sqrt(mean(x^2) + eps)."""
    mean, root = _means(o.inputs[0])
    _, share = _means(o.value)
    return (
        *_root_calls(o.inputs[0], o.t, root, mean),
        (np.multiply, (o.value, o.grad, o.t)),
        (mean.dot, (o.t, share)),
        (np.multiply, (o.value, share, o.t)),
        (np.subtract, (o.grad, o.t, o.t)),
        (np.divide, (o.t, root, o.out)),
    )


_ROOT = (
    "u = np.full((1, len({x})), 1 / len({x}))\n"
    f"r = np.sqrt(u.dot({{x}} * {{x}}) + {EPS})\n"
)

RMS_NORM = Kind(
    name="rms norm",
    latex=r"y = x / \sqrt{\overline{x^2} + \varepsilon}",
    name_backward="pass back",
    latex_backward=r"dx = (dy - y\, \overline{y\, dy})"
    r" / \sqrt{\overline{x^2} + \varepsilon}",
    numpy=_ROOT + "{value} = {x} / r",
    numpy_backward=_ROOT + "{out} = ({grad} - {value} * u.dot({value} * {grad})) / r",
    torch=f"{{x}} / (({{x}} ** 2).mean(1, keepdim=True) + {EPS}).sqrt()",
    forward=_rms_norm,
    backward=_rms_norm_backward,
    needs_input=True,
    bound=of_norm,
)

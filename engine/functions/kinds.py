r"""Kinds: what each operation of a graph computes, forward and backward.

A kind is used through `kind_of`: activations and losses are kinds by their entry in
their own table, all others are entries of `KINDS`.

Its functions take the arrays of a node, `Operands` o, and return calls:

forward
    fills ``o.value`` from ``o.inputs``
local
    fills ``o.local`` with f'(z)
backward
    fills ``o.out`` with the gradient of an input from ``o.grad``
gradient
    fills ``o.dW`` with the gradient of the parameter

A multilinear kind has `Kind.terms`: its value is a sum of products of elements, such
as :math:`z_{on} = \sum_i W_{oi} x_{in}`, written ``"oi,in->on"``.  Its gradients have
the same terms, with the target in the place of an operand.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from engine.arrays import Array, Calls, constant
from engine.functions.activations import ACTIVATIONS, Activation
from engine.functions.losses import LOSSES, Loss

__all__ = ["KINDS", "Kind", "Operands", "Scaled", "Term", "kind_of", "softmax_calls"]

_EMPTY = np.empty((0, 0))
MEAN_NUMPY = "L = np.sum(each) / B"
"""L from what each sample adds, as a plain NumPy statement."""

Term = tuple[str, tuple[str | int, ...]]
"""An einsum string, and its operands: ``"W"``, ``"mask"`` or the index of an input."""


class Operands:
    """The arrays of one node; only those that a function reads are set.

    Attributes
    ----------
    inputs : tuple of Array
        Values (n_rows, B); for a parameter with biases with a row of ones below.
    value, grad, local, mask, t : Array
        (n_rows, B) each; ``t`` is scratch.
    W, dW : Array
        The block ``[W | b]`` of the parameter, and of its gradient.
    out : Array
        Where the gradient of an input is written, of the input's shape.
    y : Array
        The targets of a loss.
    k : int
        The index of the input whose gradient is written.
    option : float
        `Node.option`.
    rng : Generator or None
        None where the mask is given.
    """

    inputs: tuple[Array, ...] = ()
    value: Array = _EMPTY
    grad: Array = _EMPTY
    local: Array = _EMPTY
    mask: Array = _EMPTY
    W: Array = _EMPTY
    dW: Array = _EMPTY
    out: Array = _EMPTY
    t: Array = _EMPTY
    y: Array = _EMPTY
    k: int = 0
    option: float = 0.0
    rng: np.random.Generator | None = None


Function = Callable[[Operands], Calls]
Scaled = tuple[float, Callable[[Array, Array], Calls]]


def _nothing(o: Operands) -> Calls:  # noqa: ARG001
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of operation.

    Attributes
    ----------
    name, latex : str
        Of the forward op.
    name_backward, latex_backward, latex_local, latex_gradient : str
        Of the others.
    numpy, numpy_backward, numpy_local, numpy_gradient : str
        The same as plain NumPy statements, in which {x} and {x1} stand for the inputs
        and the other fields of `Operands`, with {b} and {db}, for their arrays.
    torch : str
        The value as an expression of PyTorch on z, for the output of a layer.
    terms : tuple of Term
        The sum that a multilinear kind computes; else empty.
    has_local : bool
        Whether its derivative is one number per number of the value, f'(z).
    low, high : float
        The range of the value; infinite where it has no bound.
    is_elementwise : bool
        Whether a number of the value depends on no other row of the inputs.
    into : tuple of int or None
        The inputs that get a gradient; None means all.
    scaled : (float, callable) or None
        See `Activation`.
    """

    name: str
    latex: str
    name_backward: str = ""
    latex_backward: str = ""
    latex_local: str = ""
    latex_gradient: str = ""
    numpy: str = ""
    numpy_backward: str = ""
    numpy_local: str = ""
    numpy_gradient: str = ""
    torch: str = ""
    forward: Function = _nothing
    local: Function = _nothing
    backward: Function = _nothing
    gradient: Function = _nothing
    terms: tuple[Term, ...] = ()
    has_local: bool = False
    low: float = -math.inf
    high: float = math.inf
    is_elementwise: bool = False
    into: tuple[int, ...] | None = None
    scaled: Scaled | None = None

    @property
    def is_masked(self) -> bool:
        """Whether a mask of the value's shape is one of its operands."""
        return any("mask" in operands for _, operands in self.terms)

    def passes(self, k: int) -> bool:
        """Return whether the gradient of input ``k`` is that of the value itself."""
        return any(operands == (k,) for _, operands in self.terms)


def kind_of(name: str) -> Kind:
    """Return the kind of a name; an activation and a loss are kinds, too."""
    if name in ACTIVATIONS:
        return _of_activation(ACTIVATIONS[name])
    if name in LOSSES:
        return _of_loss(LOSSES[name])
    return KINDS[name]


def _of_activation(f: Activation) -> Kind:
    """Return the kind of a = f(z), whose gradient is delta = da f'(z)."""
    return Kind(
        name=f.name,
        latex=f.latex,
        name_backward="delta",
        latex_backward=r"\delta = da \odot f'(z)",
        latex_local=f.latex_df,
        numpy=f.numpy.format(z="{x}", a="{value}"),
        numpy_backward="{out} = {grad} * {local}",
        numpy_local=f.numpy_df.format(z="{x}", a="{value}", df="{local}"),
        torch=f.torch,
        forward=lambda o: f.forward(o.inputs[0], o.value, o.t),
        local=lambda o: f.local(o.inputs[0], o.value, o.local, o.t),
        backward=lambda o: ((np.multiply, (o.grad, o.local, o.out)),),
        has_local=True,
        low=f.low,
        high=f.high,
        is_elementwise=True,
        scaled=f.scaled,
    )


def _of_loss(loss: Loss) -> Kind:
    """Return the kind of L(z, a), with a gradient for one of the two."""
    return Kind(
        name=loss.name,
        latex=loss.latex,
        name_backward=loss.name,
        latex_backward=loss.latex_gradient,
        numpy_backward=f"{loss.numpy}\n{MEAN_NUMPY}\n{loss.numpy_gradient}".format(
            z="{x}", a="{x1}", y="{y}", out="{out}"
        ),
        backward=lambda o: loss.gradient(o.inputs[1], o.y, o.out, o.t),
        into=(0,) if loss.wrt == "z" else (1,),
    )


# ---- the affine map ------------------------------------------------------------------


def _affine(o: Operands) -> Calls:
    """z = [W | b] [x; 1]."""
    return ((o.W.dot, (o.inputs[0], o.value)),)


def _affine_gradient(o: Operands) -> Calls:
    """[dW | db] = delta [x; 1]^T."""
    return ((o.grad.dot, (o.inputs[0].T, o.dW)),)


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
    forward=_affine,
    backward=_affine_backward,
    gradient=_affine_gradient,
    terms=(("oi,in->on", ("W", 0)),),
)


# ---- softmax -------------------------------------------------------------------------


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


# ---- dropout -------------------------------------------------------------------------


def _dropout(o: Operands) -> Calls:
    """Inverted dropout: keep with probability 1 - p, and divide by it."""
    a, mask, p = o.inputs[0], o.mask, o.option
    apply: Calls = ((np.multiply, (a, mask, o.value)),)
    if o.rng is None:
        return apply
    rng, draw = o.rng, np.empty(a.shape)
    return (
        (lambda: rng.random(out=draw), ()),
        (np.greater_equal, (draw, constant(p, draw.dtype), mask)),
        (np.multiply, (mask, constant(1 / (1 - p), mask.dtype), mask)),
        *apply,
    )


KINDS: dict[str, Kind] = {
    "affine": AFFINE,
    "affine without bias": replace(
        AFFINE,
        latex=r"z = W a_{prev}",
        latex_gradient=r"dW = \delta\, a_{prev}^T",
        numpy="{value} = {W} @ {x}",
        numpy_gradient="{dW} = {grad} @ {x}.T",
    ),
    "softmax": Kind(
        name="softmax",
        latex=r"a_k = e^{z_k} / \sum_j e^{z_j}",
        name_backward="delta",
        latex_backward=r"\delta = a \odot (da - \sum_k a_k\, da_k)",
        numpy="u = np.exp({x} - {x}.max(axis=0))\n"
        "{value} = u / np.ones((1, len(u))).dot(u)",
        numpy_backward="{out} = {value}"
        " * ({grad} - np.ones((1, len({grad}))).dot({value} * {grad}))",
        torch="torch.softmax(z, dim=1)",
        forward=lambda o: softmax_calls(o.inputs[0], o.value, o.t),
        backward=_softmax_backward,
        low=0.0,
        high=1.0,
    ),
    "dropout": Kind(
        name="dropout",
        latex=r"a \leftarrow a \odot \frac{m}{1-p}",
        name_backward="dropout",
        latex_backward=r"da \leftarrow da \odot \frac{m}{1-p}",
        numpy="{value} = {x} * {mask}",
        numpy_backward="{out} = {grad} * {mask}",
        forward=_dropout,
        backward=lambda o: ((np.multiply, (o.grad, o.mask, o.out)),),
        terms=(("on,on->on", ("mask", 0)),),
        is_elementwise=True,
    ),
    "add": Kind(
        name="add",
        latex=r"s = a + b",
        name_backward="pass back",
        latex_backward=r"da = db = ds",
        numpy="{value} = {x} + {x1}",
        numpy_backward="{out} = {grad}",
        forward=lambda o: ((np.add, (*o.inputs, o.value)),),
        terms=(("on->on", (0,)), ("on->on", (1,))),
        is_elementwise=True,
    ),
}
"""All kinds but activations and losses; the value of an input is given."""

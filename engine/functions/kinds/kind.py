r"""Kind: what an operation of a graph computes, forward and backward.

The functions of a kind use the arrays of a node, `Operands` o, and return calls:

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
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from engine.arrays import Array, Calls
from engine.functions.kinds.bounds import Bound, no_bound
from engine.graph import Node
from engine.patches import Patches

__all__ = ["Block", "Kind", "Operands", "Places", "Scaled", "Term"]

_EMPTY = np.empty((0, 0))
Term = tuple[str, tuple[str | int, ...]]
"""An einsum string, and its operands: ``"W"``, ``"mask"``, ``"share"``, a number
without letters, or the index of an input."""
Places = tuple[Array, Array]
"""Rows and columns of the elements that an operand's letters count, two arrays of int
that broadcast to the shape of the letters."""


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
    patches : Patches
        `Node.patches`; empty where there are none.
    kept : Array
        (rows, B): what ``forward`` keeps for the backward pass; at first ones.
    n_positions : int
        `Node.n_positions`, T.
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
    patches: Patches = Patches(0, 0, 0, 1)
    kept: Array = _EMPTY
    n_positions: int = 1
    rng: np.random.Generator | None = None


Function = Callable[[Operands], Calls]
Scaled = tuple[float, Callable[[Array, Array], Calls]]


def _nothing(o: Operands) -> Calls:  # noqa: ARG001
    return ()


class Block(NamedTuple):
    """The NumPy statements of a map on {W}, its block [W | b], with the engine's bits.

    They make the calls of the engine, where `Kind.numpy` is written to be read.  What
    {x} is replaced by has a row of ones below it, if the map reads one.

    Attributes
    ----------
    value, backward, gradient : str
        As `Kind.numpy`, `Kind.numpy_backward` and `Kind.numpy_gradient`; {dW} is
        [dW | db], and {out} the gradient of {x}.
    gradients : str
        One use of the parameter, as `Kind.gradients` computes it.
    """

    value: str
    backward: str
    gradient: str
    gradients: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kind:
    """One kind of operation.

    Attributes
    ----------
    name, latex : str
        Of the forward op.
    name_backward, latex_backward, latex_local, latex_gradient : str
        Of the others.
    numpy, numpy_backward, numpy_local, numpy_gradient : str
        The same as plain NumPy statements, in which {x} and {x1} are the inputs
        and the other fields of `Operands`, with {b} and {db}, for their arrays.
    block : Block or None
        The statements of a kind that has a parameter, on its whole block.
    torch : str
        The value as an expression of PyTorch, in which samples are rows; {x} of a
        join is a list.
    terms : tuple of Term
        The sum that a multilinear kind computes; else empty.
    has_local : bool
        Whether its derivative is one number per number of the value, f'(z).
    low, high : float
        The range of the value; infinite where it has no bound.
    bound : callable
        ``bound(node, before)``: what no number of the value exceeds in size, from the
        same of its inputs; a map of a parameter has none here.
    is_activation : bool
        Whether it is the f of units, a = f(z).
    is_elementwise : bool
        Whether a number of the value depends on no other row of the inputs.
    into : tuple of int or None
        The inputs that get a gradient; None means all.
    gradients : callable or None
        As ``gradient``, for several nodes at once that share a parameter: the arrays
        have one more axis, the first, and ``o.dW`` is a stack.
    by_input : tuple of (str, str)
        `latex_backward` and `numpy_backward` of each input, where they differ.
    needs_input : bool
        Whether the gradient of an input is computed from the input and the value, not
        from the value alone.
    scaled : (float, callable) or None
        See `Activation`.
    share : callable or None
        ``share(node)``: what ``"share"`` is in its terms.
    n_kept : callable or None
        ``n_kept(patches)``: the number of rows of `Operands.kept`.
    places : callable or None
        ``places(node, operand, B)``: the places of the letters of an operand of
        ``terms``, or of the value; None where letters are its row and its column.
    aligns : bool
        Whether a call may work on whole blocks of its value and of what it reads.
    is_masked : bool
        Whether a mask of the value's shape is one of its operands.
    passed : frozenset of int
        The inputs whose gradient is that of the value itself.
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
    block: Block | None = None
    torch: str = ""
    forward: Function = _nothing
    local: Function = _nothing
    backward: Function = _nothing
    gradient: Function = _nothing
    terms: tuple[Term, ...] = ()
    has_local: bool = False
    low: float = -math.inf
    high: float = math.inf
    bound: Bound = no_bound
    is_activation: bool = False
    is_elementwise: bool = False
    into: tuple[int, ...] | None = None
    gradients: Function | None = None
    by_input: tuple[tuple[str, str], ...] = ()
    needs_input: bool = False
    scaled: Scaled | None = None
    share: Callable[[Node], float] | None = None
    n_kept: Callable[[Patches], int] | None = None
    places: Callable[[Node, str | int, int], Places] | None = None
    aligns: bool = field(init=False)
    is_masked: bool = field(init=False)
    passed: frozenset[str | int] = field(init=False)

    def __post_init__(self) -> None:
        """Find what every compilation asks of the terms."""
        factors = [operands for _, operands in self.terms]
        is_product = any(0 in each and 1 in each for each in factors)
        object.__setattr__(self, "aligns", self.is_elementwise and not is_product)
        object.__setattr__(self, "is_masked", any("mask" in each for each in factors))
        alone = frozenset([each[0] for each in factors if len(each) == 1])
        object.__setattr__(self, "passed", alone)

    def passes(self, k: int) -> bool:
        """Return whether the gradient of input ``k`` is that of the value itself."""
        return k in self.passed

    def words_back(self, k: int) -> tuple[str, str]:
        """Return the gradient of input ``k`` as LaTeX and as NumPy statements."""
        if self.by_input:
            return self.by_input[k]
        return self.latex_backward, self.numpy_backward

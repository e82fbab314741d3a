"""Divergence: the first number of a run that is not finite."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.graph import Node, Parameter, Ref
from engine.networks.dense import NAMES
from engine.program.ops.op import Op
from engine.program.program import Program

__all__ = ["DivergenceError", "Fault", "first_non_finite"]

_WORDS = {
    "z": "the pre-activations z",
    "a": "the activations a",
    "df": "the derivatives f'(z)",
    "da": "the gradients da",
    "delta": "the errors delta",
    "dW": "the weight gradients dW",
    "db": "the bias gradients db",
    "value": "the values",
    "local": "the derivatives",
    "grad": "the gradients",
    "mask": "the masks",
    "update": "the changes of the weights",
    "W": "the weights",
    "loss": "the terms of the training loss",
}


class DivergenceError(ArithmeticError):
    """A step gave a number that is infinite or not a number.

    Attributes
    ----------
    step : int
        The step that failed, from 1.
    layer : int or None
        The first layer with such a number, from 0; None if it is in no single layer.
    quantity : str
        ``z a df da delta dW db update W`` or ``loss``; of a network that is not dense
        ``value local grad mask dW update W``, see `engine.graph.Ref`.
    run : int
        Of two twins the one that failed, 0 or 1; 0 without a twin.
    """

    def __init__(
        self,
        step: int,
        layer: int | None,
        quantity: str,
        *,
        place: str = "",
        run: int = 0,
    ) -> None:
        in_layer = "" if layer is None else f" of layer {layer + 1}"
        self.step, self.layer, self.quantity, self.run = step, layer, quantity, run
        self.message = (
            f"Step {step:,} gave numbers too large to hold:"
            f" {_WORDS[quantity]}{place or in_layer} are no longer finite"
        )
        super().__init__(self.message)


class Fault(NamedTuple):
    """The first array that is not finite: what it is, and its layer or other place."""

    quantity: str
    layer: int | None
    place: str = ""


def first_non_finite(op: Op, program: Program) -> Fault | None:
    """Return the first array that an op wrote and that is not finite."""
    for ref in op.writes:
        if not np.isfinite(program.array(ref)).all():
            if program.experiment.is_dense:
                return _in_layer(ref, op)
            return Fault(ref.quantity, None, _place(ref.of))
    return None


def _in_layer(ref: Ref, op: Op) -> Fault:
    quantity, layer = ref.quantity, op.layer
    if isinstance(ref.of, Node):
        quantity, layer = NAMES[ref.quantity, ref.of.name], ref.of.site
    return Fault(quantity, layer)


def _place(of: Node | Parameter | None) -> str:
    """Return what a quantity of the graph belongs to, in words."""
    if of is None:
        return ""
    site = of.site if isinstance(of, Node) else None
    return f" of {of.name}" + ("" if site is None else f" at {site + 1}")

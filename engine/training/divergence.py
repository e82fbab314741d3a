"""Divergence: the first number of a run that is not finite."""

from __future__ import annotations

import numpy as np

from engine.graph import Node
from engine.networks.dense import NAMES
from engine.program.op import Op
from engine.program.program import Program

__all__ = ["DivergenceError", "first_non_finite"]

_WORDS = {
    "z": "the pre-activations z",
    "a": "the activations a",
    "df": "the derivatives f'(z)",
    "da": "the gradients da",
    "delta": "the errors delta",
    "dW": "the weight gradients dW",
    "db": "the bias gradients db",
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
        ``z a df da delta dW db update W`` or ``loss``.
    run : int
        Of two twins the one that failed, 0 or 1; 0 without a twin.
    """

    def __init__(
        self, step: int, layer: int | None, quantity: str, *, run: int = 0
    ) -> None:
        where = "" if layer is None else f" of layer {layer + 1}"
        self.step, self.layer, self.quantity, self.run = step, layer, quantity, run
        self.message = (
            f"Step {step:,} gave numbers too large to hold:"
            f" {_WORDS[quantity]}{where} are no longer finite"
        )
        super().__init__(self.message)


def first_non_finite(op: Op, program: Program) -> tuple[str, int | None] | None:
    """Return the first (quantity, layer) that an op wrote and is not finite."""
    for ref in op.writes:
        if not np.isfinite(program.array(ref)).all():
            if isinstance(ref.of, Node):
                return NAMES[ref.quantity, ref.of.name], ref.of.site
            return ref.quantity, op.layer
    return None

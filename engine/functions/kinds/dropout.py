"""Dropout: units are 0 with a probability p, and all others are divided by 1 - p."""

from __future__ import annotations

import numpy as np

from engine.arrays import Calls, constant
from engine.functions.kinds.bounds import of_largest
from engine.functions.kinds.kind import Kind, Operands

__all__ = ["DROPOUT"]


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


DROPOUT = Kind(
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
    bound=of_largest,
)

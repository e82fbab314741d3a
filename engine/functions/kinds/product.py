"""Product: two values multiplied number by number, as by a gate."""

from __future__ import annotations

import numpy as np

from engine.arrays import Calls
from engine.functions.kinds.bounds import of_product
from engine.functions.kinds.kind import Kind, Operands

__all__ = ["PRODUCT"]


def _product_backward(o: Operands) -> Calls:
    """Da = dp b, and db = dp a."""
    return ((np.multiply, (o.grad, o.inputs[1 - o.k], o.out)),)


PRODUCT = Kind(
    name="product",
    latex=r"p = a \odot b",
    name_backward="pass back",
    numpy="{value} = {x} * {x1}",
    torch="{x} * {x1}",
    by_input=(
        (r"da = dp \odot b", "{out} = {grad} * {x1}"),
        (r"db = dp \odot a", "{out} = {grad} * {x}"),
    ),
    forward=lambda o: ((np.multiply, (*o.inputs, o.value)),),
    backward=_product_backward,
    terms=(("on,on->on", (0, 1)),),
    is_elementwise=True,
    bound=of_product,
)

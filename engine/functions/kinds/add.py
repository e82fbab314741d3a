"""Add: the sum of two values."""

from __future__ import annotations

import numpy as np

from engine.functions.kinds.bounds import of_sum
from engine.functions.kinds.kind import Kind

__all__ = ["ADD"]

ADD = Kind(
    name="add",
    latex=r"s = a + b",
    name_backward="pass back",
    latex_backward=r"da = db = ds",
    numpy="{value} = {x} + {x1}",
    numpy_backward="{out} = {grad}",
    torch="{x} + {x1}",
    forward=lambda o: ((np.add, (*o.inputs, o.value)),),
    terms=(("on->on", (0,)), ("on->on", (1,))),
    is_elementwise=True,
    bound=of_sum,
)

"""Join: values as one, the first on top."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.arrays import Array, Call, Calls
from engine.functions.kinds.bounds import of_largest
from engine.functions.kinds.kind import Kind, Operands

__all__ = ["JOIN"]


def _parts(o: Operands, whole: Array) -> Iterator[Array]:
    """Yield the rows of each input in an array of the value's shape."""
    start = 0
    for x in o.inputs:
        yield whole[start : start + len(x)]
        start += len(x)


def _join(o: Operands) -> Iterator[Call]:
    """Yield a copy for each input that is not in its place already."""
    for x, part in zip(o.inputs, _parts(o, o.value), strict=True):
        if x.ctypes.data != part.ctypes.data:
            yield (np.copyto, (part, x))


def _join_backward(o: Operands) -> Calls:
    """Dx_k = the rows of x_k in the gradient."""
    return ((np.copyto, (o.out, list(_parts(o, o.grad))[o.k])),)


JOIN = Kind(
    name="join",
    latex=r"v = [v_1; v_2; \dots]",
    name_backward="pass back",
    latex_backward=r"dv_k = [dv]_k",
    torch="torch.cat({x}, 1)",
    forward=lambda o: tuple(_join(o)),
    backward=_join_backward,
    bound=of_largest,
)

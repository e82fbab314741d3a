"""Matrices: all quantities of one layer in a step, with their shapes and sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["Matrix", "matrices"]

LARGEST = 12
"""Rows and columns of a matrix whose numbers are told one by one."""

QUANTITIES = (
    ("W", "W^{(%d)}", "W", ""),
    ("b", "b^{(%d)}", "W", ""),
    ("z", "z^{(%d)}", "value", "z"),
    ("a", "a^{(%d)}", "value", "a"),
    ("mask", r"\tfrac{m^{(%d)}}{1-p}", "mask", "dropout"),
    ("df", "f'(z^{(%d)})", "local", "a"),
    ("da", r"\frac{\partial L}{\partial a^{(%d)}}", "grad", "a"),
    ("delta", r"\delta^{(%d)}", "grad", "z"),
    ("dW", r"\frac{\partial L}{\partial W^{(%d)}}", "dW", ""),
    ("db", r"\frac{\partial L}{\partial b^{(%d)}}", "dW", ""),
    ("update", r"\Delta W^{(%d)}", "update", ""),
    ("update_b", r"\Delta b^{(%d)}", "update", ""),
)
"""Name, symbol, quantity and node, in the order in which a step computes them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matrix:
    """One quantity of a layer.

    Attributes
    ----------
    values : Array or None
        (n_rows, n_columns); None if there are more than `LARGEST` of either.
    rms, low, high : float
        The root of the mean square, the smallest and the largest number; NaN where not
        all is computed.
    """

    name: str
    symbol: str
    quantity: str
    node: str
    n_rows: int
    n_columns: int
    values: Array | None
    rms: float
    low: float
    high: float


def matrices(trace: Trace, index: int, column: int | None) -> tuple[Matrix, ...]:
    """Return the quantities of a layer; of a sample only its column of them.

    Quantities that this step never computes, such as f' of a softmax, are absent.
    """
    layer = trace.layers[index]
    of_samples = {
        "z": layer.z, "a": layer.a, "mask": trace.masks.get(index),
        "df": layer.df, "da": layer.da, "delta": layer.delta,
    }  # fmt: skip
    for name in ("df", "da"):
        if not trace.vectors.computes(name, index):
            of_samples[name] = None
    if column is not None:
        of_samples = {
            name: None if array is None else array[:, column : column + 1]
            for name, array in of_samples.items()
        }
    arrays = of_samples | {
        "W": layer.W_before, "b": layer.b_before, "dW": layer.dW, "db": layer.db,
        "update": layer.update_W, "update_b": layer.update_b,
    }  # fmt: skip
    return tuple(
        _matrix(array, name, symbol % (index + 1), quantity, node)
        for name, symbol, quantity, node in QUANTITIES
        if (array := arrays[name]) is not None
    )


def _matrix(array: Array, name: str, symbol: str, quantity: str, node: str) -> Matrix:
    n_rows, n_columns = array.shape
    return Matrix(
        name=name,
        symbol=symbol,
        quantity=quantity,
        node=node,
        n_rows=n_rows,
        n_columns=n_columns,
        values=array if max(array.shape) <= LARGEST else None,
        rms=float(np.sqrt(np.mean(np.square(array)))),
        low=float(array.min()),
        high=float(array.max()),
    )

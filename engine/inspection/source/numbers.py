"""Numbers: arrays as Python expressions, exact to the last bit."""

from __future__ import annotations

import base64
import zlib

import numpy as np

from engine.arrays import Array
from engine.layout import ParameterLayout

__all__ = ["DECODE", "DECODE_IMPORTS", "MAX_DECIMALS", "array_text", "packed"]

MAX_DECIMALS = 200
"""Numbers of an array that are written as such; a larger one is compressed."""
DECODE_IMPORTS = ("import zlib", "from base64 import b64decode")
DECODE = (
    "def array(text, *shape):",
    '    """Decode numbers that are exact to the last bit."""',
    "    return np.ndarray(shape, float, bytearray(zlib.decompress(b64decode(text))))",
)
"""The function that `array_text` calls for a large array, as lines."""


def array_text(array: Array) -> str:
    """Return an expression of an array of float64, exact to the last bit."""
    if 0 < array.size <= MAX_DECIMALS and np.isfinite(array).all():
        return f"np.array({array.tolist()})"
    data = zlib.compress(np.ascontiguousarray(array, np.float64).tobytes(), 6)
    shape = ", ".join(map(str, array.shape))
    return f'array("{base64.b64encode(data).decode()}", {shape})'


def packed(layout: ParameterLayout, vector: Array) -> Array:
    """Return a vector (P,) in the order W, b of the first layer, W, b of the next."""
    pairs = layout.pairs(vector)
    parts = [part.ravel() for pair in pairs for part in pair if part is not None]
    return np.concatenate(parts)

"""Limits, and the error that reports a value outside them."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Sequence
from typing import Any

from engine.arrays import Array

__all__ = [
    "MAX_CLASSES",
    "MAX_HIDDEN_LAYERS",
    "MAX_LABEL_LENGTH",
    "MAX_MULTIPLY_ADDS",
    "MAX_UNITS",
    "MAX_UPLOADED_FEATURES",
    "MAX_UPLOADED_NUMBER",
    "MAX_UPLOADED_SAMPLES",
    "MIN_CLASSES",
    "ExperimentError",
    "NeedsDenseError",
    "checked_finite",
    "checked_index",
    "checked_integer",
    "checked_number",
    "checked_parameter",
]

MAX_HIDDEN_LAYERS = 8
MAX_UNITS = 128
MAX_UPLOADED_SAMPLES = 10_000
MAX_UPLOADED_FEATURES = 64
MAX_LABEL_LENGTH = 64
"""Characters of the name of a class, of a column, of a branch or of a run."""
MAX_UPLOADED_NUMBER = 1e9
"""The largest magnitude of a number; its square is far from overflow."""
MAX_MULTIPLY_ADDS = 10_000_000
"""Multiply-adds of one step, forward and backward together: about 2 ms."""

MIN_CLASSES, MAX_CLASSES = 2, 10


class ExperimentError(ValueError):
    """A setting whose value is not allowed; nothing has changed.

    Attributes
    ----------
    field : str
        The setting's name.
    value : object
        The value that was given.
    limit : object
        The nearest allowed value or the list of allowed ones; None if there is none.
    message : str
        One sentence with all three.
    """

    def __init__(
        self, field: str, value: object, message: str, limit: object = None
    ) -> None:
        super().__init__(message)
        self.field = field
        self.value = value
        self.limit = limit
        self.message = message


class NeedsDenseError(ExperimentError):
    """What is asked for is of a list of layers, which only a dense network has."""

    def __init__(self) -> None:
        message = "only a dense network has a list of layers"
        super().__init__("network", None, message, "dense")


def shown(value: object) -> str:
    """Return a short text of a value, however long or deeply nested it is."""
    try:
        return reprlib.repr(value)
    except ValueError:  # an integer of more digits than Python would print
        return "a number of thousands of digits"


def _within(field: str, value: float, limits: tuple[float, float]) -> None:
    low, high = limits
    if not low <= value <= high:
        limit = low if value < low else high
        side = "at least" if value < low else "at most"
        message = f"{field} must be {side} {limit:g}, not {value:g}"
        raise ExperimentError(field, value, message, limit)


def checked_number(field: str, value: Any, limits: tuple[float, float]) -> float:
    """Return a finite float within limits, else raise `ExperimentError`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ExperimentError(
            field, value, f"{field} must be a number, not {shown(value)}"
        )
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ExperimentError(field, value, f"{field} must be a finite number")
    _within(field, number, limits)
    return number


def checked_integer(field: str, value: Any, limits: tuple[float, float]) -> int:
    """Return a whole number within limits, else raise `ExperimentError`."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ExperimentError(
            field, value, f"{field} must be a whole number, not {shown(value)}"
        )
    _within(field, float(max(min(value, 2**63), -(2**63))), limits)
    return value


def checked_finite(field: str, value: float) -> float:
    """Return a finite number, else raise `ExperimentError`."""
    if not math.isfinite(value):
        raise ExperimentError(field, value, f"{field} must be a finite number")
    return value


def checked_parameter(
    pairs: Sequence[tuple[Array, Array | None]],
    layer: int,
    row: int,
    column: int | None,
) -> Array:
    """Return the W or b that holds a parameter, else raise `ExperimentError`.

    ``pairs`` are (W, b) per layer; ``column`` None means the bias.
    """
    checked_index("layer", layer, len(pairs))
    W, b = pairs[layer]
    checked_index("row", row, W.shape[0])
    if column is not None:
        checked_index("column", column, W.shape[1])
        return W
    if b is None:
        raise ExperimentError("column", None, "these weights have no biases")
    return b


def checked_index(field: str, value: int, count: int) -> None:
    """Raise `ExperimentError` for an index that is not in 0 ... count - 1."""
    if not 0 <= value < count:
        message = f"{field} must be 0 to {count - 1}, not {value}"
        raise ExperimentError(field, value, message, count - 1)

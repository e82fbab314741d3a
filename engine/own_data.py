"""Own data: samples that the user brings, checked once and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.limits import (
    LIMITS,
    MAX_OWN_FEATURES,
    MAX_OWN_SAMPLES,
    ExperimentError,
    shown,
)

__all__ = ["OwnData"]

Label = str | float
MOST = 1e9
"""The largest number of own data; anything finite below it can be squared."""


@dataclass(frozen=True, slots=True)
class OwnData:
    """Samples as typed in.

    Attributes
    ----------
    x : tuple of rows
        n_samples rows of n_features finite numbers.
    y : tuple
        One label per sample (text, or whole numbers: classes), or one row of finite
        numbers per sample (regression).
    """

    x: tuple[tuple[float, ...], ...]
    y: tuple[Label, ...] | tuple[tuple[float, ...], ...]

    @classmethod
    def parse(cls, value: Mapping[str, Any]) -> OwnData:
        """Check ``{"x": (n_samples, n_features), "y": ...}`` and freeze it."""
        if set(value) != {"x", "y"}:
            _refuse(value, "own data needs exactly the keys x and y")
        x_rows, y_rows = _listed(value["x"], "x"), _listed(value["y"], "y")
        if not 2 <= len(x_rows) <= MAX_OWN_SAMPLES:
            _refuse(
                len(x_rows),
                f"own data needs 2 to {MAX_OWN_SAMPLES} samples, not {len(x_rows)}",
                limit=2 if len(x_rows) < 2 else MAX_OWN_SAMPLES,
            )
        if len(y_rows) != len(x_rows):
            _refuse(len(y_rows), f"{len(x_rows)} rows of x but {len(y_rows)} of y")
        x = tuple(_row(row, "x") for row in x_rows)
        _same_width(x, "x", MAX_OWN_FEATURES)
        if isinstance(y_rows[0], (str, bool, int, float)):
            labels = cls(x, tuple(_label(label) for label in y_rows))
            fewest, most = (int(limit) for limit in LIMITS["n_classes"])
            if not fewest <= (count := labels.n_targets) <= most:
                message = f"own data needs {fewest} to {most} classes, not {count}"
                _refuse(count, message, fewest if count < fewest else most)
            return labels
        y = tuple(_row(row, "y") for row in y_rows)
        _same_width(y, "y", int(LIMITS["n_classes"][1]))
        return cls(x, y)

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, as `parse` takes them."""
        y = [list(row) if isinstance(row, tuple) else row for row in self.y]
        return {"x": [list(row) for row in self.x], "y": y}

    @property
    def n_features(self) -> int:
        """Columns of x."""
        return len(self.x[0])

    @property
    def task(self) -> str:
        """Classes when every sample has a label, regression when it has a row."""
        return "regression" if isinstance(self.y[0], tuple) else "classification"

    @property
    def n_targets(self) -> int:
        """Classes, or columns of y."""
        first = self.y[0]
        return len(first) if isinstance(first, tuple) else len(self._classes())

    def _classes(self) -> list[Label]:
        labels: list[Any] = list(dict.fromkeys(self.y))
        return sorted(labels, key=lambda k: (isinstance(k, str), k))

    def labels_and_classes(self) -> tuple[Array, tuple[str, ...]]:
        """Return class numbers (n,) and names, or values (n, n_targets) and ()."""
        if self.task == "regression":
            return np.array(self.y, dtype=np.float64), ()
        classes = self._classes()
        number = {label: k for k, label in enumerate(classes)}
        labels = [number[label] for label in self.y if not isinstance(label, tuple)]
        return np.array(labels), tuple(
            k if isinstance(k, str) else str(int(k)) for k in classes
        )


def _refuse(value: object, message: str, limit: object = None) -> None:
    raise ExperimentError("dataset", value, message, limit)


def _listed(value: Any, name: str) -> list[Any]:
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, (list, tuple)):
        _refuse(value, f"{name} of own data must be a list, not {type(value).__name__}")
    if name == "y" and not value:
        _refuse(value, "y of own data is empty")
    plain = (np.ndarray, np.generic)
    return [item.tolist() if isinstance(item, plain) else item for item in value]


def _row(row: Any, name: str) -> tuple[float, ...]:
    if not isinstance(row, (list, tuple)):
        _refuse(row, f"a row of {name} must be a list of numbers")
    numbers = []
    for cell in row:
        if isinstance(cell, (bool, str)) or not isinstance(cell, (int, float)):
            _refuse(
                cell, f"{name} of own data holds {shown(cell)}, which is not a number"
            )
        if not abs(cell) <= MOST:
            _refuse(cell, f"{name} of own data must be finite and within ±1e9", MOST)
        numbers.append(float(cell))
    return tuple(numbers)


def _label(label: Any) -> Label:
    if isinstance(label, str) and 0 < len(label) <= 64:
        return label
    if isinstance(label, (bool, str)) or not isinstance(label, (int, float)):
        _refuse(label, "a label must be a whole number or a text of 1 to 64 characters")
    if not abs(label) <= MOST:
        _refuse(label, "a label must be finite and within ±1e9", MOST)
    if label != int(label):
        _refuse(label, "a label must be a whole number; give rows for regression")
    return float(label)


def _same_width(rows: tuple[tuple[float, ...], ...], name: str, most: int) -> None:
    widths = {len(row) for row in rows}
    if len(widths) != 1:
        _refuse(sorted(widths), f"the rows of {name} differ in length")
    if not 1 <= (width := widths.pop()) <= most:
        _refuse(width, f"{name} needs 1 to {most} columns, not {width}", most)

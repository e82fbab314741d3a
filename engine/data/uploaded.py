"""Uploaded data: samples that the user provides, checked once and frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.arrays import Array, frozen
from engine.limits import (
    MAX_CLASSES,
    MAX_LABEL_LENGTH,
    MAX_UPLOADED_FEATURES,
    MAX_UPLOADED_NUMBER,
    MAX_UPLOADED_SAMPLES,
    MIN_CLASSES,
    ExperimentError,
    shown,
)

__all__ = ["Rows", "Targets", "UploadedData", "checked_rows"]

Label = str | float
Rows = tuple[tuple[float, ...], ...]
Targets = tuple[Any, ...]
"""One label, or one row of numbers, per sample."""
_NUMBER = re.compile(r"[+\-−]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+\-]?[0-9]+)?")
"""A label that is a number as people write it: a comma may be its decimal mark."""
_WITHIN = f"±{MAX_UPLOADED_NUMBER:.0e}".replace("e+0", "e")


@dataclass(frozen=True, slots=True, weakref_slot=True)
class UploadedData:
    """Uploaded samples; make them with `parse` or `assemble`, which check them.

    Attributes
    ----------
    x : tuple of rows
        n_samples rows of n_features finite numbers.
    y : tuple
        One label per sample (text, or whole numbers: classes), or one row of finite
        numbers per sample (regression).
    names : tuple of str
        The names of the columns of x; empty if they have none.
    target_names : tuple of str
        The names of the columns of y, one for labels; empty if they have none.
    raw : Array
        (n_features, n_samples): x as an array.
    classes : tuple
        The different labels in order, numbers before texts; empty for regression.
        Texts that are numbers are in the order of their values, before other texts.
    is_varied : tuple of bool
        Whether a column of x has three different values or more.
    """

    x: Rows
    y: Targets
    names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()
    raw: Array = field(init=False, repr=False, compare=False)
    classes: tuple[Label, ...] = field(init=False, repr=False, compare=False)
    is_varied: tuple[bool, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Derive ``raw``, ``classes`` and ``is_varied``."""
        raw = frozen(np.array(self.x, dtype=np.float64).T)
        labels: list[Any] = list(dict.fromkeys(self.y))
        if isinstance(self.y[0], tuple):
            labels = []
        classes = sorted(labels, key=_place_of)
        ends = raw.min(axis=1, keepdims=True), raw.max(axis=1, keepdims=True)
        is_varied = ((raw != ends[0]) & (raw != ends[1])).any(axis=1)
        object.__setattr__(self, "raw", raw)
        object.__setattr__(self, "classes", tuple(classes))
        object.__setattr__(self, "is_varied", tuple(is_varied.tolist()))

    @classmethod
    def parse(cls, value: Mapping[str, Any]) -> UploadedData:
        """Check ``{"x": (n_samples, n_features), "y": ...}`` and freeze it.

        The mapping may also have ``names``, one per column of x, and ``target_names``,
        one per column of y.

        Raises
        ------
        ExperimentError
            If the samples are not valid.
        """
        if not {"x", "y"} <= set(value) <= {"x", "y", "names", "target_names"}:
            others = "no others but names and target_names"
            _refuse(value, f"own data needs the keys x and y, and {others}")
        cls.check_count(len(_listed(value["x"], "x")))
        rows = checked_rows(value["x"], value["y"])
        return cls.assemble(
            *rows,
            names=value.get("names") or (),
            target_names=value.get("target_names") or (),
        )

    @classmethod
    def assemble(
        cls,
        x: Rows,
        y: Targets,
        *,
        names: Sequence[str] = (),
        target_names: Sequence[str] = (),
    ) -> UploadedData:
        """Return the samples of rows from `checked_rows`; check them together."""
        cls.check_count(len(x))
        _same_width(x, "x", MAX_UPLOADED_FEATURES)
        named = _names(names, len(x[0]), "columns")
        fewest, most = MIN_CLASSES, MAX_CLASSES
        kinds = {isinstance(target, tuple) for target in y}
        if len(kinds) > 1:
            _refuse(None, "y of own data holds labels and rows")
        if True in kinds:
            _same_width(y, "y", most)
            return cls(x, y, named, _names(target_names, len(y[0]), "targets"))
        if not fewest <= (count := len(set(y))) <= most:
            message = f"own data needs {fewest} to {most} classes, not {count}"
            _refuse(count, message, fewest if count < fewest else most)
        return cls(x, y, named, _names(target_names, 1, "targets"))

    @staticmethod
    def check_count(count: int) -> None:
        """Refuse zero samples, or too many."""
        if not 1 <= count <= MAX_UPLOADED_SAMPLES:
            message = f"own data needs 1 to {MAX_UPLOADED_SAMPLES} samples, not {count}"
            _refuse(count, message, limit=1 if count < 1 else MAX_UPLOADED_SAMPLES)

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, as `parse` takes them."""
        y = [list(row) if isinstance(row, tuple) else row for row in self.y]
        named = {"names": self.names, "target_names": self.target_names}
        names = {key: list(given) for key, given in named.items() if given}
        return {"x": [list(row) for row in self.x], "y": y, **names}

    @property
    def n_features(self) -> int:
        """The number of columns of x."""
        return len(self.x[0])

    @property
    def task(self) -> str:
        """``"classification"`` if every sample has a label, else ``"regression"``."""
        return "classification" if self.classes else "regression"

    @property
    def n_targets(self) -> int:
        """The number of classes, or of columns of y."""
        first = self.y[0]
        return len(first) if isinstance(first, tuple) else len(self.classes)

    def labels_and_classes(self) -> tuple[Array, tuple[str, ...]]:
        """Return class numbers (n,) and names, or values (n, n_targets) and ()."""
        if not self.classes:
            return np.array(self.y, dtype=np.float64), ()
        number = {label: k for k, label in enumerate(self.classes)}
        labels = [number[label] for label in self.y if not isinstance(label, tuple)]
        return np.array(labels), tuple(
            k if isinstance(k, str) else str(int(k)) for k in self.classes
        )


def checked_rows(x: Any, y: Any) -> tuple[Rows, Targets]:
    """Return rows of numbers and their targets as tuples.

    Each row is checked by itself; `UploadedData.assemble` checks all rows together.

    Raises
    ------
    ExperimentError
        If a row or a target is not valid.
    """
    x_rows, y_rows = _listed(x, "x"), _listed(y, "y")
    if len(y_rows) != len(x_rows):
        _refuse(len(y_rows), f"{len(x_rows)} rows of x but {len(y_rows)} of y")
    rows = tuple(_row(row, "x") for row in x_rows)
    if isinstance(y_rows[0], (str, bool, int, float)):
        return rows, tuple(_label(label) for label in y_rows)
    return rows, tuple(_row(row, "y") for row in y_rows)


def _place_of(label: Label) -> tuple[bool, bool, float, str]:
    """Return what a label is sorted by: numbers, texts that are numbers, other texts.

    Texts of the same value, as ``01`` and ``1``, are in the order of the alphabet.
    """
    if not isinstance(label, str):
        return False, False, label, ""
    if not _NUMBER.fullmatch(label):
        return True, True, 0.0, label
    return True, False, float(label.replace(",", ".").replace("−", "-")), label


def _names(names: Any, count: int, of: str) -> tuple[str, ...]:
    if not isinstance(names, (list, tuple)) or any(
        not isinstance(name, str) or not 0 < len(name) <= MAX_LABEL_LENGTH
        for name in names
    ):
        _refuse(
            names,
            f"names of own data must be texts of 1 to {MAX_LABEL_LENGTH} characters",
        )
    if names and len(names) != count:
        _refuse(names, f"own data has {count} {of} but {len(names)} names of {of}")
    return tuple(names)


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
        if not abs(cell) <= MAX_UPLOADED_NUMBER:
            _refuse(
                cell,
                f"{name} of own data must be finite and within {_WITHIN}",
                MAX_UPLOADED_NUMBER,
            )
        numbers.append(float(cell))
    return tuple(numbers)


def _label(label: Any) -> Label:
    if isinstance(label, str) and 0 < len(label) <= MAX_LABEL_LENGTH:
        return label
    if isinstance(label, (bool, str)) or not isinstance(label, (int, float)):
        _refuse(
            label,
            "a label must be a whole number or a text of"
            f" 1 to {MAX_LABEL_LENGTH} characters",
        )
    if not abs(label) <= MAX_UPLOADED_NUMBER:
        _refuse(
            label, f"a label must be finite and within {_WITHIN}", MAX_UPLOADED_NUMBER
        )
    if label != int(label):
        _refuse(label, "a label must be a whole number; give rows for regression")
    return float(label)


def _same_width(rows: tuple[tuple[float, ...], ...], name: str, most: int) -> None:
    widths = {len(row) for row in rows}
    if len(widths) != 1:
        _refuse(sorted(widths), f"the rows of {name} differ in length")
    if not 1 <= (width := widths.pop()) <= most:
        _refuse(width, f"{name} needs 1 to {most} columns, not {width}", most)

"""Bundled data: real samples that ship with the engine; see SOURCES.md.

The functions have the arguments of `engine.data.generators` and use none of them.
"""

# ruff: noqa: ARG001 - all sources of samples have the same signature

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np

from engine.arrays import Array

__all__ = ["IRIS_COLUMNS", "IRIS_SPECIES", "PIXELS", "digits", "iris"]

Columns = tuple[Array, Array]
Rng = np.random.Generator

IRIS_COLUMNS = ("sepal_length", "sepal_width", "petal_length", "petal_width")
IRIS_SPECIES = ("setosa", "versicolor", "virginica")
PIXELS = tuple(f"pixel_{row}_{column}" for row in range(8) for column in range(8))


@cache
def _read_iris() -> Columns:
    text = (files("engine") / "data" / "iris.csv").read_text("utf-8")
    rows = [line.split(",") for line in text.splitlines()[1:]]
    columns = np.array([[float(cell) for cell in row[:4]] for row in rows]).T
    return columns, np.array([IRIS_SPECIES.index(row[4]) for row in rows])


def iris(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    """Return sizes in cm (4, 150) and the numbers of the species (150,)."""
    return _read_iris()


@cache
def _read_digits() -> Columns:
    text = (files("engine") / "data" / "digits.txt").read_bytes()
    pictures, numbers = zip(*[line.split() for line in text.splitlines()], strict=True)
    codes = np.frombuffer(b"".join(pictures), np.uint8).reshape(len(pictures), -1)
    levels = codes - np.where(codes < ord("a"), ord("0"), ord("a") - 10)
    return (levels / 16).T.copy(), np.array([int(number) for number in numbers])


def digits(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    """Return pixels (64, 1797), 0 to 1, and digits (1797,)."""
    return _read_digits()

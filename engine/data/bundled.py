"""Bundled data: real samples that ship with the engine; see SOURCES.md.

The functions have the arguments of `engine.data.generators` and use none of them.
"""

# ruff: noqa: ARG001 - all sources of samples have the same signature

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np

from engine.arrays import Array

__all__ = [
    "IRIS_COLUMNS",
    "IRIS_SPECIES",
    "PIXELS",
    "SHIFTED_PIXELS",
    "digits",
    "iris",
    "shifted_digits",
]

Columns = tuple[Array, Array]
Rng = np.random.Generator

IRIS_COLUMNS = ("sepal_length", "sepal_width", "petal_length", "petal_width")
IRIS_SPECIES = ("setosa", "versicolor", "virginica")
SIZE = 8
SHIFT = 2
"""The most pixels by which a digit is moved up, down, left or right."""


def _pixels(size: int) -> tuple[str, ...]:
    return tuple(
        f"pixel_{row}_{column}" for row in range(size) for column in range(size)
    )


PIXELS = _pixels(SIZE)
SHIFTED_PIXELS = _pixels(SIZE + 2 * SHIFT)


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


def shifted_digits(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    """Return the digits, moved in a larger picture: pixels (144, 1797), digits (1797,).

    Every distance from 2 pixels up to 2 down, and left to right, is equally frequent.
    """
    pixels, numbers = _read_digits()
    size, n_digits = SIZE + 2 * SHIFT, len(numbers)
    row, column = rng.integers(0, 2 * SHIFT + 1, (2, n_digits))
    offsets = np.arange(SIZE)
    rows = (row + offsets[:, None])[:, None]
    columns = (column + offsets[:, None])[None]
    moved = np.zeros((size, size, n_digits))
    moved[rows, columns, np.arange(n_digits)] = pixels.reshape(SIZE, SIZE, -1)
    return moved.reshape(-1, n_digits), numbers

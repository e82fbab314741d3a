"""Datasets: where the samples come from.

Every entry's ``draw(n_samples, noise, rng, n_classes)`` returns raw columns
(n_raw, n_samples) and labels (n_samples,): class numbers for classification, values
for regression.  ``noise`` runs from 0 to 0.5.  The plane is [-6, 6] squared.  Most
shapes follow the definitions of TensorFlow Playground, so that what a class knows
from there looks the same here.

To add a dataset, add one entry to `DATASETS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from engine.arrays import Array

__all__ = ["DATASETS", "Dataset"]

Columns = tuple[Array, Array]
Rng = np.random.Generator

RADIUS = 5.0
PLANE = ((-6.0, 6.0), (-6.0, 6.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One source of samples.

    Attributes
    ----------
    task : str
        ``"classification"`` or ``"regression"``.
    columns : tuple of str
        The names of the raw columns.
    axis_names : tuple of str
        How the raw columns are called on an axis, with their unit.
    features : tuple of str
        The network inputs unless told otherwise.
    domain : tuple of (low, high)
        The part of the input plane that is drawn, one range per axis; empty where
        there is no such plane.
    n_fixed : int or None
        The number of samples of real or tiny data, to which ``n_samples`` and
        ``noise`` do not apply.
    standardize : bool
        Whether inputs are brought to mean 0 and deviation 1 unless told otherwise.
    train_share : float or None
        A share that overrides the setting, where a test set makes no sense.
    picture : (rows, columns) or None
        The shape of the picture that the raw columns, 0 to 1, are the pixels of.
    """

    name: str
    label: str
    help: str
    draw: Callable[[int, float, Rng, int], Columns]
    task: str = "classification"
    class_names: tuple[str, ...] = ("−1", "+1")
    columns: tuple[str, ...] = ("x1", "x2")
    axis_names: tuple[str, ...] = ("x₁", "x₂")
    features: tuple[str, ...] = ("x1", "x2")
    domain: tuple[tuple[float, float], ...] = PLANE
    n_fixed: int | None = None
    standardize: bool = False
    train_share: float | None = None
    picture: tuple[int, int] | None = None


def _halves(n_samples: int) -> Array:
    """Return labels 1, 1, ... 0, 0, as many of one as of the other."""
    return (np.arange(n_samples) < (n_samples + 1) // 2).astype(np.int64)


def _xor(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:  # noqa: ARG001
    return np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]), np.array([0, 1, 1, 0])


def _xor_cloud(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:  # noqa: ARG001
    points = rng.uniform(-RADIUS, RADIUS, (2, n_samples))
    points += np.where(points > 0, 0.3, -0.3)
    seen = points + rng.uniform(-RADIUS, RADIUS, points.shape) * noise
    return points, (seen[0] * seen[1] >= 0).astype(np.int64)


def _circle(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:  # noqa: ARG001
    inner = _halves(n_samples) == 1
    low, high = np.where(inner, 0.0, 0.7), np.where(inner, 0.5, 1.0)
    radius = RADIUS * rng.uniform(low, high)
    angle = rng.uniform(0, 2 * math.pi, n_samples)
    points = radius * np.array([np.sin(angle), np.cos(angle)])
    seen = points + rng.uniform(-RADIUS, RADIUS, points.shape) * noise
    return points, (np.hypot(*seen) < RADIUS / 2).astype(np.int64)


def _gauss(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:  # noqa: ARG001
    labels = _halves(n_samples)
    centre = np.where(labels == 1, 2.0, -2.0)
    return centre + rng.normal(0, 0.5 + 7 * noise, (2, n_samples)), labels


def _spiral(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:  # noqa: ARG001
    labels = _halves(n_samples)
    n_first = int(labels.sum())
    n_second = n_samples - n_first
    turn = np.concatenate(
        [np.arange(n_first) / n_first, np.arange(n_second) / n_second]
    )
    angle = 1.75 * 2 * math.pi * turn + np.where(labels == 1, 0, math.pi)
    points = RADIUS * turn * np.array([np.sin(angle), np.cos(angle)])
    return points + rng.uniform(-1, 1, points.shape) * noise, labels


def _moons(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:  # noqa: ARG001
    labels = _halves(n_samples)
    angle = rng.uniform(0, math.pi, n_samples)
    upper = np.array([np.cos(angle) - 0.5, np.sin(angle) - 0.25])
    lower = np.array([0.5 - np.cos(angle), 0.25 - np.sin(angle)])
    points = 3 * np.where(labels == 1, upper, lower)
    return points + rng.normal(0, 0.2 + 2 * noise, points.shape), labels


def _checkerboard(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:  # noqa: ARG001
    points = rng.uniform(-6, 6, (2, n_samples))
    seen = np.clip(points + rng.uniform(-6, 6, points.shape) * noise, -6, 5.999)
    cells = np.floor((seen + 6) / 3).astype(np.int64)
    return points, (cells[0] + cells[1]) % 2


def _blobs(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    labels = np.arange(n_samples) % n_classes
    angle = math.pi / 2 + 2 * math.pi * labels / n_classes
    centres = 3.6 * np.array([np.cos(angle), np.sin(angle)])
    spread = min(0.7, 2.4 / n_classes) + 4 * noise
    return centres + rng.normal(0, spread, centres.shape), labels


def _plane(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:  # noqa: ARG001
    points = rng.uniform(-6, 6, (2, n_samples))
    seen = points + rng.uniform(-6, 6, points.shape) * noise
    return points, np.clip(seen.sum(axis=0) / 10, -1, 1)


def _multi_gauss(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:  # noqa: ARG001
    points = rng.uniform(-6, 6, (2, n_samples))
    seen = points + rng.uniform(-6, 6, points.shape) * noise
    value = np.zeros(n_samples)
    for x, y, sign in (
        (-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1),
        (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1),
    ):  # fmt: skip
        bump = sign * np.clip(1 - np.hypot(seen[0] - x, seen[1] - y) / 2, 0, 1)
        value = np.where(np.abs(bump) > np.abs(value), bump, value)
    return points, value


def _sine(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:  # noqa: ARG001
    x = rng.uniform(-6, 6, (1, n_samples))
    return x, np.sin(x[0]) + rng.normal(0, 1, n_samples) * noise


IRIS_COLUMNS = ("sepal_length", "sepal_width", "petal_length", "petal_width")
IRIS_SPECIES = ("setosa", "versicolor", "virginica")


@cache
def _read_iris() -> Columns:
    text = (files("engine") / "data" / "iris.csv").read_text("utf-8")
    rows = [line.split(",") for line in text.splitlines()[1:]]
    columns = np.array([[float(cell) for cell in row[:4]] for row in rows]).T
    return columns, np.array([IRIS_SPECIES.index(row[4]) for row in rows])


def _iris(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:  # noqa: ARG001
    return _read_iris()


@cache
def _read_digits() -> Columns:
    text = (files("engine") / "data" / "digits.txt").read_text("ascii")
    rows = [line.split() for line in text.splitlines()]
    pixels = [[int(level, 17) / 16 for level in picture] for picture, _ in rows]
    return np.array(pixels).T.copy(), np.array([int(digit) for _, digit in rows])


def _digits(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:  # noqa: ARG001
    return _read_digits()


_PIXELS = tuple(f"pixel_{row}_{column}" for row in range(8) for column in range(8))

DATASETS: dict[str, Dataset] = {
    entry.name: entry
    for entry in (
        Dataset(
            name="circle",
            label="circle",
            help="One class inside a ring of the other: no line separates them.",
            draw=_circle,
        ),
        Dataset(
            name="xor_cloud",
            label="XOR, cloud",
            help="Two classes in opposite quadrants.",
            draw=_xor_cloud,
        ),
        Dataset(
            name="gauss",
            label="two clouds",
            help="Two round clouds; a single straight line is enough.",
            draw=_gauss,
        ),
        Dataset(
            name="spiral",
            label="spiral",
            help="Two arms wound around each other: the hard one.",
            draw=_spiral,
        ),
        Dataset(
            name="moons",
            label="moons",
            help="Two half moons that reach into each other.",
            draw=_moons,
        ),
        Dataset(
            name="checkerboard",
            label="checkerboard",
            help="Sixteen fields of alternating class.",
            draw=_checkerboard,
        ),
        Dataset(
            name="blobs",
            label="blobs",
            help="Several clouds, one class each.",
            draw=_blobs,
            class_names=(),
        ),
        Dataset(
            name="xor",
            label="XOR, four corners",
            help="The four rows of the truth table, and no test set.",
            draw=_xor,
            class_names=("0", "1"),
            domain=((-0.5, 1.5), (-0.5, 1.5)),
            n_fixed=4,
            train_share=1.0,
        ),
        Dataset(
            name="plane",
            label="plane",
            help="Regression: a slope from one corner to the other.",
            draw=_plane,
            task="regression",
            class_names=(),
        ),
        Dataset(
            name="multi_gauss",
            label="hills",
            help="Regression: six hills and hollows.",
            draw=_multi_gauss,
            task="regression",
            class_names=(),
        ),
        Dataset(
            name="sine",
            label="sine",
            help="Regression with one input: a wave.",
            draw=_sine,
            task="regression",
            class_names=(),
            columns=("x1",),
            axis_names=("x₁",),
            features=("x1",),
            domain=PLANE[:1],
        ),
        Dataset(
            name="iris",
            label="iris",
            help="150 real flowers of three species, by the size of their petals"
            " (Fisher, 1936).",
            draw=_iris,
            class_names=IRIS_SPECIES,
            columns=IRIS_COLUMNS,
            axis_names=(
                "sepal length, cm",
                "sepal width, cm",
                "petal length, cm",
                "petal width, cm",
            ),
            features=("petal_length", "petal_width"),
            domain=((4.0, 8.2), (1.8, 4.6), (0.5, 7.5), (-0.2, 2.8)),
            n_fixed=150,
            standardize=True,
        ),
        Dataset(
            name="digits",
            label="digits",
            help="1,797 real handwritten digits of 8 by 8 pixels (Alpaydin and Kaynak,"
            " 1998).",
            draw=_digits,
            class_names=tuple("0123456789"),
            columns=_PIXELS,
            axis_names=(),
            features=_PIXELS,
            domain=(),
            n_fixed=1797,
            picture=(8, 8),
        ),
    )
}

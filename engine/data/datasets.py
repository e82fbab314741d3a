"""Datasets: the table of sources of samples.

Every entry's ``draw(n_samples, noise, rng, n_classes)`` returns raw columns
(n_raw, n_samples) and labels (n_samples,): class numbers for classification, values
for regression.  ``noise`` runs from 0 to 0.5.

To add a dataset, add one entry to `DATASETS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.data import bundled, generators

__all__ = ["DATASETS", "Columns", "Dataset", "Rng"]

Columns = tuple[Array, Array]
Rng = np.random.Generator

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
        The names of the raw columns on an axis, with their unit.
    features : tuple of str
        The network inputs, unless the experiment names others.
    domain : tuple of (low, high)
        The part of the input plane that is drawn, one range per axis; empty if
        there is no such plane.
    n_fixed : int or None
        The number of samples of bundled or tiny data, which do not depend on
        ``n_samples`` and ``noise``.
    standardize : bool
        Whether inputs are scaled to mean 0 and deviation 1, unless the experiment
        decides.
    train_share : float or None
        A share that overrides the experiment's, where a test set makes no sense.
    picture : (rows, columns) or None
        The shape of a picture whose pixels, 0 to 1, are the raw columns.
    form : str
        ``"columns"``, or that of `engine.data.sequences.Sequence`.
    channels : tuple of str
        The names of the numbers that arrive at each step of a sequence.
    n_steps, n_target_steps : int
        The steps of a sequence, whose raw columns come step by step, and those of them
        that have a target; 1 and 1 for other samples.
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
    form: str = "columns"
    channels: tuple[str, ...] = ()
    n_steps: int = 1
    n_target_steps: int = 1


DATASETS: dict[str, Dataset] = {
    entry.name: entry
    for entry in (
        Dataset(
            name="circle",
            label="circle",
            help="One class inside a ring of the other: no line separates them.",
            draw=generators.circle,
        ),
        Dataset(
            name="xor_cloud",
            label="XOR, cloud",
            help="Two classes in opposite quadrants.",
            draw=generators.xor_cloud,
        ),
        Dataset(
            name="gauss",
            label="two clouds",
            help="Two round clouds; a single straight line is enough.",
            draw=generators.gauss,
        ),
        Dataset(
            name="spiral",
            label="spiral",
            help="Two arms wound around each other: the hard one.",
            draw=generators.spiral,
        ),
        Dataset(
            name="moons",
            label="moons",
            help="Two half moons that reach into each other.",
            draw=generators.moons,
        ),
        Dataset(
            name="checkerboard",
            label="checkerboard",
            help="Sixteen fields of alternating class.",
            draw=generators.checkerboard,
        ),
        Dataset(
            name="blobs",
            label="blobs",
            help="Several clouds, one class each.",
            draw=generators.blobs,
            class_names=(),
        ),
        Dataset(
            name="xor",
            label="XOR, four corners",
            help="The four rows of the truth table, and no test set.",
            draw=generators.xor,
            class_names=("0", "1"),
            domain=((-0.5, 1.5), (-0.5, 1.5)),
            n_fixed=4,
            train_share=1.0,
        ),
        Dataset(
            name="plane",
            label="plane",
            help="Regression: a slope from one corner to the other.",
            draw=generators.plane,
            task="regression",
            class_names=(),
        ),
        Dataset(
            name="multi_gauss",
            label="hills",
            help="Regression: six hills and hollows.",
            draw=generators.multi_gauss,
            task="regression",
            class_names=(),
        ),
        Dataset(
            name="sine",
            label="sine",
            help="Regression with one input: a wave.",
            draw=generators.sine,
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
            draw=bundled.iris,
            class_names=bundled.IRIS_SPECIES,
            columns=bundled.IRIS_COLUMNS,
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
            draw=bundled.digits,
            class_names=tuple("0123456789"),
            columns=bundled.PIXELS,
            axis_names=(),
            features=bundled.PIXELS,
            domain=(),
            n_fixed=1797,
            picture=(8, 8),
        ),
        Dataset(
            name="shifted_digits",
            label="digits, shifted",
            help="The same digits, each moved by up to 2 pixels in a picture of 12 by"
            " 12.",
            draw=bundled.shifted_digits,
            class_names=tuple("0123456789"),
            columns=bundled.SHIFTED_PIXELS,
            axis_names=(),
            features=bundled.SHIFTED_PIXELS,
            domain=(),
            n_fixed=1797,
            picture=(12, 12),
        ),
    )
}

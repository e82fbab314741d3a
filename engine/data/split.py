"""Data: the samples of an experiment, split, turned into inputs and targets.

Columns are samples everywhere: inputs (n_inputs, n), targets (n_outputs, n).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from engine.arrays import Array, frozen
from engine.data.datasets import DATASETS, PLANE, Dataset
from engine.data.features import FEATURES, SUBSCRIPTS
from engine.data.uploaded import UploadedData
from engine.functions.outputs import off_target

__all__ = [
    "Data",
    "DataSettings",
    "build_data",
]


class DataSettings(Protocol):
    """The settings of an experiment that decide its samples."""

    @property
    def dataset(self) -> Any:
        """A name of `DATASETS`, or uploaded data."""

    @property
    def uploaded(self) -> UploadedData | None:
        """Uploaded samples; None for a named dataset."""

    @property
    def n_samples(self) -> int:
        """How many samples are drawn."""

    @property
    def n_classes(self) -> int:
        """How many classes are drawn, where a dataset has a choice."""

    @property
    def noise(self) -> float:
        """From 0 to 0.5."""

    @property
    def data_seed(self) -> int:
        """Decides the draw and the split."""

    @property
    def train_share(self) -> float:
        """The share of samples that train."""

    @property
    def input_names(self) -> tuple[str, ...]:
        """The features that become network inputs."""

    @property
    def standardized(self) -> bool:
        """Whether inputs are scaled to mean 0 and deviation 1."""

    @property
    def axes(self) -> Any:
        """The two inputs that span the plane; None for the first two."""

    @property
    def output_activation(self) -> str:
        """Decides the code of the targets."""

    @property
    def n_outputs(self) -> int:
        """Output units."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Data:
    """The samples of one experiment.

    Attributes
    ----------
    train_x, test_x : Array
        Network inputs (n_inputs, n); the test set may have no columns.
    train_y, test_y : Array
        Targets (n_outputs, n), coded for the output activation.
    train_labels, test_labels : Array
        (n,): class numbers, or values for regression with one output.
    train_points, test_points : Array or None
        Raw coordinates (n_axes, n) of what is drawn; None where nothing can be.
    domain : tuple of (low, high)
        The range of each axis, in raw units.
    train_pictures, test_pictures : Array or None
        (n, rows, columns), 0 to 1, where every sample is a picture.
    """

    task: str
    class_names: tuple[str, ...]
    input_names: tuple[str, ...]
    axis_names: tuple[str, ...]
    domain: tuple[tuple[float, float], ...]
    train_x: Array
    test_x: Array
    train_y: Array
    test_y: Array
    train_labels: Array
    test_labels: Array
    train_points: Array | None
    test_points: Array | None
    train_pictures: Array | None
    test_pictures: Array | None
    inputs_from_axes: Callable[[Array], Array]

    @property
    def n_classes(self) -> int:
        """The number of classes; 0 for regression."""
        return len(self.class_names) if self.task == "classification" else 0

    @property
    def n_axes(self) -> int:
        """2 for an input plane, 1 for a line, 0 where neither can be drawn."""
        return len(self.domain)


class _Source:
    """Raw columns of named or own data, and what is known about them."""

    def __init__(self, experiment: DataSettings) -> None:
        own = experiment.uploaded
        if own is None:
            entry = DATASETS[str(experiment.dataset)]
            rng = np.random.default_rng(experiment.data_seed)
            self.raw, self.labels = entry.draw(
                experiment.n_samples, experiment.noise, rng, experiment.n_classes
            )
            self.entry = entry
            self.class_names = entry.class_names or tuple(
                str(k) for k in range(experiment.n_classes)
            )
            self.share = entry.train_share or experiment.train_share
        else:
            self.raw = own.raw
            self.labels, self.class_names = own.labels_and_classes()
            self.entry = _own_entry(self.raw, own.task, own.names)
            self.share = experiment.train_share


def _fills(plane: Any, low: Array, high: Array) -> bool:
    """Tell whether samples lie within a plane, about its middle, and use half of it."""
    start, stop = np.array(plane).T
    is_inside = (start <= low) & (low < 0) & (0 < high) & (high <= stop)
    return bool(is_inside.all() and ((high - low) >= (stop - start) / 2).any())


def _own_entry(raw: Array, task: str, given: tuple[str, ...]) -> Dataset:
    """Describe own data in the terms of a dataset."""
    names = tuple(f"x{k + 1}" for k in range(len(raw)))
    low, high = raw.min(axis=1), raw.max(axis=1)
    pad = np.where(high > low, 0.1 * (high - low), 1.0)
    domain = tuple(zip((low - pad).tolist(), (high + pad).tolist(), strict=True))
    if len(raw) == 2 and _fills(PLANE, low, high):
        domain = PLANE
    return Dataset(
        name="own",
        label="own data",
        help="Samples that you brought.",
        draw=lambda *_: (raw, raw[0]),
        task=task,
        columns=names,
        axis_names=given or tuple(name.translate(SUBSCRIPTS) for name in names),
        features=names,
        domain=domain,
    )


def _inputs(entry: Dataset, features: tuple[str, ...], raw: Array) -> Array:
    """Return (n_inputs, n): every feature computed from the raw columns."""
    rows = []
    for name in features:
        if name in entry.columns:
            rows.append(raw[entry.columns.index(name)])
        else:
            feature = FEATURES[name]
            needs = [entry.columns.index(column) for column in feature.needs]
            rows.append(feature.compute(raw[needs]))
    return np.array(rows, dtype=np.float64)


def _axes(
    entry: Dataset, features: tuple[str, ...], wanted: tuple[str, ...] | None
) -> tuple[int, ...]:
    """Return which raw columns span what is drawn: the plane, or two measurements."""
    if len(entry.columns) <= 2:
        return tuple(range(len(entry.domain)))
    if wanted is not None:
        return tuple(entry.columns.index(name) for name in wanted)
    chosen = [entry.columns.index(name) for name in features if name in entry.columns]
    return tuple(chosen[:2]) if entry.domain and len(chosen) >= 2 else ()


def _targets(labels: Array, source: _Source, output: str, n_outputs: int) -> Array:
    """Return targets (n_outputs, n): 1 and 0 for sigmoid and softmax, else 1 and -1."""
    if source.entry.task == "regression":
        return labels.reshape(-1, n_outputs).T.astype(np.float64).copy()
    off = off_target(output)
    if n_outputs == 1:
        return np.where(labels == 1, 1.0, off)[None, :]
    return np.where(np.arange(n_outputs)[:, None] == labels, 1.0, off)


def build_data(experiment: DataSettings) -> Data:
    """Draw, split and code the samples of an experiment.

    The draw depends on ``data_seed`` alone, so two experiments that differ in
    anything else see the same samples in the same split.
    """
    source = _Source(experiment)
    entry, raw, labels = source.entry, source.raw, source.labels
    n_samples = raw.shape[1]
    order = np.random.default_rng([experiment.data_seed, 1]).permutation(n_samples)
    if source.share == 1.0:
        order = np.arange(n_samples)
    n_train = min(max(round(source.share * n_samples), 1), n_samples)
    train, test = order[:n_train], order[n_train:]

    features = experiment.input_names
    x = _inputs(entry, features, raw)
    mean, deviation = np.zeros((len(x), 1)), np.ones((len(x), 1))
    if experiment.standardized:
        mean = x[:, train].mean(axis=1, keepdims=True)
        spread = x[:, train].std(axis=1, keepdims=True)
        deviation = np.where(spread > 0, spread, 1.0)
    x = (x - mean) / deviation

    axes = _axes(entry, features, experiment.axes)
    middle = raw[:, train].mean(axis=1, keepdims=True)

    def inputs_from_axes(points: Array) -> Array:
        """Map drawn coordinates (n_axes, n) to inputs; other columns at their mean."""
        columns = np.repeat(middle, points.shape[1], axis=1)
        columns[list(axes)] = points
        return (_inputs(entry, features, columns) - mean) / deviation

    output, n_outputs = experiment.output_activation, experiment.n_outputs
    y = _targets(labels, source, output, n_outputs)
    points = raw[list(axes)] if axes else None
    pictures = None
    if entry.picture is not None:
        pictures = raw.T.reshape(n_samples, *entry.picture)
    return Data(
        task=entry.task,
        class_names=source.class_names if entry.task == "classification" else (),
        input_names=features,
        axis_names=tuple(entry.axis_names[axis] for axis in axes),
        domain=tuple(entry.domain[axis] for axis in axes),
        train_x=frozen(x[:, train].copy()),
        test_x=frozen(x[:, test].copy()),
        train_y=frozen(y[:, train].copy()),
        test_y=frozen(y[:, test].copy()),
        train_labels=frozen(labels[train]),
        test_labels=frozen(labels[test]),
        train_points=None if points is None else frozen(points[:, train].copy()),
        test_points=None if points is None else frozen(points[:, test].copy()),
        train_pictures=None if pictures is None else frozen(pictures[train]),
        test_pictures=None if pictures is None else frozen(pictures[test]),
        inputs_from_axes=inputs_from_axes,
    )

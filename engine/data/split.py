"""Split: the samples of an experiment, parted and turned into inputs and targets.

Columns are samples everywhere: inputs (n_inputs, n), targets (n_outputs, n).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, frozen
from engine.data.datasets import Dataset
from engine.data.features import FEATURES
from engine.data.raw_samples import DataSettings, RawSamples
from engine.data.scaling import Scaling, is_off_scale, scaling, unscaled
from engine.functions.outputs import OUTPUTS

__all__ = ["SplitData", "build_data"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class SplitData:
    """The samples of an experiment, split into a training and a test set.

    Attributes
    ----------
    train_x, test_x : Array
        Network inputs (n_inputs, n); the test set may have no columns.
    train_y, test_y : Array
        Targets (n_outputs, n), coded for the output activation, or scaled; those of
        a sequence with a target at every step come step by step.
    train_labels, test_labels : Array
        (n,): class numbers, or values for regression with one output, not scaled;
        (n, n_steps) with a target at every step.
    train_points, test_points : Array or None
        Raw coordinates (n_axes, n) on the plane that is drawn; None without one.
    domain : tuple of (low, high)
        The range of each axis, in raw units.
    train_pictures, test_pictures : Array or None
        (n, rows, columns), 0 to 1; None unless every sample is a picture.
    target_names : tuple of str
        The names of the values of a regression, or one name of the classes; empty if
        they have none.
    input_scaling : Scaling
        An input is the raw number minus the mean, over the deviation.
    target_scaling : Scaling
        Likewise a target of a regression, and so an output: `own_units` undoes it.
    inputs_from_axes : callable
        Maps coordinates (n_axes, k) on that plane to network inputs (n_inputs, k).
        Raw columns that are not drawn take their mean over the training samples.
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
    target_names: tuple[str, ...]
    input_scaling: Scaling
    target_scaling: Scaling
    inputs_from_axes: Callable[[Array], Array]

    @property
    def n_classes(self) -> int:
        """The number of classes; 0 for regression."""
        return len(self.class_names) if self.task == "classification" else 0

    def own_units(self, outputs: Array) -> Array:
        """Return outputs or targets (n_outputs, ...) in the units of the samples."""
        return self.target_scaling.undo(outputs)

    @property
    def n_axes(self) -> int:
        """2 for an input plane, 1 for a line, 0 where neither can be drawn."""
        return len(self.domain)


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


def _axes(experiment: DataSettings, entry: Dataset) -> tuple[int, ...]:
    """Return which raw columns are drawn, one per axis."""
    if len(entry.columns) <= 2:
        return tuple(range(len(entry.domain)))
    chosen = experiment.axes or experiment.axis_choices[:2]
    return tuple(entry.columns.index(name) for name in chosen if len(chosen) == 2)


def _targets(labels: Array, source: RawSamples, output: str, n_outputs: int) -> Array:
    """Return targets (n_outputs, n): 1 and 0 for sigmoid and softmax, else 1 and -1.

    Labels of several steps give as many times n_outputs rows.
    """
    by_step = labels.reshape(len(labels), -1).T
    if source.entry.task == "regression":
        return by_step.astype(np.float64).copy()
    off = OUTPUTS[output].off_target
    if n_outputs == 1:
        return np.where(by_step == 1, 1.0, off)
    y = np.where(np.arange(n_outputs)[:, None] == by_step[:, None], 1.0, off)
    return y.reshape(-1, len(labels))


class _Inputs:
    """Maps raw columns to network inputs, scaled by the training samples."""

    def __init__(
        self, experiment: DataSettings, entry: Dataset, raw: Array, train: Array
    ) -> None:
        self._entry, self._features = entry, experiment.input_names
        x = _inputs(entry, self._features, raw)
        self.x, self.scaling = _scaled(x, train, wanted=experiment.scales_inputs)
        self.axes = _axes(experiment, entry)
        self._middle = np.zeros((len(raw), 1))
        if len(self.axes) < len(raw):  # else nothing of it is left
            self._middle = raw.take(train, 1).mean(axis=1, keepdims=True)

    def inputs_from_axes(self, points: Array) -> Array:
        """Return the inputs (n_inputs, k) of coordinates (n_axes, k)."""
        columns = np.repeat(self._middle, points.shape[1], axis=1)
        columns[list(self.axes)] = points
        inputs: Array = _inputs(self._entry, self._features, columns)
        return self.scaling.apply(inputs)


def _scaled(
    columns: Array, train: Array, *, wanted: bool | None
) -> tuple[Array, Scaling]:
    """Return columns (n_columns, n) scaled by the samples train, and the scaling."""
    if wanted is None:
        wanted = is_off_scale(columns.take(train, 1))
    if not wanted:
        return columns, unscaled(len(columns))
    found = scaling(columns.take(train, 1))
    return found.apply(columns), found


def _split_order(source: RawSamples, data_seed: int) -> tuple[Array, Array]:
    """Return the indices of the training and of the test samples."""
    n_samples = source.raw.shape[1]
    order = np.random.default_rng([data_seed, 1]).permutation(n_samples)
    if source.share == 1.0:
        order = np.arange(n_samples)
    n_train = min(max(round(source.share * n_samples), 1), n_samples)
    return order[:n_train], order[n_train:]


def build_data(experiment: DataSettings) -> SplitData:
    """Draw, split and code the samples of an experiment.

    The draw depends on ``data_seed`` alone, so two experiments that differ in
    anything else see the same samples in the same split.
    """
    source = RawSamples(experiment)
    entry, raw, labels = source.entry, source.raw, source.labels
    train, test = _split_order(source, experiment.data_seed)
    inputs = _Inputs(experiment, entry, raw, train)
    x, axes = inputs.x, inputs.axes
    y = _targets(labels, source, experiment.output_activation, experiment.n_outputs)
    y, of_targets = _scaled(y, train, wanted=experiment.scales_targets)
    points = raw[list(axes)] if axes else None
    pictures = None
    if entry.picture is not None:
        pictures = raw.T.reshape(raw.shape[1], *entry.picture)
    return SplitData(
        task=entry.task,
        class_names=source.class_names if entry.task == "classification" else (),
        input_names=experiment.input_names,
        axis_names=tuple(entry.axis_names[axis] for axis in axes),
        domain=tuple(entry.domain[axis] for axis in axes),
        train_x=frozen(x.take(train, 1)),
        test_x=frozen(x.take(test, 1)),
        train_y=frozen(y.take(train, 1)),
        test_y=frozen(y.take(test, 1)),
        train_labels=frozen(labels[train]),
        test_labels=frozen(labels[test]),
        train_points=None if points is None else frozen(points.take(train, 1)),
        test_points=None if points is None else frozen(points.take(test, 1)),
        train_pictures=None if pictures is None else frozen(pictures[train]),
        test_pictures=None if pictures is None else frozen(pictures[test]),
        target_names=source.target_names,
        input_scaling=inputs.scaling,
        target_scaling=of_targets,
        inputs_from_axes=inputs.inputs_from_axes,
    )

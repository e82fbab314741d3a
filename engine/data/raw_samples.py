"""Raw samples: those of an experiment, drawn from a dataset or uploaded."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from engine.arrays import Array
from engine.data.datasets import PLANE, Dataset
from engine.data.features import SUBSCRIPTS
from engine.data.scaling import is_constant
from engine.data.sequences import named_dataset
from engine.data.uploaded import UploadedData

__all__ = ["DataSettings", "RawSamples"]


class DataSettings(Protocol):
    """The settings of an experiment that decide its samples."""

    @property
    def dataset(self) -> Any:
        """A name of `DATASETS` or `SEQUENCES`, or uploaded data."""

    @property
    def uploaded(self) -> UploadedData | None:
        """Uploaded samples; None for a named dataset."""

    @property
    def n_samples(self) -> int:
        """The number of samples to draw."""

    @property
    def n_classes(self) -> int:
        """The number of classes to draw, where the dataset allows a choice."""

    @property
    def sequence_length(self) -> int:
        """The number of steps of a sequence, where the task allows a choice."""

    @property
    def noise(self) -> float:
        """The noise of the draw, from 0 to 0.5."""

    @property
    def data_seed(self) -> int:
        """The seed of the draw and of the split."""

    @property
    def train_share(self) -> float:
        """The share of training samples."""

    @property
    def input_names(self) -> tuple[str, ...]:
        """The network inputs."""

    @property
    def axis_choices(self) -> tuple[str, ...]:
        """The inputs that can span the plane, by default the first two."""

    @property
    def scales_inputs(self) -> bool | None:
        """Whether inputs are scaled; None decides by their numbers."""

    @property
    def scales_targets(self) -> bool | None:
        """Whether the values of a regression are scaled; None like inputs."""

    @property
    def axes(self) -> Any:
        """The two inputs that span the plane; None for the first two."""

    @property
    def output_activation(self) -> str:
        """The output activation, on which the coding of the targets depends."""

    @property
    def n_outputs(self) -> int:
        """The number of output units."""


class RawSamples:
    """The raw samples of an experiment.

    Attributes
    ----------
    entry : Dataset
        Describes the columns, also those of uploaded data.
    raw, labels : Array
        Columns (n_raw, n_samples) and labels (n_samples,) as `Dataset.draw` returns
        them; labels (n_samples, n_targets) for uploaded values, (n_samples, n_steps)
        for sequences with a target at every step.
    class_names, target_names : tuple of str
    share : float
        The share of training samples.
    """

    def __init__(self, experiment: DataSettings) -> None:
        uploaded = experiment.uploaded
        if uploaded is None:
            entry = named_dataset(
                str(experiment.dataset),
                experiment.sequence_length,
                experiment.n_classes,
            )
            rng = np.random.default_rng(experiment.data_seed)
            self.raw, self.labels = entry.draw(
                experiment.n_samples, experiment.noise, rng, experiment.n_classes
            )
            self.entry = entry
            self.class_names = entry.class_names or tuple(
                str(k) for k in range(experiment.n_classes)
            )
            self.target_names: tuple[str, ...] = ()
            self.share = entry.train_share or experiment.train_share
        else:
            self.raw = uploaded.raw
            self.labels, self.class_names = uploaded.labels_and_classes()
            self.target_names = uploaded.target_names
            self.entry = _uploaded_entry(self.raw, uploaded.task, uploaded.names)
            self.share = experiment.train_share


def _fills(plane: Any, low: Array, high: Array) -> bool:
    """Return whether samples lie in a plane, around its middle, and use half of it."""
    start, stop = np.array(plane).T
    is_inside = (start <= low) & (low < 0) & (0 < high) & (high <= stop)
    return bool(is_inside.all() and ((high - low) >= (stop - start) / 2).any())


def _uploaded_entry(raw: Array, task: str, given: tuple[str, ...]) -> Dataset:
    """Return a description of uploaded data as a dataset."""
    names = tuple(f"x{k + 1}" for k in range(len(raw)))
    low, high = raw.min(axis=1), raw.max(axis=1)
    pad = np.where(
        is_constant(raw), np.maximum(1, 0.1 * np.abs(high)), 0.1 * (high - low)
    )
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

"""Reasons why a setting is without effect, given the values of the others.

Each function may be `Setting.unused`: from an experiment and the setting's name it
returns a few words, or None where the setting has an effect.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from engine.data.datasets import Dataset
from engine.data.sequences import SEQUENCES, named_dataset
from engine.data.uploaded import UploadedData
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.schedules import SCHEDULES
from engine.networks.networks import NETWORKS

__all__ = [
    "all_samples",
    "first_of",
    "fixed_classes",
    "fixed_length",
    "fixed_samples",
    "fixed_split",
    "no_values",
    "not_of_network",
    "not_of_optimizer",
    "not_of_schedule",
    "without",
]

_OWN_DATA = "own data stay as they are"


class Choices(Protocol):
    """What the reasons read of an experiment."""

    @property
    def dataset(self) -> Any:
        """The name of a dataset, or uploaded samples."""

    @property
    def n_classes(self) -> int:
        """The number of classes, where the dataset leaves it open."""

    @property
    def sequence_length(self) -> int:
        """The number of steps, where the task leaves it open."""

    @property
    def network(self) -> str:
        """A name of `NETWORKS`."""

    @property
    def optimizer(self) -> str:
        """A name of `OPTIMIZERS`."""

    @property
    def schedule(self) -> str:
        """A name of `SCHEDULES`."""


def not_of_optimizer(e: Choices, name: str) -> str | None:
    """Return a reason if the optimizer has no such constant."""
    optimizer = OPTIMIZERS[e.optimizer]
    if name in optimizer.constants:
        return None
    return f"{optimizer.label} does not use it"


def not_of_network(e: Choices, name: str) -> str | None:
    """Return a reason if the kind of network has no such setting."""
    network = NETWORKS[e.network]
    if name in network.settings:
        return None
    return f"a network of the kind {network.label} does not use it"


def _named(e: Choices) -> Dataset:
    return named_dataset(e.dataset, e.sequence_length, e.n_classes)


def not_of_schedule(e: Choices, name: str) -> str | None:
    """Return a reason if the schedule has no such setting."""
    schedule = SCHEDULES[e.schedule]
    if name in schedule.settings:
        return None
    return f"the {schedule.label} schedule does not use it"


def fixed_samples(e: Choices, _name: str) -> str | None:
    """Return a reason if the samples are not drawn."""
    if isinstance(e.dataset, UploadedData):
        return _OWN_DATA
    dataset = _named(e)
    if dataset.n_fixed is None:
        return None
    return f"the samples of {dataset.label} are fixed"


def fixed_split(e: Choices, _name: str) -> str | None:
    """Return a reason if all samples train."""
    if isinstance(e.dataset, UploadedData):
        return None
    dataset = _named(e)
    if dataset.train_share is None:
        return None
    return f"all samples of {dataset.label} train"


def fixed_classes(e: Choices, _name: str) -> str | None:
    """Return a reason if the data have their own number of classes."""
    if isinstance(e.dataset, UploadedData):
        return _OWN_DATA
    dataset = _named(e)
    if dataset.class_names or dataset.task == "regression":
        return f"{dataset.label} has its own"
    return None


def fixed_length(e: Choices, _name: str) -> str | None:
    """Return a reason if the samples are no sequences, or have one length."""
    if isinstance(e.dataset, UploadedData) or e.dataset not in SEQUENCES:
        return "the samples are no sequences"
    low, high = SEQUENCES[e.dataset].lengths
    return f"the sequences have {low} steps" if low == high else None


def no_values(e: Choices, _name: str) -> str | None:
    """Return a reason if the samples have classes."""
    own = e.dataset if isinstance(e.dataset, UploadedData) else None
    task = own.task if own else _named(e).task
    return None if task == "regression" else "classes are no values to scale"


def all_samples(e: Choices, _name: str) -> str | None:
    """Return a reason if every step takes all samples."""
    optimizer = OPTIMIZERS[e.optimizer]
    return f"{optimizer.label} takes all samples" if optimizer.full_batch else None


def without(other: str, reason: str) -> Callable[[Choices, str], str | None]:
    """Return a function that gives the reason if another setting is off or empty."""
    return lambda e, _name: None if getattr(e, other) else reason


def first_of(*reasons: Callable[[Choices, str], str | None]) -> Callable[..., Any]:
    """Return a function that gives the first reason that holds."""
    return lambda e, name: next(filter(None, (each(e, name) for each in reasons)), None)

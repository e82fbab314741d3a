"""Reasons why a setting is without effect, given the values of the others.

Each function may be `Setting.unused`: from an experiment and the setting's name it
returns a few words, or None where the setting has an effect.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from engine.data.datasets import DATASETS
from engine.data.uploaded import UploadedData
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.schedules import SCHEDULES

__all__ = [
    "all_samples",
    "fixed_classes",
    "fixed_samples",
    "fixed_split",
    "no_values",
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
    dataset = DATASETS[e.dataset]
    if dataset.n_fixed is None:
        return None
    return f"the samples of {dataset.label} are fixed"


def fixed_split(e: Choices, _name: str) -> str | None:
    """Return a reason if all samples train."""
    if isinstance(e.dataset, UploadedData):
        return None
    dataset = DATASETS[e.dataset]
    if dataset.train_share is None:
        return None
    return f"all samples of {dataset.label} train"


def fixed_classes(e: Choices, _name: str) -> str | None:
    """Return a reason if the data have their own number of classes."""
    if isinstance(e.dataset, UploadedData):
        return _OWN_DATA
    dataset = DATASETS[e.dataset]
    if dataset.class_names or dataset.task == "regression":
        return f"{dataset.label} has its own"
    return None


def no_values(e: Choices, _name: str) -> str | None:
    """Return a reason if the samples have classes."""
    own = e.dataset if isinstance(e.dataset, UploadedData) else None
    task = own.task if own else DATASETS[e.dataset].task
    return None if task == "regression" else "classes are no values to scale"


def all_samples(e: Choices, _name: str) -> str | None:
    """Return a reason if every step takes all samples."""
    optimizer = OPTIMIZERS[e.optimizer]
    return f"{optimizer.label} takes all samples" if optimizer.full_batch else None


def without(other: str, reason: str) -> Callable[[Choices, str], str | None]:
    """Return a function that gives the reason if another setting is off or empty."""
    return lambda e, _name: None if getattr(e, other) else reason

"""Unused settings: those without effect given the values of the others."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from engine.data.datasets import DATASETS
from engine.functions.optimizers import OPTIMIZERS, Constants
from engine.functions.schedules import SCHEDULES

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = ["unused_settings"]


def unused_settings(experiment: Experiment) -> dict[str, str]:
    """Return, for each unused setting by its name, the reason in words."""
    optimizer = OPTIMIZERS[experiment.optimizer]
    found = {
        field.name: f"{optimizer.label} does not use it"
        for field in fields(Constants)
        if field.name not in optimizer.constants
    }
    if experiment.uploaded:
        reason = "own data stay as they are"
        found |= dict.fromkeys(("noise", "n_samples", "n_classes"), reason)
    else:
        dataset = DATASETS[experiment.dataset]
        if dataset.n_fixed is not None:
            reason = f"the samples of {dataset.label} are fixed"
            found |= dict.fromkeys(("noise", "n_samples"), reason)
        if dataset.train_share is not None:
            found["train_share"] = f"all samples of {dataset.label} train"
        if dataset.class_names or dataset.task == "regression":
            found["n_classes"] = f"{dataset.label} has its own"
    schedule = SCHEDULES[experiment.schedule]
    for name in ("schedule_steps", "schedule_factor"):
        if name not in schedule.settings:
            found[name] = f"the {schedule.label} schedule does not use it"
    if optimizer.full_batch:
        found["batch_size"] = f"{optimizer.label} takes all samples"
    if not experiment.hidden:
        found |= dict.fromkeys(("activation", "dropout"), "there is no hidden layer")
    return found

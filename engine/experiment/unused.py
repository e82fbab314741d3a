"""Unused settings: those without effect given the values of the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.experiment.settings import SETTINGS

if TYPE_CHECKING:
    from engine.experiment.derived import UncheckedExperiment

__all__ = ["unused_settings"]


def unused_settings(
    experiment: UncheckedExperiment, among: Iterable[str] = SETTINGS
) -> dict[str, str]:
    """Return, for each unused setting ``among`` these, the reason in words."""
    found = {
        name: unused(experiment, name)
        for name in among
        if (unused := SETTINGS[name].unused)
    }
    return {name: reason for name, reason in found.items() if reason}

"""Unused settings: those without effect given the values of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.experiment.fields import SETTINGS

if TYPE_CHECKING:
    from engine.experiment.derived import UncheckedExperiment

__all__ = ["unused_settings"]


def unused_settings(experiment: UncheckedExperiment) -> dict[str, str]:
    """Return, for each unused setting by its name, the reason in words."""
    found = {
        name: setting.unused(experiment, name)
        for name, setting in SETTINGS.items()
        if setting.unused
    }
    return {name: reason for name, reason in found.items() if reason}

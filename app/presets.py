"""Experiments to try, in plain language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["PRESETS", "Preset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One experiment worth seeing.

    Attributes
    ----------
    message : str
        What to look at, for the status line.
    experiment : mapping
        Fields that differ from the defaults.
    view : mapping
        What the page shows: ``lens``, ``speed``, ``showTest``.
    """

    name: str
    label: str
    message: str
    experiment: Mapping[str, Any]
    view: Mapping[str, Any] = field(default_factory=dict)


PRESETS: tuple[Preset, ...] = (
    Preset(
        name="first-look",
        label="First look: a circle",
        message="Press play: the boundary closes around the inner points.",
        experiment={},
        view={"lens": "weights"},
    ),
)

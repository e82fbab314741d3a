"""Preset: one experiment to try, and how the page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Preset", "twins"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One experiment to try.

    Attributes
    ----------
    name : str
    group : str
        Heading of the menu under which it is listed.
    experiment : mapping
        Fields that differ from the defaults.
    view : mapping
        What differs from the default view. ``lens``, ``by``, ``speed``, ``showTest``:
        what the page shows and how fast. ``quantity``: of the lower chart.
        ``nodeLens``: what tints the neurons. ``tab``: ``twins`` for two networks,
        ``inside`` for one step.
        ``twin``: the fields in which the second network differs.
    """

    name: str
    group: str
    experiment: Mapping[str, Any]
    view: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label_key(self) -> str:
        """Key of its name."""
        return f"preset.{self.name}"

    @property
    def message_key(self) -> str:
        """Key of what to look at, for the status line; it loads later."""
        return f"preset.{self.name}.message"


def twins(name: str, group: str, /, *args: Mapping[str, Any], **view: Any) -> Preset:
    """Return a preset of two networks, from the experiment and what differs."""
    experiment, twin = args
    return Preset(
        name=name,
        group=group,
        experiment=experiment,
        view={"tab": "twins", "twin": twin, "lens": "gradients", **view},
    )

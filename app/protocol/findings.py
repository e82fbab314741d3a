"""Findings: what hinders learning, as the event ``diagnosis`` describes it."""

from typing import Any

from pydantic import ConfigDict

from app.protocol.fields import Count, Model

__all__ = ["FindingFields", "TargetFields"]


class TargetFields(Model):
    """A layer, or a unit of it; counted from 0."""

    layer: Count
    unit: Count | None = None
    """Null for the whole layer."""


class FindingFields(Model):
    """One thing that hinders learning."""

    model_config = ConfigDict(allow_inf_nan=True)

    rule: str
    cause: str
    """Rule and cause together choose the words."""
    layer: Count | None
    unit: Count | None
    evidence: dict[str, float | None]
    """The numbers that the rule compared, by name."""
    advice: dict[str, Any] | None
    """Fields of the experiment to change; null where there is none to give."""
    target: TargetFields | None
    """What to look at; null for the whole network."""

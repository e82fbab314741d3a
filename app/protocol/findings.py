"""Findings: what hinders learning, as the event ``diagnosis`` describes it."""

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pydantic import ConfigDict

from app.protocol.fields import Count, Model
from engine.inspection.diagnosis.rules import RULES

__all__ = ["FindingFields", "RuleName", "TargetFields"]

if TYPE_CHECKING:
    RuleName: TypeAlias = str
else:  # for the protocol's document and the types of the page
    RuleName = Literal["diverged", *RULES]


class TargetFields(Model):
    """A layer, or a unit of it; counted from 0."""

    layer: Count
    unit: Count | None = None
    """Null for the whole layer."""


class FindingFields(Model):
    """One thing that hinders learning."""

    model_config = ConfigDict(allow_inf_nan=True)

    rule: RuleName
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

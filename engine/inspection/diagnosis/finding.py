"""Finding: one thing that hinders learning, with its cause and its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule has found.

    Attributes
    ----------
    rule : str
        A name of `RULES`.
    cause : str
        What is to blame, one word; rule and cause together choose the words.
    layer, unit : int or None
        Where it is, counted from 0.
    evidence : mapping
        The numbers that the rule compared, by name.
    advice : mapping or None
        Fields of the experiment to change; they are valid and change something.
    """

    rule: str
    cause: str
    layer: int | None = None
    unit: int | None = None
    evidence: Mapping[str, float]
    advice: Mapping[str, Any] | None = None

    @property
    def identity(self) -> tuple[str, str, int | None]:
        """What makes it the same finding at two moments, whatever its numbers."""
        return self.rule, self.cause, self.layer

    @property
    def target(self) -> dict[str, int] | None:
        """The layer, or the unit, to be looked at; None for the whole network."""
        if self.layer is None:
            return None
        if self.unit is None:
            return {"layer": self.layer}
        return {"layer": self.layer, "unit": self.unit}

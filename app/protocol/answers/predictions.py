"""Events about predictions: what a step did, compared with what was expected."""

from typing import Literal

from app.protocol.commands.questions import ParameterPlace
from app.protocol.event import Event, Number
from app.protocol.fields import Count, Id
from app.protocol.sentence import Sentence

__all__ = ["Graded", "UphillFound"]


class UphillFound(Event):
    """Answer to ``uphill``."""

    type: Literal["uphill_found"] = "uphill_found"
    id: Id
    run: Literal[0, 1]
    step: Count
    """The step that the numbers belong to."""
    n: Count
    """How many parameters moved uphill, along their gradient."""
    of: Count
    """How many parameters there are."""
    place: ParameterPlace | None
    """The one whose move raises the loss most, to first order; null if none did."""
    gradient: Number
    update: Number
    """Its gradient, without penalties, and its change."""
    message: Sentence
    """Why it moved so."""


class Graded(Event):
    """Answer to ``grade``."""

    type: Literal["graded"] = "graded"
    id: Id
    run: Literal[0, 1]
    step: Count
    is_right: bool
    right: tuple[str, ...]
    """The right answer; more than one where several are equal."""
    value: Number
    """The number that decides."""
    message: Sentence
    """The number, and why."""

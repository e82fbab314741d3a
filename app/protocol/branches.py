"""Branches of the past, as the event ``timeline`` lists them."""

from typing import Literal, TypeAlias

from pydantic import ConfigDict

from app.protocol.event import Number
from app.protocol.fields import Count, Model
from app.protocol.sentence import ChangedField

__all__ = ["BranchFields", "EventKind", "TimelineEvent"]

EventKind: TypeAlias = Literal["change", "edit", "twin", "swap", "drop"]


class TimelineEvent(Model):
    """What happened to a branch besides training."""

    index: Count
    """Its position among all events of the branch; a gesture is listed as one."""
    step: Count
    """The finished steps when it happened."""
    kind: EventKind
    run: Count
    """The network that it was about."""
    changes: tuple[ChangedField, ...]
    """What changed; the field is ``W`` or ``b`` after an edit by hand."""


class BranchFields(Model):
    """One branch of the past: a run from step 0 to its end."""

    model_config = ConfigDict(allow_inf_nan=True)

    id: Count
    name: str | None
    """As the user named it."""
    parent: Count | None
    """The branch that it left; null for one that began at step 0."""
    forked_at: Count
    """The last step that it has in common with its parent; 0 without one."""
    end: Count
    """The last step that it has reached."""
    loss: Number
    """The last training loss that was measured."""
    dataset: str
    """With which it began, as the next three; ``own`` for an own table."""
    network: str
    hidden: tuple[Count, ...]
    activation: str
    events: tuple[TimelineEvent, ...]
    """The newest few hundred."""

"""The answer to ``export``."""

from typing import Literal

from app.protocol.commands.commands import ExportKind
from app.protocol.event import Event
from app.protocol.fields import Count, Id

__all__ = ["Exported"]


class Exported(Event):
    """A file of a run or of a step."""

    type: Literal["exported"] = "exported"
    id: Id
    kind: ExportKind
    step: Count
    """The step that it is of."""
    filename: str
    mime: str
    content: str
    is_base64: bool
    """Whether the content is bytes, in base 64; else it is text."""

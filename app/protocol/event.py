"""Event: what every message to the page has in common, and the types of its numbers."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.protocol.fields import Model

__all__ = ["Event", "Number", "Numbers"]

Number = float | None
Numbers = Annotated[tuple[Number, ...], Field(strict=False)]


class Event(Model):
    """A message to the page."""

    model_config = ConfigDict(
        allow_inf_nan=True, json_schema_serialization_defaults_required=True
    )

    def text(self) -> str:
        """Encode it as one text frame."""
        return self.model_dump_json()

"""Events about single samples."""

from typing import Literal

from app.protocol.event import Event, Number, Numbers
from app.protocol.fields import Count, Id

__all__ = ["SampleFound"]


class SampleFound(Event):
    """Answer to ``sample``."""

    type: Literal["sample_found"] = "sample_found"
    id: Id
    run: Literal[0, 1]
    step: Count
    """The steps that the weights have made."""
    part: Literal["train", "test"]
    index: Count
    inputs: Numbers
    targets: Numbers
    """What the outputs should be; those of every step come step by step."""
    outputs: Numbers
    """All three in the units of the samples, as they were before scaling."""
    loss: Number
    """Its own, without penalties, of the scaled outputs."""
    label: Count | None
    predicted: Count | None
    """Its class and the predicted one; null in a regression, and with a target at every
    step."""

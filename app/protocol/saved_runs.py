"""Saved runs, as the event ``runs`` lists them, and the events about saving."""

from typing import Literal, TypeAlias

from pydantic import ConfigDict

from app.protocol.event import Event, Number
from app.protocol.fields import Count, Id, Model
from app.protocol.sentence import Sentence

__all__ = [
    "RunPicture",
    "RunSummary",
    "RunsListed",
    "Saved",
    "SavedRun",
    "StorageChanged",
    "StorageProblem",
]

StorageProblem: TypeAlias = Literal[
    "full", "read_only", "newer", "corrupt", "busy", "failed", "limit", "unknown"
]
"""Why something could not be saved or found."""


class RunPicture(Model):
    """A small picture of a run."""

    kind: Literal["surface", "loss"]
    """``surface``: what the network answers over the plane of its inputs; ``loss``: the
    training loss by step, on a log scale."""
    width: Count
    values: str
    """Whole numbers, 0 to 255, in base 64. Of a surface row by row from the top: the
    class, or 128 where the first output is 0. Of a loss one for each column, 255 is
    the highest."""
    n_classes: Count
    """Of a surface of classes, 3 or more; else 0."""


class RunSummary(Model):
    """What a list shows of a run."""

    model_config = ConfigDict(allow_inf_nan=True)

    dataset: str
    """``own`` for an own table."""
    network: str = "dense"
    hidden: tuple[Count, ...]
    activation: str
    has_twin: bool
    train_loss: Number
    test_loss: Number
    test_accuracy: Number
    """Null in a regression."""
    picture: RunPicture | None


class SavedRun(Model):
    """One saved run."""

    id: str
    name: str | None
    """As the user named it."""
    created: float
    changed: float
    """Both in seconds since 1970."""
    step: Count
    summary: RunSummary | None
    """Null if another version of the server has written it."""


class RunsListed(Event):
    """Answer to ``runs``: the saved runs of this browser, the newest first."""

    type: Literal["runs"] = "runs"
    id: Id
    runs: tuple[SavedRun, ...]
    current: str | None
    """The run that this session goes on with; null before it was saved."""


class Saved(Event):
    """The run has been saved: it has reached the disk."""

    type: Literal["saved"] = "saved"
    run: str
    """Its id."""
    step: Count
    n_removed: Count
    """Older runs without a name that gave way, as there was no room for all."""


class StorageChanged(Event):
    """Runs cannot be saved, or can be; training goes on either way."""

    type: Literal["storage"] = "storage"
    problem: StorageProblem | None
    """Null when they can be: again, or because older ones were deleted."""
    message: Sentence

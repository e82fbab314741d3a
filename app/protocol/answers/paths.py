"""Events about the paths from a weight to the loss."""

from typing import Literal

from app.protocol.answers.inspection import RefFields
from app.protocol.commands.questions import ParameterPlace
from app.protocol.event import Event, Number
from app.protocol.fields import Count, Id, Model

__all__ = ["PathFields", "PathNumber", "PathsFound"]


class PathNumber(Model):
    """One factor of the product of a path."""

    symbol: str
    """LaTeX; layers and units count from 1."""
    value: Number
    ref: RefFields | None
    """Which number of the step it is; null for an entry of a Jacobian."""


class PathFields(Model):
    """One path from a weight to the loss."""

    product: Number
    """What it adds to the gradient."""
    factors: tuple[PathNumber, ...]
    weights: tuple[ParameterPlace, ...]
    """The weights on the way, that of the question first."""


class PathsFound(Event):
    """Answer to ``find_paths``."""

    type: Literal["paths_found"] = "paths_found"
    id: Id
    run: Literal[0, 1]
    step: Count
    """The step that the numbers belong to, from 1."""
    done: Count
    """How many ops of it have run."""
    layer: Count
    row: Count
    column: Count | None
    sample: Count
    """The index of the training sample."""
    in_batch: bool
    """Whether it is in the batch of the step."""
    mean_over: Count
    """The B of the factor 1/B that the numbers contain; 1 if it is not in the batch."""
    n_paths: str
    """All paths, in decimal digits; it may be too large for a number."""
    n_active: str | None
    """Those without a factor that is 0; null while a factor is not computed yet."""
    n_derivatives: Count
    """The local derivatives that all paths are made of, each counted once."""
    total: Number
    """The sum of the products of all paths; null while a factor is not computed yet."""
    gradient: Number
    """What backpropagation computed: delta times input."""
    largest: tuple[PathFields, ...]
    """The largest in size, at most 5."""

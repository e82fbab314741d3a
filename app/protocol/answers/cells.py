"""The answers about one number of a network of any kind, and about its gradients.

Indices count from 0. A number is null while the step has not computed it.
"""

from typing import Annotated, Literal

from pydantic import Field

from app.protocol.answers.inspection import BarFields, FactorFields, UpdateFields
from app.protocol.event import Event, Number, Numbers
from app.protocol.fields import Count, Id

__all__ = ["Explained", "FullGradientFound", "InputGradientFound", "TermsFound"]

Counts = Annotated[tuple[Count, ...], Field(strict=False)]


class _About(Event):
    """Which step is meant, and where the followed sample is in it."""

    id: Id
    run: Literal[0, 1]
    step: Count
    """The step that the numbers belong to, from 1."""
    done: Count
    n_ops: Count
    """How many ops of it have run, and how many it has."""
    sample: Count | None
    """Index of the followed training sample; null is the batch."""
    position: Count | None
    """The sample's place in the batch; null without one, and if it is not in it."""
    in_batch: bool
    """If false, the sample was computed by the same program in a batch of its own, with
    the weights before the update and without dropout."""
    mean_over: Count
    """The n of the 1/n that gradients contain: samples, times their positions where the
    loss is a mean over both."""


class TermsFound(_About):
    """Answer to ``gradient_terms``: the numbers whose sum is a gradient."""

    type: Literal["terms_found"] = "terms_found"
    block: Count
    row: Count
    column: Count | None
    symbol: str
    """LaTeX of the parameter."""
    gradient: Number
    """dL/dw of the step."""
    value: Number
    """What the terms add up to: ``gradient``, or the followed sample's share of it."""
    along: Literal["sites", "grid", "positions", "samples"]
    """What there is one term for: each ``site``, which is a time step that uses the
    parameter; each place of a filter in the picture; each position; each sample."""
    terms: Numbers
    """A site behind a wall of truncation adds 0."""
    deltas: Numbers | None
    inputs: Numbers | None
    """The factors of the terms, where each is one product: of a followed sample, or
    along ``samples``; ``inputs`` is null for a bias, whose terms are the deltas."""
    sites: Counts | None
    """Along ``sites``: the site of each term."""
    grid: tuple[Count, Count] | None
    """Along ``grid``: rows and columns of the places, in whose order terms are."""
    bars: BarFields
    """What each sample of the batch adds to ``gradient``."""


class Explained(_About):
    """Answer to ``explain``: one number, and the numbers that it was computed from."""

    type: Literal["explained"] = "explained"
    root: FactorFields
    update: UpdateFields | None
    """The way of a parameter to its new value; null for numbers of nodes."""


class InputGradientFound(_About):
    """Answer to ``input_gradient``: dL/dx of one sample.

    Of a sample in the batch it is its share, with the 1/n; see ``mean_over``.
    """

    type: Literal["input_gradient_found"] = "input_gradient_found"
    n_rows: Count
    n_columns: Count
    """Rows of the input; columns of a sample, which are positions, or one."""
    picture: tuple[Count, Count] | None
    """Rows and columns of the picture that the rows are, if they are one."""
    inputs: Numbers
    """x, row by row."""
    values: Numbers
    """dL/dx in the same order."""


class FullGradientFound(Event):
    """Answer to ``full_gradient``: a block's gradient with and without truncation."""

    type: Literal["full_gradient_found"] = "full_gradient_found"
    id: Id
    run: Literal[0, 1]
    step: Count
    done: Count
    block: Count
    truncation: Count | None
    """The number of time steps that a gradient goes through; null is no limit."""
    norm: Number
    """The norm of the step's own gradient of the block, weights and biases."""
    full_norm: Number
    """The norm without truncation, of the same weights and the same batch."""
    left_out_norm: Number
    """The norm of their difference."""
    cosine: Number
    """The cosine of the angle between the two; null if one is 0."""
    share: Number
    """How much of the full gradient the step's own is, along the full one: their
    product over the full one's square. With the rest that is left out it adds up to 1;
    null if the full gradient is 0."""
    sites: Counts
    """The time steps that use the block."""
    norms: Numbers
    full_norms: Numbers
    """The norm of what each of them adds, with and without truncation; 0 behind a
    wall."""

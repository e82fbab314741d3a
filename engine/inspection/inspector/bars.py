"""Bars: what each sample of a batch adds to a number, in the order of the batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.graph import Parameter
from engine.inspection.explanation.shares import shares_of
from engine.program.trace import Trace

__all__ = ["MAX_BARS", "Bars", "bars", "bars_of_parameter"]

MAX_BARS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bars:
    """One term per sample; those of all samples add up to the number.

    Attributes
    ----------
    samples, terms : Array
        (n,): the indices of training samples, and what each adds.
    deltas, inputs : Array or None
        (n,): the factors of the terms, where the terms are products.
    n_left_out : int
        How many samples with the smallest terms are left out.
    rest : float
        The sum of their terms.
    """

    samples: Array
    terms: Array
    deltas: Array | None = None
    inputs: Array | None = None
    n_left_out: int = 0
    rest: float = 0.0


def bars_of_parameter(
    trace: Trace, parameter: Parameter, row: int, column: int | None
) -> Bars:
    """Return what each sample adds to dL/dw, or to dL/db where ``column`` is None."""
    return bars(trace, *shares_of(trace, parameter, row, column))


def bars(
    trace: Trace, terms: Array, deltas: Array | None = None, inputs: Array | None = None
) -> Bars:
    """Return terms (B,) as bars, of a very large batch only the largest."""
    samples = trace.batch_indices
    if len(terms) <= MAX_BARS:
        return Bars(samples=samples, terms=terms, deltas=deltas, inputs=inputs)
    by_size = np.argsort(-np.abs(terms), kind="stable")
    kept, left_out = np.sort(by_size[:MAX_BARS]), by_size[MAX_BARS:]
    return Bars(
        samples=samples[kept],
        terms=terms[kept],
        deltas=None if deltas is None else deltas[kept],
        inputs=None if inputs is None else inputs[kept],
        n_left_out=len(left_out),
        rest=float(terms[left_out].sum()),
    )

"""Shares: what each sample of a batch adds to the gradient of one parameter.

Which numbers are multiplied is read from the explanation of one sample's share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.arrays import Array
from engine.graph import Parameter, Ref
from engine.inspection.explanation.explanation import explained

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["Shares", "shares_of"]


class Shares(NamedTuple):
    """One share per sample, in the order of the batch; together they are the gradient.

    Attributes
    ----------
    products, deltas : Array
        (B,): the shares, and delta of the unit that the parameter leads to.
    inputs : Array or None
        (B,): what the weight multiplies; None of a bias.
    """

    products: Array
    deltas: Array
    inputs: Array | None


def shares_of(
    trace: Trace,
    parameter: Parameter,
    row: int,
    column: int | None,
) -> Shares:
    """Return the shares in dL/dw, or in dL/db where ``column`` is None."""
    share = explained(trace).share(parameter, row, column, 0)
    vectors = {}
    for leaf in share.factors or (share,):
        ref = leaf.ref
        assert ref is not None
        node = trace.placement.graph.named(ref.node)[max(ref.layer, 0)]
        vectors[ref.quantity] = trace.array(Ref(ref.quantity, node))[ref.row]
    products = np.multiply.reduce(list(vectors.values()))
    return Shares(products, vectors["grad"], vectors.get("value"))

r"""Means: the numbers of a step as means over its batch, explained where linear.

A weighted sum of means is the mean of the weighted sums:
:math:`\bar z_o = \sum_i w_{oi} \bar a_i + b_o`, and the same in the backward pass.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from engine.arrays import Array
from engine.graph import Node, Parameter, Ref
from engine.inspection.explanation.explanation import Explanation
from engine.inspection.explanation.factor import NumberRef
from engine.inspection.explanation.naming import Naming

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["is_linear", "means_of"]


class _MeanNaming(Naming):
    """Names of means: the symbols have a bar, and there is no sample."""

    def sample(self, n: int) -> str:  # noqa: ARG002
        return "mean over the batch"

    def ref(self, quantity: str, node: Node, row: int, n: int) -> NumberRef:
        return super().ref(quantity, node, row, n)._replace(sample=None)

    def value(self, node: Node, row: int, n: int = 0) -> str:
        return rf"\overline{{{super().value(node, row, n)}}}"

    def gradient(self, node: Node, row: int, n: int = 0) -> str:
        of_sample = Naming.value(self, node, row, n)
        if node.name == "z":
            return rf"\overline{{\delta{of_sample[1:]}}}"
        return rf"\overline{{\frac{{\partial L}}{{\partial {of_sample}}}}}"

    def local(self, node: Node, row: int, n: int = 0) -> str:
        z = Naming.value(self, node.inputs[0].node, row, n)
        return rf"\overline{{f'({z})}}"

    def mask(self, node: Node, row: int) -> str:
        return rf"\overline{{{super().mask(node, row)}}}"

    def target(self, row: int, n: int = 0) -> str:
        return rf"\overline{{{super().target(row, n)}}}"


def means_of(trace: Trace) -> Explanation:
    """Return the explanation of the means over the batch; its only column is 0."""

    def mean(ref: Ref) -> Array:
        array = trace.array(ref)
        if isinstance(ref.of, Parameter):
            return array
        means: Array = array.mean(axis=1, keepdims=True)
        return means

    return Explanation(trace.placement, cache(mean), _MeanNaming.of(trace))


def is_linear(trace: Trace, quantity: str, node: Node) -> bool:
    """Return whether a value or a gradient is a weighted sum of other numbers."""
    if quantity == "value":
        return node.parameter is not None
    users = trace.placement.contributions.get(node, [])
    is_weighted = all(user.parameter is not None for user, _ in users)
    return quantity == "grad" and is_weighted

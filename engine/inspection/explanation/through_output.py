r"""Delta of an output through dL/da, to compare with the gradient by z.

For sigmoid with binary cross-entropy, and for softmax with cross-entropy, training
takes :math:`\delta = (a - y) / B`.  The same number follows from dL/da through f', or
through the softmax Jacobian; each part is computed by the entry of its own table.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.functions.kinds.kind import Kind
from engine.functions.losses import LOSSES
from engine.graph import Node
from engine.inspection.explanation.factor import Factor
from engine.inspection.explanation.recomputed import (
    gradient_function,
    local_function,
    output_gradient_function,
)

if TYPE_CHECKING:
    from engine.inspection.explanation.explanation import Explanation
    from engine.program.trace import Trace

__all__ = ["delta_through_output"]


def delta_through_output(
    trace: Trace, explanation: Explanation, row: int, n: int
) -> Factor | None:
    """Return delta of an output through dL/da; None if training takes that way."""
    loss = trace.placement.loss
    assert loss is not None
    if LOSSES[loss.kind].output_gradient is None:
        return None
    z, a = (edge.node for edge in loss.inputs)
    kind = trace.placement.kinds[a]
    given = replace(explanation.leaves.gradient(z, row, n), ref=None)
    shape = trace.y.shape
    parts: tuple[Factor, ...]
    function = None
    if kind.has_local:
        da = _gradient_of_output(explanation, loss, shape, row, n)
        parts = (da, _derivative(explanation, kind, a, row, n))
    else:
        rows = range(a.n_rows)
        values = [explanation.leaves.value(a, k, n) for k in rows]
        das = [_gradient_of_output(explanation, loss, shape, k, n) for k in rows]
        parts, function = (*values, *das), gradient_function(kind, a.n_rows, row)
    numbers = [part.value for part in parts]
    return replace(
        given,
        value=math.prod(numbers) if function is None else function(*numbers),
        operation="product" if function is None else "function",
        formula=kind.latex_backward,
        factors=parts,
        function=function,
    )


def _gradient_of_output(
    explanation: Explanation, node: Node, shape: tuple[int, ...], row: int, n: int
) -> Factor:
    """Return dL/da of one output."""
    loss, a = LOSSES[node.kind], node.inputs[1].node
    site = "" if a.site is None else rf"^{{({a.site + 1})}}"
    return _compared(
        rf"\frac{{\partial L}}{{\partial a{site}_{{{row + 1}}}}}",
        loss.latex_output_gradient,
        output_gradient_function(loss, shape, row),
        explanation.leaves.value(a, row, n),
        explanation.leaves.target(node, row, n),
    )


def _derivative(
    explanation: Explanation, kind: Kind, a: Node, row: int, n: int
) -> Factor:
    """Return f'(z) of one output, which training with this loss does not compute."""
    z = explanation.leaves.value(a.inputs[0].node, row, n)
    return _compared(
        f"f'({z.symbol})",
        kind.latex_local,
        local_function(kind),
        z,
        explanation.leaves.value(a, row, n),
    )


def _compared(
    symbol: str, formula: str, function: Callable[..., float], *factors: Factor
) -> Factor:
    """Return a function of given numbers that training does not compute."""
    return Factor(
        symbol=symbol,
        value=function(*(factor.value for factor in factors)),
        origin="computed for comparison only",
        operation="function",
        formula=formula,
        factors=factors,
        function=function,
    )

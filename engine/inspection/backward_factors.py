"""Backward factors: the deltas of a trace, and dL/da, from which they follow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import execute
from engine.functions.losses import LOSSES
from engine.inspection.factor import Factor
from engine.inspection.forward_factors import ForwardFactors, cell

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["BackwardFactors"]


class BackwardFactors:
    """The numbers of a trace's backward phase; subscripts in symbols count from 1.

    Arguments are those of `ForwardFactors`; ``depth`` is the number of layers to go on
    towards the loss.
    """

    def __init__(self, trace: Trace) -> None:
        self._trace, self._forward = trace, ForwardFactors(trace)
        self._is_fused = LOSSES[trace.experiment.loss].wrt == "z"

    def delta(self, layer: int, row: int, n: int, depth: int) -> Factor:
        """Return delta of a unit, the product of dL/da and f'(z)."""
        record, last = self._trace.layers[layer], len(self._trace.layers) - 1
        symbol = rf"\delta^{{({layer + 1})}}_{{{row + 1}}}"
        value = float(record.delta[row, n])
        origin = f"backward phase, {self._forward.where(layer, row, n)}"
        if depth < 1:
            return Factor(symbol=symbol, value=value, origin=origin)
        if layer == last and (self._is_fused or record.activation == "softmax"):
            make = self._fused_delta if self._is_fused else self._softmax_delta
            return make(symbol, value, origin, row, n)
        derivative = Factor(
            symbol=rf"f'(z^{{({layer + 1})}}_{{{row + 1}}})",
            value=float(record.df[row, n]),
            origin=f"{record.activation}'s derivative at z = {record.z[row, n]:.4g},"
            f" {self._forward.where(layer, row, n)}",
        )
        da = self.da(layer, row, n, depth)
        return Factor(
            symbol=symbol,
            value=value,
            origin=origin,
            operation="product",
            formula=r"\frac{\partial L}{\partial a} \cdot f'(z)",
            factors=(da, derivative),
        )

    def _fused_delta(
        self, symbol: str, value: float, origin: str, row: int, n: int
    ) -> Factor:
        last, batch = len(self._trace.layers) - 1, self._trace.batch_size
        return Factor(
            symbol=symbol,
            value=value,
            origin=origin,
            operation="function",
            formula=r"\frac{a - y}{B}",
            factors=(self._forward.own_activation(last, row, n), self._target(row, n)),
            function=lambda a, y: (a - y) / batch,
        )

    def _softmax_delta(
        self, symbol: str, value: float, origin: str, row: int, n: int
    ) -> Factor:
        """Return delta of a softmax output, which depends on all outputs."""
        last, n_outputs = len(self._trace.layers) - 1, len(self._trace.y)
        rows = range(n_outputs)

        def again(*values: float) -> float:
            a, da = values[:n_outputs], values[n_outputs:]
            return a[row] * (
                da[row] - math.fsum(map(math.prod, zip(a, da, strict=True)))
            )

        return Factor(
            symbol=symbol,
            value=value,
            origin=origin,
            operation="function",
            formula=r"a_i \left(da_i - \sum_k a_k\, da_k\right)",
            factors=(
                *(self._forward.own_activation(last, k, n) for k in rows),
                *(self.da(last, k, n, 1) for k in rows),
            ),
            function=again,
        )

    def da(self, layer: int, row: int, n: int, depth: int) -> Factor:
        """Return dL/da of a unit, from the layer above or from the loss."""
        record, last = self._trace.layers[layer], len(self._trace.layers) - 1
        symbol = rf"\frac{{\partial L}}{{\partial a^{{({layer + 1})}}_{{{row + 1}}}}}"
        value = float(record.da[row, n])
        if layer == last:
            return self._output_da(symbol, value, row, n)
        above = self._trace.layers[layer + 1]
        terms = [
            self._back_term(layer + 1, k, row, n, depth)
            for k in range(above.z.shape[0])
        ]
        mask = self._trace.masks.get(layer)
        total = Factor(
            symbol=symbol,
            value=value if mask is None else math.fsum(t.value for t in terms),
            origin=f"passed back through the weights of layer {layer + 2}",
            operation="sum",
            formula=r"\sum_k w_{k} \delta_k",
            factors=tuple(terms),
        )
        if mask is None:
            return total
        kept = Factor(
            symbol=r"\tfrac{m}{1-p}",
            value=float(mask[row, n]),
            origin=f"dropout mask, {self._forward.where(layer, row, n)}",
        )
        return Factor(
            symbol=symbol,
            value=value,
            origin="after dropout",
            operation="product",
            formula=r"\left(\sum_k w_k \delta_k\right) \tfrac{m}{1-p}",
            factors=(total, kept),
        )

    def _back_term(
        self, layer: int, row: int, column: int, n: int, depth: int
    ) -> Factor:
        w = self._forward.weight(layer, row, column)
        delta = self.delta(layer, row, n, depth - 1)
        return Factor(
            symbol=rf"w_{{{row + 1},{column + 1}}} \delta_{{{row + 1}}}",
            value=w.value * delta.value,
            origin=f"by way of unit {row + 1} of layer {layer + 1}",
            operation="product",
            formula=r"w \cdot \delta",
            factors=(w, delta),
        )

    def _output_da(self, symbol: str, value: float, row: int, n: int) -> Factor:
        last = len(self._trace.layers) - 1
        loss = LOSSES[self._trace.experiment.loss]
        batch, (n_outputs, _) = self._trace.batch_size, self._trace.y.shape

        def again(a: float, y: float) -> float:
            # The gradient of a single output and sample, then the means over outputs
            # and over the batch.
            out = np.empty((1, 1))
            scale = n_outputs if loss.name == "mse" else 1
            execute(loss.gradient(cell(a), cell(y), out, np.empty((1, 1))))
            return float(out[0, 0]) / scale / batch

        return Factor(
            symbol=symbol,
            value=value,
            origin=f"loss phase, {loss.label}",
            operation="function",
            formula=loss.latex_gradient,
            factors=(self._forward.own_activation(last, row, n), self._target(row, n)),
            function=again,
        )

    def _target(self, row: int, n: int) -> Factor:
        index = int(self._trace.batch_indices[n])
        return Factor(
            symbol=f"y_{{{row + 1}}}",
            value=float(self._trace.y[row, n]),
            origin=f"target of training sample {index + 1}",
        )

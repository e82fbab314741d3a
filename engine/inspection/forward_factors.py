"""Forward factors: inputs, weights, pre-activations and activations of a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, execute
from engine.functions.activations import ACTIVATIONS
from engine.inspection.factor import Factor

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["ForwardFactors", "cell"]


def cell(value: float) -> Array:
    """Return a number as an array (1, 1)."""
    return np.array([[value]])


class ForwardFactors:
    """The numbers of a trace's forward phase; subscripts in symbols count from 1.

    ``layer``, ``row`` and ``column`` count from 0, ``n`` is a sample of the batch, and
    ``depth`` the number of layers to go back.
    """

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def where(self, layer: int, row: int, n: int) -> str:
        """Return the words for a unit and a sample."""
        index = int(self._trace.batch_indices[n])
        return f"layer {layer + 1}, unit {row + 1}, training sample {index + 1}"

    def weight(self, layer: int, row: int, column: int) -> Factor:
        """Return a weight before the update."""
        return Factor(
            symbol=rf"w^{{({layer + 1})}}_{{{row + 1},{column + 1}}}",
            value=float(self._trace.layers[layer].W_before[row, column]),
            origin=f"layer {layer + 1}, weight before the update",
        )

    def input(self, layer: int, column: int, n: int) -> Factor:
        """Return what unit ``column`` below passes to a layer."""
        value = float(self._trace.layers[layer].a_prev[column, n])
        if layer == 0:
            name = self._trace.experiment.input_names[column]
            index = int(self._trace.batch_indices[n])
            return Factor(
                symbol=rf"x_{{{column + 1}}}",
                value=value,
                origin=f"input {name} of training sample {index + 1}",
            )
        return Factor(
            symbol=rf"a^{{({layer})}}_{{{column + 1}}}",
            value=value,
            origin=f"forward phase, {self.where(layer - 1, column, n)}",
        )

    def own_activation(self, layer: int, row: int, n: int) -> Factor:
        """Return a unit's activation as a given number."""
        return Factor(
            symbol=rf"a^{{({layer + 1})}}_{{{row + 1}}}",
            value=float(self._trace.layers[layer].a[row, n]),
            origin=f"forward phase, {self.where(layer, row, n)}",
        )

    def activation(self, layer: int, row: int, n: int, depth: int) -> Factor:
        """Return a unit's activation, derived from z."""
        a = self.own_activation(layer, row, n)
        name = self._trace.layers[layer].activation
        if depth < 1 or name == "softmax":
            return a

        def again(z: float) -> float:
            out = np.empty((1, 1))
            with np.errstate(all="ignore"):
                execute(ACTIVATIONS[name].forward(cell(z), out, np.empty((1, 1))))
            return float(out[0, 0])

        return Factor(
            symbol=a.symbol,
            value=a.value,
            origin=a.origin,
            operation="function",
            formula=ACTIVATIONS[name].latex,
            factors=(self.z(layer, row, n, depth),),
            function=again,
        )

    def z(self, layer: int, row: int, n: int, depth: int) -> Factor:
        """Return a unit's pre-activation, the sum of its terms."""
        record = self._trace.layers[layer]
        n_inputs = record.a_prev.shape[0]
        terms = [self._z_term(layer, row, k, n, depth) for k in range(n_inputs)]
        if record.b_before is not None:
            terms.append(
                Factor(
                    symbol=rf"b^{{({layer + 1})}}_{{{row + 1}}}",
                    value=float(record.b_before[row, 0]),
                    origin=f"bias of layer {layer + 1}: from a unit that is always 1",
                )
            )
        return Factor(
            symbol=rf"z^{{({layer + 1})}}_{{{row + 1}}}",
            value=float(record.z[row, n]),
            origin=f"forward phase, {self.where(layer, row, n)}",
            operation="sum",
            formula=r"\sum_j w_j a_j + b",
            factors=tuple(terms),
        )

    def _z_term(self, layer: int, row: int, column: int, n: int, depth: int) -> Factor:
        w, a = self.weight(layer, row, column), self.input(layer, column, n)
        if layer and depth > 1 and layer - 1 not in self._trace.masks:
            a = self.activation(layer - 1, column, n, depth - 1)
        return Factor(
            symbol=rf"w_{{{row + 1},{column + 1}}} a_{{{column + 1}}}",
            value=w.value * a.value,
            origin=f"from unit {column + 1} below",
            operation="product",
            formula=r"w \cdot a",
            factors=(w, a),
        )

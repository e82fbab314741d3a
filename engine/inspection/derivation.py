r"""Derivation: the chain rule behind one number, as a tree of named factors.

Every node holds a value that training computed and says how it follows from its
factors; `Factor.derived` computes it again from them.  For sample n of a batch:

    activation   :math:`a_i = f(z_i)`, :math:`z_i = \sum_j w_{ij} a_j + b_i`
    delta        :math:`\delta_i = da_i\,f'(z_i)`, :math:`da_i = \sum_k w_{ki} \delta_k`
    weight       :math:`\partial L / \partial w_{ij} = \sum_n \delta_{in} a_{jn}`
    bias         :math:`\partial L / \partial b_i = \sum_n \delta_{in}`
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, execute
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.inspection.factor import Factor
from engine.limits import ExperimentError, checked_index, checked_parameter

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["TARGETS", "derivation"]

TARGETS = ("weight", "bias", "delta", "activation")


def derivation(
    trace: Trace,
    target: str,
    layer: int,
    row: int,
    column: int | None = None,
    *,
    sample: int | None = None,
    depth: int = 1,
) -> Factor:
    """Return how one number of a traced step came about.

    Parameters
    ----------
    target : {"weight", "bias", "delta", "activation"}
        For a weight or bias its gradient is derived; ``column`` belongs to a weight.
    sample : int or None
        A sample of the batch, whose own loss is then derived; None means the batch:
        gradients are sums over its samples, a delta or activation is their mean.
    depth : int
        How many layers to go back (activation) or on (gradients) before numbers are
        taken as given.

    Raises
    ------
    ExperimentError
        If there is no such target, parameter or sample.
    """
    if target not in TARGETS:
        message = f"target must be one of {', '.join(TARGETS)}, not {target!r}"
        raise ExperimentError("target", target, message, list(TARGETS))
    if target == "weight" and column is None:
        raise ExperimentError("column", None, "a weight needs a column")
    place = column if target == "weight" else None
    if target in ("weight", "bias"):
        checked_parameter(trace.layout.pairs(trace.gradient), layer, row, place)
    else:
        checked_index("layer", layer, len(trace.layers))
        checked_index("row", row, trace.layers[layer].z.shape[0])
    if sample is not None:
        checked_index("sample", sample, trace.batch_size)
        return _Derivation(trace.sample(sample)).of(target, layer, row, place, depth)
    return _Derivation(trace).of(target, layer, row, place, depth)


class _Derivation:
    """The derivations of one trace; subscripts in symbols count from 1."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def of(
        self, target: str, layer: int, row: int, column: int | None, depth: int
    ) -> Factor:
        samples = range(self._trace.batch_size)
        if target == "weight" and column is not None:
            terms = [self._gradient_term(layer, row, column, n, depth) for n in samples]
            dW = self._trace.layers[layer].dW
            name = rf"w^{{({layer + 1})}}_{{{row + 1},{column + 1}}}"
            return self._gradient(name, float(dW[row, column]), layer, terms)
        if target == "bias":
            terms = [self._delta(layer, row, n, depth) for n in samples]
            db = self._trace.layers[layer].db
            value = math.nan if db is None else float(db[row, 0])
            name = rf"b^{{({layer + 1})}}_{{{row + 1}}}"
            return self._gradient(name, value, layer, terms)
        make = self._delta if target == "delta" else self._activation
        terms = [make(layer, row, n, depth) for n in samples]
        if len(terms) == 1:
            return terms[0]
        name = r"\delta" if target == "delta" else "a"
        return self._mean(name, layer, row, terms)

    # ---- nodes -----------------------------------------------------------------------

    def _where(self, layer: int, row: int, n: int) -> str:
        index = int(self._trace.batch_indices[n])
        return f"layer {layer + 1}, unit {row + 1}, training sample {index + 1}"

    def _gradient(
        self, name: str, value: float, layer: int, terms: list[Factor]
    ) -> Factor:
        symbol = rf"\frac{{\partial L}}{{\partial {name}}}"
        origin = f"backward phase, layer {layer + 1}"
        if len(terms) == 1:
            only = terms[0]
            return Factor(
                symbol=symbol,
                value=value,
                origin=origin,
                operation="sum",
                formula=only.formula or only.symbol,
                factors=(only,),
            )
        return Factor(
            symbol=symbol,
            value=value,
            origin=f"{origin}, all {len(terms)} samples of the batch",
            operation="sum",
            formula=r"\sum_n \delta_n a_n" if terms[0].factors else r"\sum_n \delta_n",
            factors=tuple(terms),
        )

    def _mean(self, name: str, layer: int, row: int, terms: list[Factor]) -> Factor:
        n_terms = len(terms)
        return Factor(
            symbol=rf"\overline{{{name}}}^{{({layer + 1})}}_{{{row + 1}}}",
            value=math.fsum(term.value for term in terms) / n_terms,
            origin=f"mean over the {n_terms} samples of the batch",
            operation="function",
            formula=rf"\frac{{1}}{{{n_terms}}} \sum_n {name}_n",
            factors=tuple(terms),
            function=lambda *values: math.fsum(values) / len(values),
        )

    def _gradient_term(
        self, layer: int, row: int, column: int, n: int, depth: int
    ) -> Factor:
        delta = self._delta(layer, row, n, depth)
        a = self._input(layer, column, n)
        return Factor(
            symbol=rf"\delta_{{{row + 1}}} a_{{{column + 1}}}",
            value=delta.value * a.value,
            origin=f"sample {n + 1} of the batch",
            operation="product",
            formula=r"\delta \cdot a",
            factors=(delta, a),
        )

    def _input(self, layer: int, column: int, n: int) -> Factor:
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
            origin=f"forward phase, {self._where(layer - 1, column, n)}",
        )

    def _weight(self, layer: int, row: int, column: int) -> Factor:
        return Factor(
            symbol=rf"w^{{({layer + 1})}}_{{{row + 1},{column + 1}}}",
            value=float(self._trace.layers[layer].W_before[row, column]),
            origin=f"layer {layer + 1}, weight before the update",
        )

    def _delta(self, layer: int, row: int, n: int, depth: int) -> Factor:
        record, last = self._trace.layers[layer], len(self._trace.layers) - 1
        symbol = rf"\delta^{{({layer + 1})}}_{{{row + 1}}}"
        value = float(record.delta[row, n])
        origin = f"backward phase, {self._where(layer, row, n)}"
        if depth < 1:
            return Factor(symbol=symbol, value=value, origin=origin)
        if layer == last and (self._trace.fused or record.activation == "softmax"):
            make = self._fused_delta if self._trace.fused else self._softmax_delta
            return make(symbol, value, origin, row, n)
        slope = Factor(
            symbol=rf"f'(z^{{({layer + 1})}}_{{{row + 1}}})",
            value=float(record.df[row, n]),
            origin=f"{record.activation}'s slope at z = {record.z[row, n]:.4g},"
            f" {self._where(layer, row, n)}",
        )
        da = self._da(layer, row, n, depth)
        return Factor(
            symbol=symbol,
            value=value,
            origin=origin,
            operation="product",
            formula=r"\frac{\partial L}{\partial a} \cdot f'(z)",
            factors=(da, slope),
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
            factors=(self._own_activation(last, row, n), self._target(row, n)),
            function=lambda a, y: (a - y) / batch,
        )

    def _softmax_delta(
        self, symbol: str, value: float, origin: str, row: int, n: int
    ) -> Factor:
        """Return delta of a softmax: each output moves all others through its sum."""
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
                *(self._own_activation(last, k, n) for k in rows),
                *(self._da(last, k, n, 1) for k in rows),
            ),
            function=again,
        )

    def _target(self, row: int, n: int) -> Factor:
        index = int(self._trace.batch_indices[n])
        return Factor(
            symbol=f"y_{{{row + 1}}}",
            value=float(self._trace.y[row, n]),
            origin=f"target of training sample {index + 1}",
        )

    def _own_activation(self, layer: int, row: int, n: int) -> Factor:
        return Factor(
            symbol=rf"a^{{({layer + 1})}}_{{{row + 1}}}",
            value=float(self._trace.layers[layer].a[row, n]),
            origin=f"forward phase, {self._where(layer, row, n)}",
        )

    def _da(self, layer: int, row: int, n: int, depth: int) -> Factor:
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
            origin=f"dropout mask, {self._where(layer, row, n)}",
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
        w = self._weight(layer, row, column)
        delta = self._delta(layer, row, n, depth - 1)
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
            # The gradient of one column is that of a batch of one; the batch's mean
            # comes after it.
            out = np.empty((1, 1))
            scale = n_outputs if loss.name == "mse" else 1
            execute(loss.gradient(_cell(a), _cell(y), out, np.empty((1, 1))))
            return float(out[0, 0]) / scale / batch

        return Factor(
            symbol=symbol,
            value=value,
            origin=f"loss phase, {loss.label}",
            operation="function",
            formula=loss.latex_gradient,
            factors=(self._own_activation(last, row, n), self._target(row, n)),
            function=again,
        )

    def _activation(self, layer: int, row: int, n: int, depth: int) -> Factor:
        a = self._own_activation(layer, row, n)
        name = self._trace.layers[layer].activation
        if depth < 1 or name == "softmax":
            return a

        def again(z: float) -> float:
            out = np.empty((1, 1))
            with np.errstate(all="ignore"):
                execute(ACTIVATIONS[name].forward(_cell(z), out, np.empty((1, 1))))
            return float(out[0, 0])

        return Factor(
            symbol=a.symbol,
            value=a.value,
            origin=a.origin,
            operation="function",
            formula=ACTIVATIONS[name].latex,
            factors=(self._z(layer, row, n, depth),),
            function=again,
        )

    def _z(self, layer: int, row: int, n: int, depth: int) -> Factor:
        record = self._trace.layers[layer]
        terms = []
        for column in range(record.a_prev.shape[0]):
            w, a = self._weight(layer, row, column), self._input(layer, column, n)
            if layer and depth > 1 and layer - 1 not in self._trace.masks:
                a = self._activation(layer - 1, column, n, depth - 1)
            terms.append(
                Factor(
                    symbol=rf"w_{{{row + 1},{column + 1}}} a_{{{column + 1}}}",
                    value=w.value * a.value,
                    origin=f"from unit {column + 1} below",
                    operation="product",
                    formula=r"w \cdot a",
                    factors=(w, a),
                )
            )
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
            origin=f"forward phase, {self._where(layer, row, n)}",
            operation="sum",
            formula=r"\sum_j w_j a_j + b",
            factors=tuple(terms),
        )


def _cell(value: float) -> Array:
    return np.array([[value]])
